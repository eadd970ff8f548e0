"""Bodies and places by the words they are made of: "Lakeview Family Health Center", "Maple Terrace apartments"."""

from collections.abc import Iterator

from safeguards.identifiers.lexicon import listed, table
from safeguards.identifiers.patterns import Found
from safeguards.identifiers.signs import Signs, cues, heads

_INSIDE = {"of", "the", "de", "del", "la", "las", "los", "el", "for", "and", "y", "at", "do", "da"}
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
    tokens = signs.tokens
    start = first
    while start < last and (
        tokens[start].key in _INSIDE
        or (
            start == first
            and tokens[start].first
            and signs.ordinary[start] > 4
            and not signs.word(start).given > 3
            and start + 1 <= last
            and tokens[start].key not in heads("front") | heads("place-front")
            and tokens[start + 1].key not in heads("organization")
        )
        or signs.title_before(start + 1, strong=True)
    ):
        start += 1
    keys = [token.key for token in tokens[start : last + 1]]
    telling = [k for k in range(start, last + 1) if _telling(signs, k)]
    if not telling:
        return
    small = signs.after(last) if not tokens[last].owns else ""
    front = tokens[start].key in heads("front") or (
        signs.before(start) in heads("front") and not tokens[start].first
    )
    organization = [
        k for k in range(start, last + 1) if tokens[k].key in heads("organization") and (k > start or front)
    ]
    soft = organization and all(tokens[k].key in heads("soft") for k in organization)
    place = tokens[last].key in heads("place") and last > start
    place_front = tokens[start].key in heads("place-front") and last > start
    if place and not (organization and tokens[last].key in _LOOSE_HEADS) and telling != [last]:
        yield tokens[start].start, tokens[last].end, "LOCATION", "place"
    elif (organization and (not soft or len(telling) > 1 or signs.before(start) in cues("work"))) or (
        front and telling
    ):
        yield tokens[start].start, tokens[last].end, "ORGANIZATION", "organization"
    elif place_front:
        yield tokens[start].start, tokens[last].end, "LOCATION", "place"
    elif _public(signs, start, last, keys):
        yield tokens[start].start, tokens[last].end, "ORGANIZATION", "organization"
    elif (
        signs.before(start) in heads("place-front")
        and not tokens[start - 1].capital
        and not signs.quiet[start]
    ):
        yield tokens[start - 1].start, tokens[last].end, "LOCATION", "place"
    elif (
        small in heads("place") - _LOOSE_HEADS - {"home", "homes"}
        and not signs.quiet[last]
        and not _person(signs, start, last)
    ):
        yield tokens[start].start, tokens[last].end, "LOCATION", "place"
    elif (
        small in heads("organization") - heads("soft")
        and not signs.quiet[last]
        and not signs.title_before(start)
        and len(telling) > 0
    ):
        if not _person(signs, start, last) or tokens[last].key in table() and signs.word(last).place:
            yield tokens[start].start, tokens[last + 1].end, "ORGANIZATION", "organization"
    elif (
        start < last
        and signs.before(start) in {"at", "through", "en"}
        and not _named(signs, start, last)
        and len(telling) > 1
    ):
        yield tokens[start].start, tokens[last].end, "ORGANIZATION", "organization"


def _person(signs: Signs, start: int, last: int) -> bool:
    return all(signs.word(k).given > 2 or signs.word(k).family > 3 for k in range(start, last + 1))


def _named(signs: Signs, start: int, last: int) -> bool:
    return any(signs.word(k).name > 2 and not signs.ordinary[k] for k in range(start, last + 1))


def _public(signs: Signs, start: int, last: int, keys: list[str]) -> bool:
    """A national program joined to a place or site is a local body: "Sunrise Head Start"."""
    return (
        "head" in keys
        and keys[-2:] == ["head", "start"]
        and len(keys) > 2
        and keys[:-2] != ["early"]
        and _telling(signs, start)
    )


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
