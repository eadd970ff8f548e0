"""Bodies and waters typed small that nothing but English grammar gives away: "works at mercy", "goes to tiny tots".

A thing of which there are many wants its article in English: whoever is "at panera" or "works for tyson" is at what bears
that name. Left out is what goes without one: times, meals, moods, and what groups do ("at home", "at drop off").
"""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import COUNTS, DETERMINERS, INSIDE, Signs, cues, heads, telling_word

_AT, _FOR = words_of("at"), words_of("works work worked working drives drove driving cleans cooks")
_GOING = words_of("go goes went")
#: Behind these "at" says whom or what somebody looks, laughs, points at.
_TOWARD = words_of(
    "look looks looked looking stare stares stared staring laugh laughs laughed laughing smile smiles smiled smiling wave"
    " waves waved waving point points pointed pointing yell yells yelled yelling scream screams screamed screaming glance"
    " glanced peek peeks bark barks swipe swipes swat grab grabs good great better best bad worse amazing mad upset angry"
    " surprised amazed growl growls throw throws threw throwing hiss gaze gazes gazed aim squeal squeals reach reaches"
    " reached shout shouts shouted blink blinks not all giggle giggles giggled"
)
#: What English puts behind "at" or "to" without an article.
_BARE = words_of(
    "home work school church daycare preschool prek pre-k kindergarten kinder college bed night noon midnight dawn dusk"
    " bedtime naptime nap lunch dinner breakfast supper snack snacktime mealtime mealtimes meal meals bath bathtime play"
    " playtime storytime story stories circle pickup dropoff drop pick arrival departure intake discharge birth first last"
    " least most best worst once all times time age ages risk peace ease odds hand heart length large stake bay fault"
    " baseline capacity level levels grade sea court camp practice recess group groups therapy speech parties party rest"
    " table random present face full half double any every each some many other others different another both such same"
    " great new little high low certain things thing people kids babies toys someone somebody everyone everybody anyone"
    " nobody nothing everything something anything tummy check checkup checkups well free center centers parent parents"
    " music team staff family families child baby infant toddler carpet rug meeting meetings visit visits clean cleanup"
    " transition transitions day days night nights week weeks weekend weekends holidays christmas easter thanksgiving"
    " halloween morning mornings evening evenings afternoon sunset sunrise sleep jail prison town hospital hospitals"
    " stores store doctors doctor dentist physical occupational feeding early special regular summer swim swimming bible"
    " after middle elementary public private church mass temple mosque class classes college training trainings"
    " conferences work shelter shelters restaurants parks playgrounds libraries library headstart head wic grandmas"
    " whatever whichever least eye arms floor ground hours two-year-old bat pieces waste war plan see get have make take"
    " be do say show put find buy eat play help tell ask try feel use pay call talk walk give turn start stop leave keep"
    " bring read sing hold change meet wait stay learn pick eat look watch live move run sit stand hear let mean need want"
    " page pages chapter section slide line number room door window corner extra counseling rehab detox treatment services evaluation evaluations appointment appointments appts er ed"
    " urgent social mental preemie foster loud silly funny big small good bad nice real long short hard soft dawn foot"
)
#: What stands behind a body and is no part of it.
_ENDS = words_of(
    "so but bc cuz because cause when while til till until since that who which if then than now today tomorrow yesterday"
    " tonight this these those last next with without about again too also yet still instead before after to on in at from"
    " as or not just ever every each by into off up down out over under here there their his her my our your its it he she"
    " they we i you me him them us mine is was are were has had have will would can could does did do if is and saw be been"
    " being where why how what twice once mon tues wed thurs fri sat sun am pm daily weekly always never only even right"
    " near across around behind during through like"
)
_TIMES = words_of(
    "time times visit visits meeting meetings check checks checkup checkups hour hours level levels age group groups"
    " off up day days night nights week weeks call calls play session sessions"
)
_CHURCHES = words_of("lutheran baptist methodist presbyterian catholic episcopal adventist pentecostal")
_LONGEST = 3  # words
_PREPOSITIONS = words_of("at by near past from to around behind in on off outside across toward along over")
_WATERS = words_of(
    "creek bluff bluffs ridge fork springs canyon hollow grove beach bay gulch falls prairie mesa"
)
_LAKES = words_of("lake mount mt fort ft camp")
_GROUND = words_of(
    "sandy rocky muddy dry cold little big deep wild public dog our the that steep next same whole"
)


def small_doors(signs: Signs) -> Iterator[Found]:
    """What is named where one would expect an article."""
    if "en" not in signs.reading.languages:
        return
    for i, token in enumerate(signs.tokens):
        if signs.busy[i] or (token.capital and not token.first and not signs.reading.shouting):
            continue
        if _opens(signs, i):
            last = _last(signs, i + 1)
            if last > i and _names(signs, i, last):
                yield signs.tokens[i + 1].start, signs.tokens[last].end, "ORGANIZATION", "organization"
        elif token.key in _WATERS and i > 1 and signs.joined(i) and _water(signs, i - 1):
            yield signs.tokens[i - 1].start, token.end, "LOCATION", "place"
        elif token.key in _LAKES and signs.before(i) in _PREPOSITIONS and _lake(signs, i + 1):
            yield token.start, signs.tokens[i + 1].end, "LOCATION", "place"


def _opens(signs: Signs, i: int) -> bool:
    key, before = signs.key(i), signs.key(i - 1)
    if i + 1 >= len(signs.tokens) or not signs.joined(i + 1):
        return False
    if key in _AT:
        return i > 0 and before not in _TOWARD
    return (key == "for" and before in _FOR) or (key == "to" and (before in _GOING or _church(signs, i)))


def _church(signs: Signs, i: int) -> bool:
    """ "took him to new life baptist"."""
    return signs.key(last := _last(signs, i + 1)) in _CHURCHES and last > i + 1


def _last(signs: Signs, first: int) -> int:
    """The last word of what is named from here on, or the one before `first`."""
    k = first
    while (
        k < len(signs.tokens)
        and k < first + _LONGEST
        and (k == first or (signs.joined(k) and not signs.tokens[k - 1].owns))
        and not _stops(signs, k)
    ):
        k += 1
    return k - 1


def _stops(signs: Signs, k: int) -> bool:
    key = signs.key(k)
    if key in _ENDS | DETERMINERS | INSIDE | COUNTS or signs.busy[k] or signs.calendar(k) or len(key) < 3:
        return True
    return key in cues("person") or signs.kin(k)


def _names(signs: Signs, i: int, last: int) -> bool:
    first, lone = i + 1, last == i + 1
    keys = [signs.key(k) for k in range(first, last + 1)]
    if signs.tokens[first].capital and not signs.reading.shouting:
        return False
    if keys[-1] in _CHURCHES and not lone:
        return True
    if keys[0] in _BARE or signs.ruled_out(first) or keys[-1] in _TIMES or keys[0].endswith("ing"):
        return False
    if not any(telling_word(signs, k) for k in range(first, last + 1)):
        return False
    if lone:  # a plural has no article either
        odd = not signs.ordinary[first] and signs.unknown(first, common=6)
        return odd or (not keys[0].endswith("s") and signs.key(i) != "to")
    if signs.key(i) == "to":
        return keys[-1].endswith("s") or keys[-1] in heads("organization") or not signs.ordinary[last]
    return True


def _water(signs: Signs, k: int) -> bool:
    """ "by bishop creek", and not "in the creek", "by a muddy creek"."""
    key = signs.key(k)
    if key in _GROUND | _ENDS | DETERMINERS | INSIDE or signs.busy[k] or signs.kin(k) or len(key) < 3:
        return False
    return signs.before(k) in _PREPOSITIONS and key not in cues("person") | listed("generic.txt")


def _lake(signs: Signs, k: int) -> bool:
    if k >= len(signs.tokens) or not signs.joined(k) or _stops(signs, k):
        return False
    return telling_word(signs, k) and signs.key(k) not in _BARE and not signs.ruled_out(k)
