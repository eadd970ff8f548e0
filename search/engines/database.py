"""The database's own full text. What SQLite and PostgreSQL do differently is in their own files.

A search looks up each word for itself, newest entries first and at most `CAP` of each, then judges in Python: a group
is worth, for each word, its best entry. So words that are spread over a thread count together, and a word that half
of all entries hold costs no more than a rare one.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

from django.db import connection
from django.utils import timezone

from search.analysis import terms
from search.engines import postgres, sqlite
from search.engines.base import (
    COLUMN_OF,
    DATES,
    OWN_SECTOR,
    TALK,
    TALK_KINDS,
    TITLE_BONUS,
    WORTHWHILE,
    Hit,
    Results,
    count_facets,
    date_ranges,
    fits,
    helpful,
    likeness,
    needed,
    prior,
)
from search.models import SearchEntry, split
from search.query import DIMENSIONS, Query, Unit, single
from search.stopwords import STOPWORDS

CAP = 3000  # entries looked at for one word
PREFIX_WORTH = 0.25  # of a word that only begins as typed, where the word itself is found too
TITLES = 100  # groups whose titles are looked at
SPREAD = (
    0.5  # of what its best entry lacks and further ones have: who has many parts says something of everything
)
REST = 0.1  # what further entries of a group add to its best
COLUMNS = (
    "id", "key", "group", "title", "family", "language", "principles", "sectors", "date", "popularity", "quality",
)  # fmt: skip


@dataclass(slots=True)
class Found:
    """An entry that matched: how well each unit fits (-1: what begins as the word that is still typed), and its COLUMNS. Three
    thousand are made for a frequent word: what few of them are asked for is worked out when it is asked."""

    scores: dict[int, float]
    id: int
    key: str
    group: str
    title: str
    family: str
    language: str
    principles: str
    sectors: str
    date: float | None  # seconds since 1970
    popularity: int
    quality: int
    total: float = 0.0  # of its scores


@dataclass(slots=True)
class Group:
    """Entries that are shown as one, the best first."""

    key: str
    entries: list[Found] = field(default_factory=list)
    scores: dict[int, float] = field(default_factory=dict)
    worth: float = 0.0

    def values(self, dimension: str, now: float) -> set[str]:
        match dimension:
            case "kind":
                return {self.entries[0].family}
            case "lang":
                return {entry.language for entry in self.entries if entry.language}
            case "principle":
                return {slug for entry in self.entries for slug in split(entry.principles)}
            case "sector":
                return {slug for entry in self.entries for slug in split(entry.sectors)}
        return set(
            date_ranges(now - self.date if self.date else None)
        )  # the newest is in all that others are in

    @property
    def date(self) -> float:
        return max((entry.date for entry in self.entries if entry.date), default=0.0)


def vendor():
    return postgres if connection.vendor == "postgresql" else sqlite


class DatabaseEngine:
    """Looks in the same tables that everything else is in, so it is always there and always up to date."""

    name = "database"

    def search(self, query: Query) -> Results:
        found, capped = self._found(query, narrowed=False)
        if capped and query.chosen:
            found, capped = self._found(query, narrowed=True)
        groups = self._judged(query, found)
        now = timezone.now().timestamp()
        values = {group.key: {name: group.values(name, now) for name in DIMENSIONS} for group in groups}
        facets = count_facets(values.values(), query.chosen)
        groups = [group for group in groups if fits(values[group.key], query.chosen)]
        if query.newest_first:
            groups.sort(key=lambda group: (-group.date, group.key))
        else:
            groups.sort(key=lambda group: (-group.worth, group.key))
        first = (query.page - 1) * query.size
        hits = [self._hit(group) for group in groups[first : first + query.size]]
        return Results(hits, facets, len(groups), capped, engine=self.name)

    def index(self, keys: Sequence[str]) -> None:
        """Write the words of these rows into the index, in the caller's transaction."""
        vendor().index(SearchEntry.objects.filter(key__in=keys))

    def remove(self, keys: Sequence[str]) -> None:
        """Take rows out of the index; to be called before they are deleted."""
        vendor().remove(list(SearchEntry.objects.filter(key__in=keys).values_list("pk", flat=True)))

    def suggest(self, words: Sequence[str], tokens: Iterable[str], limit: int = 8) -> list[str]:
        units = [single(word, word is words[-1]) for word in words]
        units = [unit for unit in units if unit.ways]
        if not units:
            return []
        where, params = condition(Query(tokens=frozenset(tokens)), narrowed=False)
        with connection.cursor() as cursor:
            cursor.execute(*vendor().titled(units, f'{where} AND e.key = e."group"', params, CAP, limit))
            return [key for (key,) in cursor.fetchall()]

    def similar(
        self, text: str, tokens: Iterable[str], *, exclude: str = "", language: str = "", limit: int = 5
    ) -> list[Hit]:
        """What speaks of the same things, by the words it begins with."""
        query = likeness(text, tokens, language)
        if not query.units:
            return []
        found, _capped = self._found(query, narrowed=False)
        groups = [group for group in self._grouped(query, found).values() if group.key != exclude]
        groups = [group for group in groups if len(group.scores) >= min(2, len(query.units))]
        best = heapq.nlargest(limit, groups, key=lambda group: (group.worth, group.key))
        return [self._hit(group) for group in best]

    def _found(self, query: Query, *, narrowed: bool) -> tuple[list[Found], bool]:
        where, params = condition(query, narrowed=narrowed)
        rows, capped = vendor().find(query, COLUMNS, where, params, CAP)
        return [Found(scores, *columns) for columns, scores in rows], capped

    def _judged(self, query: Query, found: list[Found]) -> list[Group]:
        """The groups that hold enough of what was asked."""
        groups = list(self._grouped(query, found).values())
        if not query.units:
            return groups
        required = {number for number, unit in enumerate(query.units) if unit.required}
        groups = [group for group in groups if required <= group.scores.keys()]
        enough = WORTHWHILE * max((group.worth for group in groups), default=0.0)
        for group in heapq.nlargest(TITLES, groups, key=lambda group: group.worth):
            group.worth *= 1 + TITLE_BONUS * title_share(group, query.units)
        least = (
            len(query.units) if query.whole else needed(query.units, (len(group.scores) for group in groups))
        )
        return [
            group
            for group in groups
            if len(group.scores) == len(query.units) or (len(group.scores) >= least and group.worth >= enough)
        ]

    def _grouped(self, query: Query, found: list[Found]) -> dict[str, Group]:
        _settle_prefix(query.units, found)
        # fsum: the same in whichever order a database answers, so that what is worth the same stays in the order of its keys.
        groups: dict[str, Group] = {}
        now = timezone.now().timestamp()
        for entry in found:
            if query.units and not entry.scores:
                continue
            key = entry.key if query.apart else entry.group
            group = groups.get(key)
            if group is None:
                group = groups[key] = Group(key)
            entry.total = fsum(entry.scores.values())
            group.entries.append(entry)
            scores = group.scores
            for unit, score in entry.scores.items():
                if score > scores.get(unit, 0.0):
                    scores[unit] = score
        for group in groups.values():
            if len(group.entries) > 1:
                group.entries.sort(key=lambda entry: (-entry.total, entry.id))
            best = group.entries[0].total
            lexical = best + SPREAD * (fsum(group.scores.values()) - best)
            others = fsum(entry.total for entry in group.entries[1:4])
            share = len(group.scores) / len(query.units) if query.units else 1.0
            own = max(of_itself(entry, query, now) for entry in group.entries[:4])
            group.worth = (lexical + REST * others) * share * own
        return groups

    def _hit(self, group: Group) -> Hit:
        return Hit(group.key, tuple(entry.key for entry in group.entries[:3]), group.worth)


def of_itself(entry: Found, query: Query, now: float) -> float:
    """What an entry counts for in the order that is asked for, before its words."""
    is_talk = entry.family in TALK or entry.key.partition(":")[0] in TALK_KINDS
    age = now - entry.date if entry.date and is_talk else None
    worth = prior(entry.family, entry.language, age, entry.popularity, entry.quality, query.language)
    if query.own_sector and f"|{query.own_sector}|" in entry.sectors:
        worth *= OWN_SECTOR
    return worth * helpful(entry.family, entry.popularity, entry.quality) if query.helpful_first else worth


def title_share(group: Group, units: Sequence[Unit]) -> float:
    """How much of the title is what was asked, where it says all of it; else 0."""
    entry = group.entries[0]
    title = terms(entry.title, entry.language)
    asked = [{one for way in unit.all_ways for one in way} for unit in units]
    if not title or any(words.isdisjoint(title) for words in asked):
        return 0.0
    small = STOPWORDS.get(entry.language, frozenset())
    said = [one for one in title if one[2:] not in small]
    return sum(any(one in words for words in asked) for one in said) / len(said) if said else 0.0


def among(dimension: str, values: Sequence[str]) -> tuple[str, list]:
    """That an entry has one of these values."""
    column = COLUMN_OF[dimension]
    if dimension in ("kind", "lang", "by"):
        return f"e.{column} IN ({', '.join(['%s'] * len(values))})", list(values)
    return vendor().holds(column, values)


def condition(query: Query, *, narrowed: bool) -> tuple[str, list]:
    """The part of WHERE that every look-up holds: audiences first, then what is left out and narrowed to."""
    marks = ", ".join(["%s"] * len(query.tokens))
    parts = [f"e.audience IN ({marks})"]
    params: list[Any] = sorted(query.tokens)
    for column, moment, operator in (("date", query.after, ">="), ("date", query.before, "<")):
        if moment is not None:
            parts.append(f"e.{column} {operator} %s")
            params.append(connection.ops.adapt_datetimefield_value(moment))
    wanted = [
        ("tag", query.tags),
        ("by", query.authors),
        *(("has", frozenset({mark})) for mark in query.marks),
    ]
    if narrowed:
        wanted += [("kind", query.kinds), ("lang", query.languages)]
        wanted += [("principle", query.principles), ("sector", query.sectors)]
        if query.date in DATES:
            parts.append("e.date >= %s")
            params.append(connection.ops.adapt_datetimefield_value(timezone.now() - DATES[query.date]))
    conditions = [("", dimension, values) for dimension, values in wanted if values]
    conditions += [("NOT ", dimension, values) for dimension, values in query.left_out]
    for sign, dimension, values in conditions:
        sql, more = among(dimension, sorted(values))
        parts.append(f"{sign}{sql}")
        params += more
    for sign, groups in (("", query.groups), ("NOT ", query.no_groups or None)):
        if groups is not None:
            parts.append(f"{sign}{vendor().in_groups()}")
            params.append(vendor().as_groups(groups))
    if query.without:
        sql, more = vendor().without(query.without, apart=query.apart)
        parts.append(sql)
        params += more
    return " AND ".join(parts), params


def _settle_prefix(units: Sequence[Unit], found: list[Found]) -> None:
    """Where the word that may still be typed is found as it is, words that only begin so count little."""
    last = next((number for number, unit in enumerate(units) if unit.prefix), None)
    if last is None:
        return
    whole = any(last in entry.scores for entry in found)
    for entry in found:
        begun = entry.scores.pop(-1, None)
        if begun is None:
            continue
        if not whole:
            entry.scores[last] = begun
        elif last not in entry.scores:
            entry.scores[last] = begun * PREFIX_WORTH
