"""The best passage of a text, with what was asked marked. The text is escaped; only `<mark>` is ours."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import WORD, fold, spoken, term
from search.query import Unit

LENGTH = 240  # characters of a passage
LOOKED_AT = 20_000  # characters of a text that are searched for passages
BEGIN = 40  # characters before the first match that are shown


class Match(NamedTuple):
    start: int
    end: int
    unit: int


class Wanted(dict[str, str]):
    """Word → the term it counts as where one of the units may begin with it, else "". Texts share most of their words,
    so that each is looked at once for all the passages of a page."""

    def __init__(self, units: Sequence[Unit], language: str):
        super().__init__()
        self.language = language
        self.ways: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, unit in enumerate(units):
            for way in unit.all_ways:
                self.ways.setdefault(way[0], []).append((number, way))
        self.begun = [(unit.prefix, number) for number, unit in enumerate(units) if unit.prefix]
        self.beginnings = tuple(prefix for prefix, _number in self.begun)

    def __missing__(self, word: str) -> str:
        said = term(word, self.language)
        begins = bool(self.beginnings) and fold(word).startswith(self.beginnings)
        self[word] = said if begins or said in self.ways else ""
        return self[word]


class Highlighter:
    """Marks what was asked in the texts of one page."""

    def __init__(self, units: Sequence[Unit]):
        self.units = units
        self._wanted: dict[str, Wanted] = {}

    def marked(self, text: str, language: str) -> SafeString:
        """The whole text, for titles."""
        return _marked(text, 0, len(text), self.matches(text, language))

    def passage(self, text: str, language: str, length: int = LENGTH) -> tuple[SafeString, int]:
        """The window of a text that holds most of what was asked, and how many units it holds."""
        text = " ".join(text.split())
        found = self.matches(text, language)
        start, held = _best(found, length)
        first = max(0, start - BEGIN)
        if first:
            first = text.rfind(" ", 0, first) + 1
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

    def matches(self, text: str, language: str) -> list[Match]:
        """Where the units stand in a text."""
        wanted = self._wanted_in(spoken(text, language))
        text = text[:LOOKED_AT]
        found = WORD.findall(text)
        places = [place for place, word in enumerate(found) if wanted[word]]
        if not places:
            return []
        spans = [match.span() for match in WORD.finditer(text)]
        out: list[Match] = []
        end = -1
        for place in places:
            if place <= end:
                continue
            word = found[place]
            for number, way in wanted.ways.get(wanted[word], ()):
                others = found[place + 1 : place + len(way)]
                if tuple(term(other, wanted.language) for other in others) == way[1:]:
                    end = place + len(way) - 1
                    out.append(Match(spans[place][0], spans[end][1], number))
                    break
            else:
                for prefix, number in wanted.begun:
                    if fold(word).startswith(prefix):
                        out.append(Match(*spans[place], number))
                        break
        return out

    def _wanted_in(self, language: str) -> Wanted:
        if language not in self._wanted:
            self._wanted[language] = Wanted(self.units, language)
        return self._wanted[language]


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
