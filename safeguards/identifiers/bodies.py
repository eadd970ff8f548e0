"""Bodies and places by the words they are made of: "Lakeview Family Health Center", "Maple Terrace apartments"."""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import Signs, cues, heads

_INSIDE = {"of", "the", "de", "del", "la", "las", "los", "el", "for", "and", "y", "do", "da"}
_LOOSE_HEADS = {
    "way",
    "run",
    "place",
    "point",
    "court",
    "square",
    "circle",
    "loop",
    "falls",
    "hill",
    "hills",
    "complex",
    "corner",
    "plaza",
}
_LOOSE_HEADS |= {
    "station",
    "camp",
    "manor",
    "drive",
    "homes",
    "projects",
    "crossing",
    "river",
    "lake",
    "beach",
    "bridge",
    "housing",
    "mall",
}
_LOOSE_HEADS |= {
    "island",
    "creek",
    "building",
    "trailer",
    "towers",
    "gardens",
    "mesa",
    "flats",
    "fort",
    "point",
    "lane",
    "villa",
    "st",
    "port",
}


def rows(signs: Signs) -> Iterator[tuple[int, int]]:
    """Rows of words with capitals, small joining words inside: (first, last) token."""
    i, count = 0, len(signs.tokens)
    while i < count:
        if signs.tokens[i].capital and not signs.busy[i]:
            last = j = i
            while (
                j + 1 < count and signs.joined(j + 1) and not signs.busy[j + 1] and not signs.tokens[j].owns
            ):
                j += 1
                if signs.tokens[j].capital:
                    last = j
                elif signs.tokens[j].key not in _INSIDE or j - last > 2:
                    break
            yield i, last
            i = last + 1
        else:
            i += 1


def bodies(signs: Signs) -> Iterator[Found]:
    if not signs.reading.shouting:
        for first, last in rows(signs):
            yield from _row(signs, first, last)
    if signs.reading.careless:
        yield from _small(signs)


def _telling(signs: Signs, i: int) -> bool:
    """Whether a word sets a body apart from all others of its kind."""
    key = signs.key(i)
    if signs.quiet[i] or signs.busy[i] or key in listed("generic.txt") or signs.kin(i) or signs.calendar(i):
        return False
    return key not in heads("organization") and key not in _INSIDE and len(key) > 1


def _row(signs: Signs, first: int, last: int) -> Iterator[Found]:
    start = first
    while start < last and _leads_in(signs, first, start):
        start += 1
    telling = [k for k in range(start, last + 1) if _telling(signs, k)]
    if telling:
        small = signs.after(last) if not signs.tokens[last].owns else ""
        alone = start == last and signs.tokens[start].first and signs.ordinary[start] > 2
        if label := _by_its_words(signs, start, last, telling):
            yield _stretch(signs, start, last, label)
        elif signs.before(start) in heads("place-front") and not signs.tokens[start - 1].capital:
            if not signs.quiet[start]:
                yield _stretch(signs, start - 1, last, "LOCATION")
        elif small in heads("place") - _LOOSE_HEADS and not signs.quiet[last] and not alone:
            if not _person(signs, start, last):
                yield _stretch(signs, start, last, "LOCATION")
        elif small in heads("organization") - heads("soft") and not signs.title_before(start) and not alone:
            if not _person(signs, start, last) or signs.word(last).place:
                yield _stretch(signs, start, last + 1, "ORGANIZATION")
        elif start < last and not _named(signs, start, last):
            if signs.before(start) in {"at", "through", "en"} and len(telling) > 1:
                yield _stretch(signs, start, last, "ORGANIZATION")
            elif signs.before(start) in {"near", "outside", "past"}:
                yield _stretch(signs, start, last, "LOCATION")


def _stretch(signs: Signs, start: int, last: int, label: str) -> Found:
    reason = "place" if label == "LOCATION" else "organization"
    return signs.tokens[start].start, signs.tokens[last].end, label, reason


def _leads_in(signs: Signs, first: int, start: int) -> bool:
    """A word with a capital that is not part of what follows: "At Bright Beginnings", "Dr. Lake"."""
    token, following = signs.tokens[start], signs.tokens[start + 1].key
    if token.key in _INSIDE or signs.title_before(start + 1, strong=True):
        return True
    begins = start == first and token.first and signs.ordinary[start] > 4 and signs.word(start).given < 4
    front = heads("front") | heads("place-front")
    return begins and token.key not in front and following not in heads("organization")


def _by_its_words(signs: Signs, start: int, last: int, telling: list[int]) -> str:
    keys = [token.key for token in signs.tokens[start : last + 1]]
    front = keys[0] in heads("front") or (
        signs.before(start) in heads("front") and not signs.tokens[start].first
    )
    organization = [key for n, key in enumerate(keys) if key in heads("organization") and (n or front)]
    soft = all(key in heads("soft") for key in organization)
    loose = organization and keys[-1] in _LOOSE_HEADS
    if start < last and keys[-1] in heads("place") and telling != [last] and not loose:
        return "LOCATION"
    if organization and (
        not soft or len(keys) > 2 or len(telling) > 1 or signs.before(start) in cues("work")
    ):
        return "ORGANIZATION"
    if front or _public(keys, telling, start):
        return "ORGANIZATION"
    return "LOCATION" if start < last and keys[0] in heads("place-front") else ""


def _person(signs: Signs, start: int, last: int) -> bool:
    return all(signs.word(k).given > 2 or signs.word(k).family > 3 for k in range(start, last + 1))


def _named(signs: Signs, start: int, last: int) -> bool:
    return any(signs.word(k).name > 2 and not signs.ordinary[k] for k in range(start, last + 1))


def _public(keys: list[str], telling: list[int], start: int) -> bool:
    """A national program joined to a place or site is a local body: "Sunrise Head Start"."""
    return keys[-2:] == ["head", "start"] and len(keys) > 2 and telling[0] == start


def _small(signs: Signs) -> Iterator[Found]:
    """Typed small: "hmong village preschool", "lakeview clinic", "the tyson plant"."""
    for i, token in enumerate(signs.tokens):
        if token.key in heads("organization") and i and not signs.busy[i] and not token.owns:
            start = i
            while start and signs.joined(start) and start > i - 3 and _small_part(signs, start - 1):
                start -= 1
            if start < i and any(_odd(signs, k) for k in range(start, i)):
                yield signs.tokens[start].start, token.end, "ORGANIZATION", "organization"
        elif (
            (
                token.key
                in (
                    "ave",
                    "blvd",
                    "rd",
                    "avenue",
                    "boulevard",
                    "apartments",
                    "apts",
                    "reservation",
                    "rez",
                    "county",
                )
                and i
            )
            and signs.joined(i)
            and _odd(signs, i - 1)
            and not signs.busy[i]
        ):
            yield signs.tokens[i - 1].start, token.end, "LOCATION", "place"


def _small_part(signs: Signs, i: int) -> bool:
    key = signs.key(i)
    return (
        len(key) > 2
        and signs.ordinary[i] < 7
        and not signs.busy[i]
        and not signs.tokens[i].owns
        and key not in cues("person")
    )


def _odd(signs: Signs, i: int) -> bool:
    word = signs.word(i)
    return (
        _telling(signs, i)
        and not signs.ruled_out(i)
        and (not signs.ordinary[i] or (signs.quiet[i] and word.place > 4))
        and signs.unknown(i)
    )
