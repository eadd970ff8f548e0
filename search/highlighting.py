"""The best passage of a text, with what was asked marked. The text is escaped; only `<mark>` is ours."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import WORD, fold, spoken, term, words
from search.query import Unit

LENGTH = 240  # characters of a passage
LOOKED_AT = 20_000  # characters of a text that are searched for passages
BEGIN = 40  # characters before the first match that are shown


class Match(NamedTuple):
    start: int
    end: int
    unit: int


def matches(text: str, units: Sequence[Unit], language: str) -> list[Match]:
    """Where the units stand in a text."""
    language = spoken(text, language)
    text = text[:LOOKED_AT]
    ways: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, unit in enumerate(units):
        for way in unit.all_ways:
            ways.setdefault(way[0], []).append((number, way))
    prefixes = [(unit.prefix, number) for number, unit in enumerate(units) if unit.prefix]
    begun = tuple(prefix for prefix, _number in prefixes)
    found = WORD.findall(text)
    terms = {word: term(word, language) for word in set(found)}
    may = {word for word, said in terms.items() if said in ways}
    if begun:
        may.update(word for word in terms if fold(word).startswith(begun))
    if not may:
        return []
    spans = [match.span() for match in words(text)]
    out: list[Match] = []
    end = -1
    for place, word in enumerate(found):
        if place <= end or word not in may:
            continue
        for number, way in ways.get(terms[word], ()):
            if tuple(terms[other] for other in found[place : place + len(way)]) == way:
                end = place + len(way) - 1
                out.append(Match(spans[place][0], spans[end][1], number))
                break
        else:
            for prefix, number in prefixes:
                if fold(word).startswith(prefix):
                    out.append(Match(*spans[place], number))
                    break
    return out


def marked(text: str, units: Sequence[Unit], language: str) -> SafeString:
    """The whole text, for titles."""
    return _marked(text, 0, len(text), matches(text, units, language))


def passage(text: str, units: Sequence[Unit], language: str, length: int = LENGTH) -> tuple[SafeString, int]:
    """The window of a text that holds most of what was asked, and how many units it holds."""
    text = " ".join(text.split())
    found = matches(text, units, language)
    start, held = _best(found, length)
    first = max(0, start - BEGIN)
    if first:
        first = text.rfind(" ", 0, first) + 1 if first > 0 else 0
        stop = text.rfind(". ", max(0, start - 120), start)
        first = stop + 2 if stop >= 0 and start - stop <= 120 else first
    last = min(len(text), first + length)
    if last < len(text):
        cut = text.rfind(" ", first, last)
        last = cut if cut > first else last
    shown = _marked(text, first, last, found)
    before = "…" if first else ""
    after = "…" if last < len(text) else ""
    return mark_safe(f"{before}{shown}{after}"), held


def _best(found: list[Match], length: int) -> tuple[int, int]:
    """Where the window begins that holds most different units, then most matches; 0 where there is none."""
    best, best_start, best_held = (0, 0), 0, 0
    room = length - BEGIN
    for number, match in enumerate(found):
        inside = []
        for other in found[number:]:
            if other.end > match.start + room:
                break
            inside.append(other.unit)
        score = (len(set(inside)), len(inside))
        if score > best:
            best, best_start, best_held = score, match.start, score[0]
    return best_start, best_held


def _marked(text: str, first: int, last: int, found: list[Match]) -> SafeString:
    pieces, place = [], first
    for match in found:
        if match.start < first or match.end > last:
            continue
        pieces += [escape(text[place : match.start]), f"<mark>{escape(text[match.start : match.end])}</mark>"]
        place = match.end
    return mark_safe("".join([*pieces, escape(text[place:last])]))
