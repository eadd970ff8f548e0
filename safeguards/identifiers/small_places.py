"""Streets, towns and bodies typed small whose words are ordinary: "on maple st", "at mercy general", "la clinica san rafael"."""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import known, listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import INSIDE, Signs, cues

_BEFORE = words_of("into on off down at near to from in behind across past outside by around")
_STREETS = words_of(
    "st street ave avenue blvd boulevard ln lane rd road ct court terrace heights estates apartments apts park"
)
#: What stands before "street" or "school" and names none.
_KINDS = words_of(
    "dog skate water theme ball car trailer play state city local national main back side other busy wrong dirt quiet"
    " high middle summer sunday bible private public charter catholic christian home day night nursery old new big"
    " small good great nice different free same own next our her his my their that this another any some basketball"
    " tennis food family juvenile probate drug open sesame grade level regular whole two three virtual online after"
    " lutheran baptist methodist parent parents mobile therapeutic inclusive bilingual in-home"
)
_FIRST_WORDS = words_of("little new first great good day")
_SCHOOLS = words_of(
    "academy elementary preschool daycare church hospital pediatrics montessori kindergarten shelter clinic elem elementry elementery acad hosp peds prek headstart"
)
_HOSPITALS = words_of("general memorial regional childrens baptist methodist presbyterian mercy")


def small_places(signs: Signs) -> Iterator[Found]:
    """What no capital, number or rare word gives away, by the words around it."""
    for i, token in enumerate(signs.tokens):
        if signs.busy[i] or token.owns or (token.capital and not signs.reading.shouting):
            continue
        if token.key in _STREETS and (start := _lead(signs, i)) < i:
            yield signs.tokens[start].start, token.end, "LOCATION", "place"
        elif (
            token.key in _SCHOOLS | _HOSPITALS or (token.key == "start" and signs.before(i) == "head")
        ) and (start := _lead(signs, i - (token.key == "start"))) < i - (token.key == "start"):
            yield signs.tokens[start].start, token.end, "ORGANIZATION", "organization"
        elif token.key in ("childrens", "children") and signs.after(i) == "of" and _region(signs, i + 2):
            yield token.start, signs.tokens[i + 2].end, "ORGANIZATION", "organization"
        elif token.key == "st" and signs.before(i) in _BEFORE and _saint(signs, i + 1):
            yield token.start, signs.tokens[i + 1].end, "ORGANIZATION", "organization"
        if _town(signs, i):
            yield token.start, token.end, "LOCATION", "town"


def _region(signs: Signs, i: int) -> bool:
    return i < len(signs.tokens) and (signs.quiet[i] or signs.word(i).place > 3)


def _saint(signs: Signs, i: int) -> bool:
    """ "at st anns"."""
    return i < len(signs.tokens) and signs.joined(i) and known(signs.key(i).removesuffix("s")).given > 3


def _lead(signs: Signs, head: int) -> int:
    """Where a name begins that ends with this head and stands behind "at", "on", "near"; or the head itself."""
    start = head
    while start and start > head - 4 and signs.joined(start) and _may_name(signs, start - 1):
        start -= 1
    telling = any(
        signs.key(k) not in _KINDS | listed("generic.txt") and signs.ordinary[k] < 7
        for k in range(start, head)
    )
    if start == head or not telling or (signs.key(start) in _KINDS and head - start == 1):
        return head
    if signs.before(start) == "the" and signs.before(start - 1) in _BEFORE:
        odd = any(max(signs.word(k)[2:]) > 2 or not signs.ordinary[k] for k in range(start, head))
        return start if odd and (head - start > 1 or signs.key(head) in _STREETS | {"head"}) else head
    if signs.before(start) not in _BEFORE:
        return head
    lone = head - start == 1 and signs.key(head) == "clinic" and signs.ordinary[start] > 3
    return head if lone else start


def _may_name(signs: Signs, i: int) -> bool:
    key = signs.key(i)
    if key in _FIRST_WORDS:
        return not signs.busy[i]
    if signs.busy[i] or signs.tokens[i].owns or signs.kin(i) or key in _BEFORE | INSIDE | cues("person"):
        return False
    return len(key) > 2 and signs.ordinary[i] < 7 and key not in listed("field.txt")


def _town(signs: Signs, i: int) -> bool:
    """ "in fresno": better known as a town than as a word."""
    word, ordinary = signs.word(i), signs.ordinary[i]
    behind = signs.before(i) in ("in", "near", "outside", "from", "en", "desde")
    return (
        behind
        and not signs.ruled_out(i)
        and not signs.calendar(i)
        and 0 < ordinary < 5
        and (word.place > max(4, ordinary) or 0 < min(word.english, word.spanish) == max(word[:2]) < 4)
    )
