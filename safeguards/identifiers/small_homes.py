"""Where somebody lives, typed small in English: "lives out past dry fork", "over on fulton", "moved to paradise".

A street, a hill or a park wants its article in English unless it is called so: whoever lives "off old mill" or "by sugar
hill" lives at what bears that name. Left out is what goes without one ("in poverty", "on campus", "near family").
"""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed, table, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import COUNTS, DETERMINERS, INSIDE, Signs, cues

_DWELLS = words_of(
    "live lives lived living stay stays stayed staying moved moving move moves relocated house home apartment apt trailer"
    " duplex farm condo renting rent rents visits"
)
_ADVERBS = words_of(
    "out over up down back now still all way there here together right just both alone again somewhere"
)
#: Without a verb of dwelling these two say it: "over on fulton", "out past dry fork".
_FAR = words_of("out over down up")
_IN, _BY = words_of("in to from around"), words_of("near by past off on outside beyond across behind")
_NOT_MOVED = words_of("on past off by")
_NOWHERE = words_of(
    "home work town school church people family families friends foster care kin relatives welfare disability ssi snap wic"
    " benefits food campus base site property land call duty time weekends lockdown section top oxygen meds medication"
    " formula money tips choice now noon midnight bedtime grid camera stamps savings all day every more fear poverty limbo"
    " chaos survival shelters shelter cars car tents tent motels motel hotels hotel public transitional temporary supportive"
    " low different separate rural bed place touch contact crisis hiding silence peace isolation love squalor subsidized"
    " housing county city state country neighborhood neighbors neighbor parents grandparents track pace task point purpose"
    " paper facetime zoom phone video screen speaker screens tv youtube street streets road roads side sides part parts"
    " life lives things others other anything nothing everything something someone somebody anyone nobody him her them me"
    " us it you that this these those what when where who why how which front back line general english spanish person"
    " private group groups class classes jail prison recovery rehab detox therapy treatment custody kinship placement"
    " weekday mornings morning evening night nights afternoon summer winter spring fall break vacation leave furlough"
    " track hand hands foot feet knees lap floor ground couch sofa porch table close far real good great big small old new"
    " half most some many much less least only also too very really pretty so because bc cuz but and or if as than then"
    " whatever solid finger fingers toys goldfish snacks milk juice dinner lunch breakfast supper goals goal feeding feedings"
    " sleep naps nap play transitions behavior behaviors words sounds language speech paperwork notes visits visit schedule"
    " purees bottles bottle breast breastfeeding nursing average paid unpaid bus buses foot probation parole hold watch"
    " water air fire alert guard display demand hers his ours mine theirs itself himself herself myself themselves"
)
_ENDS = words_of(
    "so but bc cuz because cause when while til till until since that who which if then than now today tomorrow yesterday"
    " tonight last next with without about again too also yet still instead before after where and or w is was are has had"
    " have will would can could does did do i we they he she it you for at in on to from of by as not just ever their his"
    " her my our your no yes rn tho though lol pls right all this"
)
_LIVING = words_of("live lives lived living stay stays stayed staying house home apartment apt trailer")


def small_homes(signs: Signs) -> Iterator[Found]:
    """Places by what English says of living there."""
    if "en" not in signs.reading.languages:
        return
    for i, token in enumerate(signs.tokens):
        if not i or not (token.key in _IN or token.key in _BY) or not signs.joined(i):
            continue
        told = _told(signs, i)
        if told and (last := _last(signs, i + 1)) > i and _named(signs, i, last, told):
            yield signs.tokens[i + 1].start, signs.tokens[last].end, "LOCATION", "place"


def _told(signs: Signs, i: int) -> str:
    """Whether somebody dwells here: the verb, or the adverb that says so without one."""
    k = i - 1
    while k > i - 4 and k > 0 and signs.key(k) in _ADVERBS and signs.joined(k):
        k -= 1
    key = signs.key(k)
    if key in _DWELLS and signs.joined(k + 1):
        return "" if key.startswith("mov") and signs.key(i) in _NOT_MOVED else key
    far = signs.key(i - 1)
    return far if far in _FAR and (signs.key(i) in ("past", "near", "by", "off", "on")) else ""


def _last(signs: Signs, first: int) -> int:
    k = first
    while k < len(signs.tokens) and k < first + 3 and signs.joined(k) and not _stops(signs, k):
        k += 1
        if signs.tokens[k - 1].owns:
            break
    return k - 1


def _stops(signs: Signs, k: int) -> bool:
    key, token = signs.key(k), signs.tokens[k]
    if token.capital and not signs.reading.shouting:
        return True
    if key in _ENDS | INSIDE | COUNTS or key in DETERMINERS or signs.busy[k] or signs.calendar(k):
        return True
    return len(key) < 3 or signs.kin(k) or key in cues("person") or key in listed("titles.txt")


def _named(signs: Signs, i: int, last: int, told: str) -> bool:
    first = i + 1
    if (
        signs.key(first) in _NOWHERE
        or signs.quiet[first]
        or signs.ruled_out(first)
        or signs.tokens[last].owns
    ):
        return False
    if signs.key(first).endswith(("ing", "ly")) or signs.ordinary[first] > 6:
        return False
    word, ordinary = signs.word(first), signs.ordinary[first]
    if signs.key(i) in _BY:
        lone = last == first
        if lone and signs.key(first).endswith("s") and ordinary > 4:
            return False
        return told in _LIVING | _FAR and (signs.key(i) not in ("on", "by") or not lone or ordinary < 6)
    whole = "_".join(signs.key(k) for k in range(first, last + 1))
    if whole in table() and table()[whole][4] > "2" and last > first:
        return True
    return ordinary > 0 and word.place > 3 and word.place >= ordinary - 1 and ordinary < 6
