"""Bodies and places in texts typed without capitals: "lakeview clinic", "euclid ave", "guarderia mis amiguitos"."""

import re
from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import DETERMINERS, INSIDE, Signs, cues, heads, telling_word

_PLACE_ENDS = words_of("ave blvd rd avenue boulevard apartments apts reservation rez county bridge")
#: Heads that need a telling word before them: "the hyundai plant", "the westside office".
_DOORS = words_of(
    "office plant warehouse barbershop salon tavern pantry diner motel inn suites lodge laundromat gym arena store mart bakery tribe"
    " battalion campus branch site orchard orchards dealership refinery quarry mine"
)
_BEFORE_PEOPLE = words_of("on in at to from near off of by outside past") | {""}
_INNS = words_of("inn suites lodge")
_CHURCHES = words_of("church temple iglesia assembly")
_PEOPLES = words_of("nation tribe reservation rez rancheria")
#: What stands between what is told and the head: "delgado family resource center".
_INNER = words_of(
    "family families health child children childrens development developmental resource community early education learning"
    " medical regional county parent care head baptist methodist lutheran catholic episcopal st saint mental school"
)
_SIDE = re.compile(
    r"^(?:north|south|east|west)(?:side|gate|view|end|brook|wood|field|lake|point|ridge|park)$"
)
_OUR_PEOPLE = words_of(
    "our the whole this that entire indian tribal native local every each one any a another their"
)


def typed_small(signs: Signs) -> Iterator[Found]:
    for i, token in enumerate(signs.tokens):
        if signs.busy[i]:
            continue
        if token.key in _PEOPLES and signs.before(i) not in _OUR_PEOPLE | {""} and _people(signs, i - 1):
            first = i - 1 - (signs.joined(i - 1) and signs.before(i - 1) not in _BEFORE_PEOPLE | DETERMINERS)
            yield signs.tokens[first].start, token.end, "LOCATION", "place"
        elif (
            token.key in ("lady", "senora")
            and signs.before(i) in ("our", "nuestra")
            and (last := _lady(signs, i))
        ):
            yield signs.tokens[i - 1].start, signs.tokens[last].end, "ORGANIZATION", "organization"
        elif token.key in _CHURCHES and signs.after(i) == "of" and (last := _of(signs, i)) > i:
            yield token.start, signs.tokens[last].end, "ORGANIZATION", "organization"
        elif token.key in heads("organization") | _DOORS and not token.owns:
            if (start := _front(signs, i)) < i:
                yield signs.tokens[start].start, token.end, "ORGANIZATION", "organization"
        elif token.key in _PLACE_ENDS and i and signs.joined(i) and _odd(signs, i - 1):
            yield signs.tokens[i - 1].start, token.end, "LOCATION", "place"


def _front(signs: Signs, head: int) -> int:
    """Where the body that ends with this head begins, or the head itself."""
    start = head
    while start and signs.joined(start) and start > head - 5 and _part(signs, start - 1):
        start -= 1
    while start < head and signs.key(start) in listed("generic.txt") and signs.key(start) != "new":
        start += 1
    inside = range(start, head)
    if signs.key(head) in _INNS:
        return start
    door = signs.key(head) in _DOORS
    if any(_odd(signs, k) or (not door and _borne(signs, k, head)) for k in inside) or (
        not door and signs.before(start) == "at" and any(_proper(signs, k) for k in inside)
    ):
        return start
    return head


def _of(signs: Signs, i: int) -> int:
    """ "church of the redeemer": the last word, or the first where it is no name ("church of my mother")."""
    k = i + 2 + (signs.key(i + 2) in ("the", "our", "god"))
    named = k < len(signs.tokens) and signs.joined(k) and not signs.busy[k] and not signs.kin(k)
    owned = signs.key(i + 2) in ("my", "her", "his", "their")
    return k if named and not owned and len(signs.key(k)) > 2 else i


def _lady(signs: Signs, i: int) -> int:
    """ "our lady of guadalupe", "nuestra señora de la paz": the last word."""
    if signs.key(i + 1) not in ("of", "de", "del") or not signs.joined(i + 1):
        return 0
    k = i + 2 + (signs.key(i + 2) in ("the", "la", "los", "las"))
    return k if k < len(signs.tokens) and signs.joined(k) and not signs.busy[k] else 0


def _people(signs: Signs, k: int) -> bool:
    """ "the navajo nation", "standing rock reservation"."""
    return not signs.busy[k] and not signs.kin(k) and signs.ordinary[k] < 7 and signs.key(k) not in INSIDE


def _borne(signs: Signs, k: int, head: int) -> bool:
    """A rarer word that people or towns are called by, behind an article: "the delgado center"."""
    if signs.key(head) in heads("soft") or not telling_word(signs, k) or signs.ruled_out(k):
        return False
    word = signs.word(k)
    return signs.ordinary[k] < 6 and (word.family > 2 or word.given > 3 or word.place > 4)


def _part(signs: Signs, i: int) -> bool:
    key = signs.key(i)
    if key in _INNER and not signs.busy[i] and not signs.tokens[i].owns:
        return True
    usual = signs.ordinary[i] > 6 or key in cues("person") or signs.busy[i] or signs.tokens[i].owns
    return len(key) > 2 and not usual


def _odd(signs: Signs, i: int) -> bool:
    """A word that no dictionary has, or a place."""
    if not telling_word(signs, i) or signs.ruled_out(i):
        return False
    return bool(_SIDE.match(signs.key(i))) or (not signs.ordinary[i] and signs.unknown(i))


def _proper(signs: Signs, i: int) -> bool:
    key = signs.key(i)
    return key not in listed("generic.txt") and key not in heads("organization") and not signs.kin(i)
