"""What an engine is, and what they share of judging results.

An engine finds groups (a guide with its sections, a thread with its posts) among the entries of the viewer's audiences.
What it answers is a hint: `search.results` reads the rows again before anything is shown.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from math import exp, log, log1p
from typing import Any, Protocol

from search.analysis import words
from search.query import DIMENSIONS, Query, Unit, Ways, meant

#: Words count by where they stand. `context` is the title of the thing that a part belongs to.
WEIGHTS = {"title": 6.0, "summary": 3.0, "text": 1.0, "context": 1.5}

#: Where a dimension of the question stands in an entry.
COLUMN_OF = {
    "kind": "family",
    "lang": "language",
    "principle": "principles",
    "sector": "sectors",
    "tag": "tags",
    "has": "marks",
    "by": "author_label",
}

#: What people want first where the words tell no difference.
FAMILIES = {"guide": 1.25, "principle": 1.15}
OWN_LANGUAGE = 1.5
#: A conversation of half a year ago counts a fifth less; guides and resources do not age.
AGE, AGEING, TALK = timedelta(days=180), 0.3, ("reflection", "question", "discussion", "round")
#: How a colleague used a resource stands in the family of the resource, and is talk all the same.
TALK_KINDS = ("use",)

#: What is of the sector of who asks. Just enough to decide between what is worth nearly the same.
OWN_SECTOR = 1.02
#: Where what helped others goes first: what a guide is worth beside thanks and answers, and what an answer is.
CURATED, ENDORSED = 2.0, 1.0

#: The order of what is only suggested, where nothing is judged by its words.
FOREMOST = "ORDER BY e.family IN ('guide', 'principle') DESC, e.popularity DESC, e.id DESC"

#: Below so many full answers, things that hold only some of the words join them.
ENOUGH = 10

#: Of these only what is worth this share of the best.
WORTHWHILE = 0.04

#: What a title that says all that was asked adds, at most: a title of nothing else counts twice.
TITLE_BONUS = 1.0

#: Words of a text that are looked for to find others like it.
LIKE = 16

#: The ranges that dates are counted in, none beyond the first that fits excluded from the wider ones.
DATES = {"week": timedelta(days=7), "month": timedelta(days=31), "year": timedelta(days=366)}
SECONDS = {name: span.total_seconds() for name, span in DATES.items()}


#: Columns of an entry, and how well each unit fits by its number (-1: what only begins as the last word).
Scored = tuple[Sequence[Any], dict[int, float]]


class EngineDown(Exception):
    """The engine cannot answer now."""


class QuestionRefused(Exception):
    """The engine is alive and does not answer this one question: it is too much for it."""


class IndexMissing(EngineDown):
    """Nothing was built yet."""


@dataclass(frozen=True)
class Hit:
    """A group and the keys of its entries that matched, the best first."""

    group: str
    keys: tuple[str, ...]
    score: float = 0.0


#: How many groups have a value: dimension → value → number.
Facets = dict[str, dict[str, int]]


@dataclass
class Results:
    """One page of hits. `total`: how many groups there are, or more where it is `capped`."""

    hits: list[Hit] = field(default_factory=list)
    facets: Facets = field(default_factory=dict)
    total: int = 0
    capped: bool = False
    suggestion: str = ""
    engine: str = ""


class Engine(Protocol):
    """`index` and `remove` bring the engine's own copy up to the SearchEntry rows with these keys."""

    name: str

    def search(self, query: Query) -> Results: ...

    def index(self, keys: Sequence[str]) -> None: ...

    def remove(self, keys: Sequence[str]) -> None: ...

    def suggest(self, words: Sequence[str], tokens: Iterable[str], limit: int = 8) -> list[str]:
        """Groups whose titles hold these words, the last of them perhaps only begun."""
        ...

    def similar(
        self, text: str, tokens: Iterable[str], *, exclude: str = "", language: str = "", limit: int = 5
    ) -> list[Hit]: ...


@dataclass(frozen=True)
class Look:
    """One look into the index: where one of `ways` stands, unit `number` is there and worth this share of its score."""

    number: int
    ways: Ways
    worth: float = 1.0


def is_talk(table: str = "") -> str:
    """That an entry is talk, in SQL."""
    families, kinds = (", ".join(f"'{name}'" for name in names) for names in (TALK, TALK_KINDS))
    return f"({table}family IN ({families}) OR {table}kind IN ({kinds}))"


def looks(units: Sequence[Unit]) -> list[Look]:
    """What to look up for the units: each by itself, and its other words together where they are worth the same."""
    found = []
    for number, unit in enumerate(units):
        found.append(Look(number, unit.ways))
        by_worth: dict[float, dict[tuple[str, ...], None]] = {}
        for other in unit.also:
            by_worth.setdefault(other.worth, {}).update(dict.fromkeys(other.ways))
        found += [Look(number, tuple(ways), worth) for worth, ways in by_worth.items()]
    return found


def rarity(held: int, size: int) -> float:
    """What a word counts that so many of all entries hold (the inverse document frequency of BM25)."""
    return log(1 + (size - held + 0.5) / (held + 0.5))


def likeness(text: str, tokens: Iterable[str], language: str) -> Query:
    """The question that finds what is like a text: its first `LIKE` words that say something."""
    plain = [(match[0], False) for match in words(text)]
    return Query(units=tuple(meant(plain, language)[:LIKE]), tokens=frozenset(tokens), language=language)


def prior(family: str, language: str, age: float | None, popularity: int, quality: int, asked: str) -> float:
    """What an entry counts for before any word is looked at. `age`: in seconds; None of what does not age."""
    worth = FAMILIES.get(family, 1.0) * (1 + 0.05 * log1p(max(popularity, 0))) * (1 + 0.1 * max(quality, 0))
    if language == asked:
        worth *= OWN_LANGUAGE
    if age is not None:
        worth *= 1 - AGEING + AGEING * exp(-max(age, 0.0) / AGE.total_seconds())
    return worth


def helpful(family: str, popularity: int, quality: int) -> float:
    """What an entry is worth where what helped others goes first."""
    return (1 + log1p(max(popularity, 0)) + ENDORSED * max(quality, 0) + CURATED * (family in FAMILIES)) ** 2


def date_ranges(age: float | None) -> list[str]:
    """The ranges that something of so many seconds falls in."""
    return [name for name, span in SECONDS.items() if age is not None and age <= span]


def count_facets(groups: Iterable[Mapping[str, set[str]]], chosen: Mapping[str, frozenset[str]]) -> Facets:
    """How many groups have each value of each dimension, where they fit what is chosen of the others."""
    facets = {}
    every = list(groups)
    for dimension in DIMENSIONS:
        others = {name: wanted for name, wanted in chosen.items() if name != dimension}
        fitting = (values[dimension] for values in every if fits(values, others))
        facets[dimension] = dict(Counter(chain.from_iterable(fitting)))
    return facets


def fits(values: Mapping[str, set[str]], chosen: Mapping[str, frozenset[str]]) -> bool:
    return all(not values[name].isdisjoint(wanted) for name, wanted in chosen.items())


def needed(units: Sequence, coverages: Iterable[int]) -> int:
    """How many of the units a group must hold: all, or fewer where too few hold all."""
    counts: dict[int, int] = {}
    for coverage in coverages:
        counts[coverage] = counts.get(coverage, 0) + 1
    total = 0
    for number in range(len(units), 0, -1):
        total += counts.get(number, 0)
        if total >= ENOUGH:
            return number
    return 1
