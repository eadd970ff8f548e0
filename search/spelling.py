"""Words that nobody wrote, and the known ones that were meant. Two questions to the vocabulary, the second only where
something is unknown: its words that begin or end alike and are about as long, compared letter by letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log

from django.db.models import Q, QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import term
from search.models import VocabularyWord
from search.stopwords import SMALL

SHORTEST = 4  # letters of a word that is taken for a slip
LONG, LONGER = 6, 11  # letters from which two, and three, may be wrong
MOST_UNKNOWN = 4  # words of a question that are compared with what is known
COMPARED = 4000  # words, the most frequent first
KEPT = 3  # words that may have been meant
SHORTEST_PART = 3  # letters of a part where two words were written as one
WORTH = {1: 0.85, 2: 0.65, 3: 0.5}  # by the letters that differ


@dataclass(frozen=True)
class Near:
    """A known word that may have been meant, and what it is worth beside the word itself."""

    word: str
    worth: float


@dataclass
class Spelling:
    """`known`: word → language → how many entries hold it. `near`: of the unknown ones. `parts`: of two in one.
    `joined`: neighbors that are known as one word."""

    known: dict[str, dict[str, int]] = field(default_factory=dict)
    near: dict[str, list[Near]] = field(default_factory=dict)
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    joined: set[tuple[str, str]] = field(default_factory=set)


def looked_up(asked: Sequence[str], also_known: Iterable[str] = (), *, open_only: bool) -> Spelling:
    """What the vocabulary knows of folded words in their order. `also_known` are wordings that curators gave."""
    spelling = Spelling()
    if not asked:
        return spelling
    pairs = {(first, second): first + second for first, second in zip(asked, asked[1:], strict=False)}
    spelling.known = _known({*asked, *pairs.values()}, open_only)
    spelling.joined = {pair for pair, joined in pairs.items() if joined in spelling.known}
    given = set(also_known)
    unknown = [word for word in dict.fromkeys(asked) if _may_be_wrong(word, spelling.known, given)]
    if unknown:
        _compare(spelling, unknown[:MOST_UNKNOWN], given, open_only)
    return spelling


def _may_be_wrong(word: str, known: dict, given: set[str]) -> bool:
    return (
        len(word) >= SHORTEST
        and word.isalpha()
        and word not in known
        and word not in given
        and word not in SMALL
    )


def seen_words(open_only: bool) -> tuple[QuerySet[VocabularyWord], str]:
    """Those that stand in what somebody may see, and the column that says in how many."""
    column = "open" if open_only else "entries"
    return VocabularyWord.objects.filter(**{f"{column}__gt": 0}), column


def _known(wanted: set[str], open_only: bool) -> dict[str, dict[str, int]]:
    known: dict[str, dict[str, int]] = {}
    words, column = seen_words(open_only)
    for word, language, held in words.filter(word__in=wanted).values_list("word", "language", column):
        known.setdefault(word, {})[language] = held
    return known


def _compare(spelling: Spelling, unknown: list[str], given: set[str], open_only: bool) -> None:
    alike = Q()
    for word in unknown:
        sizes = {"size__gte": len(word) - allowed(word), "size__lte": len(word) + allowed(word)}
        alike |= Q(initial=word[0], **sizes) | Q(ending=word[-3:], **sizes)
        alike |= Q(word__in=[part for pair in _splits(word) for part in pair])
    held: dict[str, int] = {}
    words, column = seen_words(open_only)
    rows = words.filter(alike).order_by(f"-{column}", "word").values_list("word", column)
    for word, number in rows[:COMPARED]:
        held[word] = max(number, held.get(word, 0))
    if not held and not spelling.known and not VocabularyWord.objects.exists():
        return  # before the first search_reindex everything would be unknown
    offered = list(dict.fromkeys([*held, *given, *(word for word in SMALL if len(word) >= SHORTEST)]))
    for word in unknown:
        spelling.near[word] = _near(word, offered, held)
        known = held.keys() | SMALL | given
        whole = [pair for pair in _splits(word) if pair[0] in known and pair[1] in known]
        if whole and not (spelling.near[word] and spelling.near[word][0].worth == WORTH[1]):
            spelling.parts[word] = max(whole, key=lambda pair: min(held.get(part, 0) for part in pair))


def allowed(word: str) -> int:
    """How many letters may differ."""
    return 1 if len(word) < LONG else 2 if len(word) < LONGER else 3


def _near(word: str, offered: list[str], held: dict[str, int]) -> list[Near]:
    """The nearest, those that begin alike first, then by how often they stand in entries; forms of one word once."""
    most = allowed(word)
    found = process.extract(word, offered, scorer=OSA.distance, score_cutoff=most, limit=40)
    ranked = sorted(
        (distance + 0.5 * (other[0] != word[0]) - 0.1 * log(1 + held.get(other, 0)), distance, other)
        for other, distance, _place in found
        if distance and len(other) >= SHORTEST - 1
    )
    if not ranked:
        return []
    best, least = ranked[0][0], min(distance for _rank, distance, _other in ranked)
    kept: dict[str, Near] = {}
    for rank, distance, other in ranked:
        if rank <= best + 0.5 and distance <= least + (1 if least > 1 else 0):
            kept.setdefault(term(other, "en"), Near(other, WORTH[distance]))
    return list(kept.values())[:KEPT]


def _splits(word: str) -> list[tuple[str, str]]:
    last = len(word) - SHORTEST_PART
    return [(word[:place], word[place:]) for place in range(SHORTEST_PART, last + 1)]
