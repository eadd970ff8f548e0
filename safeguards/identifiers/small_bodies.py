"""Bodies and places in texts typed without capitals: "lakeview clinic", "euclid ave", "guarderia mis amiguitos"."""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed, words_of
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import INSIDE, Signs, cues, heads, telling_word

_PLACE_ENDS = words_of("ave blvd rd avenue boulevard apartments apts reservation rez county")


def typed_small(signs: Signs) -> Iterator[Found]:
    for i, token in enumerate(signs.tokens):
        if signs.busy[i]:
            continue
        if token.key in heads("organization") and not token.owns:
            if (start := _front(signs, i)) < i:
                yield signs.tokens[start].start, token.end, "ORGANIZATION", "organization"
            elif (last := _behind(signs, i)) > i:
                yield token.start, signs.tokens[last].end, "ORGANIZATION", "organization"
        elif token.key in _PLACE_ENDS and i and signs.joined(i) and _odd(signs, i - 1):
            yield signs.tokens[i - 1].start, token.end, "LOCATION", "place"


def _front(signs: Signs, head: int) -> int:
    """Where the body that ends with this head begins, or the head itself."""
    start = head
    while start and signs.joined(start) and start > head - 3 and _part(signs, start - 1):
        start -= 1
    inside = range(start, head)
    if any(_odd(signs, k) for k in inside) or (
        signs.before(start) == "at" and any(_proper(signs, k) for k in inside)
    ):
        return start
    return head


def _behind(signs: Signs, head: int) -> int:
    """Spanish names the head first: "en guarderia mis amiguitos", without an article."""
    if (
        signs.key(head) not in heads("front")
        or signs.before(head) != "en"
        or "es" not in signs.reading.languages
    ):
        return head
    last = head
    while (
        last + 1 < len(signs.tokens)
        and last < head + 3
        and signs.joined(last + 1)
        and _spanish_part(signs, last + 1)
    ):
        last += 1
    return head if signs.key(last) in INSIDE | {"mi", "mis"} else last


def _part(signs: Signs, i: int) -> bool:
    key = signs.key(i)
    usual = signs.ordinary[i] > 6 or key in cues("person") or signs.busy[i] or signs.tokens[i].owns
    return len(key) > 2 and not usual


def _odd(signs: Signs, i: int) -> bool:
    """A word that no dictionary has, or a place."""
    if not telling_word(signs, i) or signs.ruled_out(i):
        return False
    return not signs.ordinary[i] and signs.unknown(i)


def _proper(signs: Signs, i: int) -> bool:
    key = signs.key(i)
    return key not in listed("generic.txt") and key not in heads("organization") and not signs.kin(i)


def _spanish_part(signs: Signs, i: int) -> bool:
    key = signs.key(i)
    small = key in {"mi", "mis"} | INSIDE - {"y", "and", "the", "of", "for"}
    return small or (_proper(signs, i) and signs.ordinary[i] < 6)
