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
#: Whoever comes from where, what is waited for, and where somebody is sent.
_FROM = words_of(
    "worker caseworker lady woman guy man girl someone somebody people teacher teachers nurse nurses therapist slp pt ot"
    " doctor visitor coordinator staff team counselor volunteer volunteers interpreter director referral letter call email"
    " fax paperwork records report diapers package bus van driver folks records discharged released graduated expelled"
    " kicked transferred"
)
_PART_OF = words_of("lot front back outside inside basement lobby")
_WAITING = words_of(
    "waitlist list applied application enrolled register registered approved interview orientation"
)
_SENT = words_of(
    "refer refers referred referring sent send sends transfer transferred transferring switch switched switching enroll"
    " take takes took taking drove drive driving moved moving going went go goes gets rides walks back over"
)
#: First words of what is called after children's things: "little sprouts", "happy hearts".
_BRIGHT = words_of(
    "little lil kidz kids tiny bright happy sunny busy kinder kiddie rainbow sunshine precious growing stepping building creative wee"
    " giant smart good tender loving noahs caring grace new first"
)
_NOT_SUCH = words_of(
    "bit one ones thing things while time times side day days place way ways hands feet face faces boy girl boys girls kid"
    " kids guy man lady ladies baby babies moment moments people family families moms mom dads parents parent toddlers week"
    " weeks year years month months step steps brother sister brothers sisters news job luck idea ideas question questions"
    " child children up more less notes colors spot words friends teacher teachers reader readers eater sleeper work"
    " to in on at of birthday night morning visit visits room house home town city school grade language parents"
)
_BODY_ACTS = words_of(
    "called calls closed closes close said says sent sends has had wont doesnt didnt kicked opened opens denied lost"
    " called emailed texted accepted expelled suspended wants told gave gives"
)
_BODY_NOUNS = words_of(
    "daycare preschool school center agency program clinic church place prek group childcare nursery"
)
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
_CLAUSES = words_of("and but so because bc cuz when since that then now if after before while until til")
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
_GROUND = words_of("public dog our the that next same whole nearest every")


def small_doors(signs: Signs) -> Iterator[Found]:
    """What is named where one would expect an article."""
    if "en" not in signs.reading.languages:
        return
    for i, token in enumerate(signs.tokens):
        if signs.busy[i] or (token.capital and not token.first and not signs.reading.shouting):
            continue
        if _opens(signs, i):
            last = i + 2 if _bright(signs, i + 1) else _last(signs, i + 1)
            if last > i and (last == i + 2 and _bright(signs, i + 1) or _names(signs, i, last)):
                yield signs.tokens[i + 1].start, signs.tokens[last].end, "ORGANIZATION", "organization"
        elif _bright(signs, i, common=7) and (_body_acts(signs, i) or _body_called(signs, i)):
            yield token.start, signs.tokens[i + 1].end, "ORGANIZATION", "organization"
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
    if key == "of":
        return before in _PART_OF
    if key == "from":
        return (
            before in _FROM
            or signs.word(i - 1).given > 3 > signs.ordinary[i - 1]
            or (before in ("he", "she", "her", "him") and signs.key(i - 2) in _FROM)
        )
    if key == "for":
        return before in _FOR | _WAITING
    sent = before in _SENT or (before in ("him", "her", "them", "me", "us") and signs.key(i - 2) in _SENT)
    return key == "to" and (before in _GOING or sent or _church(signs, i))


def _bright(signs: Signs, i: int, *, common: int = 6) -> bool:
    """ "little sprouts", "happy hearts": such a pair without an article or an owner."""
    if i + 1 >= len(signs.tokens) or signs.key(i) not in _BRIGHT or not signs.joined(i + 1):
        return False
    key = signs.key(i + 1)
    if signs.busy[i] or signs.busy[i + 1] or signs.quiet[i + 1] or key in _NOT_SUCH or signs.kin(i + 1):
        return False
    if (
        key in _ENDS | _BARE - {"center", "school"}
        or signs.ordinary[i + 1] >= common
        or signs.calendar(i + 1)
    ):
        return False
    return len(key) > 3 and not key.endswith(("ing", "ed", "ly")) and key not in listed("field.txt")


def _body_acts(signs: Signs, i: int) -> bool:
    """ "happy hearts called", "and kinder kingdom closed"."""
    opens = signs.tokens[i].first or signs.before(i) in _CLAUSES or signs.tokens[i].gap.strip() in (",", ";")
    return (
        opens and signs.joined(i + 2) and signs.key(i + 2) in _BODY_ACTS
        if i + 2 < len(signs.tokens)
        else False
    )


def _body_called(signs: Signs, i: int) -> bool:
    """ "the preschool is rainbow bridge", "a daycare called tiny steps"."""
    return signs.before(i) in ("is", "was", "called", "named") and signs.key(i - 2) in _BODY_NOUNS


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
    if key == "first" and signs.key(k + 1) in _CHURCHES:
        return False
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
    bare = _BARE if lone else _BARE - {"sunrise", "sunset"}
    if keys[0] in bare or signs.ruled_out(first) or keys[-1] in _TIMES or keys[0].endswith("ing"):
        return False
    if not any(telling_word(signs, k) for k in range(first, last + 1)):
        return False
    if lone:  # a plural has no article either
        odd = not signs.ordinary[first] and signs.unknown(first, common=6)
        return odd or (not keys[0].endswith("s") and signs.key(i) == "at")
    if signs.key(i) in ("to", "for", "from"):
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
