"""Wordings that mean the same (search.models.Meaning), ready to be found in what somebody asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.core.cache import cache

from cop.core.kept import Kept
from search.analysis import STEMMED, fold, term, words
from search.models import Meaning

CHANGED = "search:meanings"  # a number in the cache that all processes share
LONGEST = 6  # words of a wording that is looked for


@dataclass(frozen=True)
class Wording:
    """One way to say something: its words, folded, its terms in its language, and how it was written."""

    language: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    said: str = ""


@dataclass(frozen=True)
class Said:
    """A stretch of what was asked that is a wording: words from `start` to before `end`; `others` mean the same."""

    start: int
    end: int
    others: tuple[Wording, ...]
    languages: frozenset[str]


@dataclass
class Thesaurus:
    """`meanings` are lists of wordings; `by_terms` says which of them hold a sequence of terms."""

    meanings: list[list[Wording]] = field(default_factory=list)
    by_terms: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every wording."""
        return frozenset(word for meaning in self.meanings for wording in meaning for word in wording.words)

    def said(self, asked: Sequence[str]) -> list[Said]:
        """The wordings in what was asked, the longest first; each word belongs to one at most."""
        found: list[Said] = []
        place = 0
        while place < len(asked):
            for end in range(min(len(asked), place + LONGEST), place, -1):
                if said := self._at(asked, place, end):
                    found.append(said)
                    place = end - 1
                    break
            place += 1
        return found

    def _at(self, asked: Sequence[str], start: int, end: int) -> Said | None:
        others: dict[Wording, None] = {}
        languages = set()
        for code in STEMMED:
            key = tuple(term(word, code) for word in asked[start:end])
            for number in self.by_terms.get(key, ()):
                languages.add(code)
                others |= {one: None for one in self.meanings[number] if one.terms != key}
        return Said(start, end, tuple(others), frozenset(languages)) if others else None


def current() -> Thesaurus:
    """As curators left it, wherever they did."""
    return _kept(cache.get(CHANGED, 0))


def changed(**signal) -> None:
    """What was kept is read anew by all processes, from the next search on."""
    _kept.forget()
    try:
        cache.incr(CHANGED)
    except ValueError:
        cache.set(CHANGED, 1, None)


def _read(_number: int) -> Thesaurus:
    thesaurus = Thesaurus()
    for row in Meaning.objects.filter(in_use=True).order_by("pk"):
        meaning = [one for code, text in row.wordings if (one := wording(code, text)).terms]
        for one in meaning:
            thesaurus.by_terms.setdefault(one.terms, []).append(len(thesaurus.meanings))
        thesaurus.meanings.append(meaning)
    return thesaurus


def wording(language: str, text: str) -> Wording:
    found = [match[0] for match in words(text)][:LONGEST]
    folded = tuple(filter(None, map(fold, found)))
    return Wording(language, folded, tuple(filter(None, (term(one, language) for one in found))), text)


_kept = Kept(_read)
