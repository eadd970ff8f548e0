"""What somebody asks, as engines understand it: words, phrases, things left out, filters (search.box reads them).

Nothing of it reaches an engine but terms, which hold letters and digits only, and values that were found among known
ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from search.analysis import fold, guess_language, is_stopword, term, variants

MOST_UNITS = 12
SHORTEST_PREFIX = 3

#: Dimensions that are counted and can be narrowed by.
DIMENSIONS = ("kind", "principle", "sector", "lang", "date")

Ways = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Also:
    """Other words that may have been meant, or mean the same, and what they are worth beside those that were typed.

    `language`: of the texts in which they are looked for, all where it is empty. `because`: near, same, translated.
    `said` is for people, as a curator wrote it.
    """

    words: tuple[str, ...]
    ways: Ways
    worth: float
    because: str
    language: str = ""
    said: str = ""


@dataclass(frozen=True)
class Unit:
    """A word or a phrase: it matches where one of `ways`, a sequence of terms, stands, or as well one of `also`.

    `words` are as typed, folded. A phrase is `required`; `prefix` is set for the word at which somebody may still
    be typing.
    """

    words: tuple[str, ...]
    ways: Ways
    required: bool = False
    prefix: str = ""
    also: tuple[Also, ...] = ()

    def as_other(self, worth: float, because: str) -> Also:
        """What stands in `also` of another one."""
        return Also(self.words, self.ways, worth, because)

    @cached_property
    def all_ways(self) -> Ways:
        return tuple(dict.fromkeys([*self.ways, *(way for other in self.also for way in other.ways)]))


@dataclass(frozen=True)
class Part:
    """One understood part of the box: what it is, what it says, and where it stands."""

    kind: (
        str  # words, phrase, either, without, or the name of a filter, after a minus for one that is left out
    )
    value: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Query:
    """What an engine answers. `tokens` are the audiences that the viewer belongs to; nothing else is ever found.

    `marks`: what an entry must have, all of it. `authors`: labels, of which it has one. `groups`: the only ones that are
    meant, where they are not None; `no_groups`: those that are not. `whole`: nothing that holds only some of the words.
    `apart`: each entry by itself and by its own words, not folded into its group. `own_sector`: of who asks."""

    text: str = ""
    units: tuple[Unit, ...] = ()
    without: tuple[Unit, ...] = ()
    kinds: frozenset[str] = frozenset()
    principles: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    groups: frozenset[str] | None = None
    no_groups: frozenset[str] = frozenset()
    left_out: tuple[tuple[str, frozenset[str]], ...] = ()
    date: str = ""
    after: datetime | None = None
    before: datetime | None = None
    tokens: frozenset[str] = frozenset({"public"})
    whole: bool = False
    apart: bool = False
    own_sector: str = ""
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    language: str = "en"
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def chosen(self) -> dict[str, frozenset[str]]:
        """What each dimension is narrowed to; empty ones are left out."""
        chosen = {
            "kind": self.kinds,
            "principle": self.principles,
            "sector": self.sectors,
            "lang": self.languages,
            "date": frozenset({self.date} if self.date else ()),
        }
        return {name: values for name, values in chosen.items() if values}

    @property
    def newest_first(self) -> bool:
        return self.sort == "newest" or not self.units

    @property
    def helpful_first(self) -> bool:
        return self.sort == "helpful"


def either(choices: list[list[str]]) -> Unit:
    """One of these words or phrases, whichever stands there."""
    first, *others = (replace(phrase(found), required=False) for found in choices[:MOST_UNITS])
    return replace(first, also=tuple(one.as_other(1.0, "either") for one in others))


def meant(plain: Iterable[tuple[str, bool]], language: str) -> list[Unit]:
    """The words to look for: without the small ones of their language, unless there are no others; each once."""
    plain = list(plain)
    language = guess_language([fold(word) for word, _open in plain], language)
    kept = [one for one in plain if not is_stopword(fold(one[0]), language)] or plain
    return list({unit.ways: unit for unit in (single(*one) for one in kept) if unit.ways}.values())


def single(word: str, open_end: bool = False) -> Unit:
    folded = fold(word)
    prefix = folded if open_end and len(folded) >= SHORTEST_PREFIX else ""
    return Unit((folded,), tuple((way,) for way in variants(word)), prefix=prefix)


def phrase(found: list[str]) -> Unit:
    """Words in this order, in whichever language."""
    found = found[:MOST_UNITS]
    ways = (tuple(term(word, code) for word in found) for code in ("en", "es", "xx"))
    return Unit(tuple(map(fold, found)), tuple(dict.fromkeys(ways)), required=True)
