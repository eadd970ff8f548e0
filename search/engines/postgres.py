"""Full text in PostgreSQL: a weighted tsvector beside each entry, written from terms that are stemmed already.

The column also holds one lexeme for each principle, sector, tag and mark, so that the one GIN index answers filters too.
Beside it the index holds where an entry stands in the order of their ids, by spans: an index of words
knows no order, and whoever wants the newest thousand of a word that stands in a third of a million entries would fetch
all of these. What curators keep is counted apart, so that no talk crowds it out. No extension is needed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.core.cache import cache
from django.db import connection

from search.analysis import term
from search.engines.base import FOREMOST, Scored, is_talk, looks, rarity
from search.engines.sizes import KEPT, newest_id, table_size
from search.engines.words import words_of
from search.models import SearchEntry, VocabularyWord
from search.query import Query, Unit, Ways

COLUMN = """
    ALTER TABLE search_searchentry ADD COLUMN vector tsvector NOT NULL DEFAULT '';
    CREATE INDEX search_searchentry_vector ON search_searchentry USING gin (vector);
"""
SPAN_BITS = 14  # 16,384 ids are one span
LEAST = 500  # entries looked at for one word, however many are asked
OF_TALK = 2  # of talk, which ages, one in so many of these
TOGETHER = 100  # and of what holds all words beside them
FEW = 20_000  # entries that are no talk and are looked through at once
GROWTH, SIZES = 4, 6  # a span of the next size holds four; the greatest 16 million ids
BEGUN = 50  # words with the same beginning that are looked up
SEVERAL = 10_000  # entries that are too many to be read for a beginning
#: Titles of what is found by itself, for who is still typing.
TITLES = "ts_filter({0}vector, '{{a}}')"
LABELS = {"title": "A", "summary": "B", "text": "C", "context": "D"}
OWN = ":ABC"  # what an entry says itself
WEIGHTS = "'{0.25, 0.17, 0.5, 1}'"  # of D, C, B, A: context, text, summary, title, as in base.WEIGHTS
LAST = 16_000  # PostgreSQL counts positions no further
GAP = 50  # positions between title, summary and text, which no phrase crosses


def place(table: str = "") -> str:
    """The spans that hold an entry, one of each size, as an array, which is what an index of words can hold beside them;
    below zero for what is no talk. Whoever changes what it says makes the index anew by a migration: PostgreSQL uses it for
    just these words."""
    held = ", ".join(
        f"(({table}id >> {SPAN_BITS}) / {GROWTH**size} * {SIZES} + {size})::int" for size in range(SIZES)
    )
    return f"(CASE WHEN {is_talk(table)} THEN ARRAY[{held}] ELSE ARRAY[{held.replace('((', '~((')}] END)"


def spans(newest: int) -> list[list[int]]:
    """Spans that hold all ids together, as `place` tells them: first what is newest, with all that may have come since, then
    older ones that grow, so that a list of any holds few times as many entries as those before it, in few numbers."""
    above = below = newest >> SPAN_BITS
    found = [[below * SIZES]]
    for size in range(SIZES):
        end = above // GROWTH + (2 if size == SIZES - 1 else 1)
        found[0] += [number * SIZES + size for number in range(above + 1, end * GROWTH)]
        end = max((below // GROWTH - 1) * GROWTH, 0) if size < SIZES - 1 else 0
        older = [number * SIZES + size for number in range(end, below)]
        found += [older[-2:], older[:-2]]
        above, below = above // GROWTH, end // GROWTH
    return [numbers for numbers in found if numbers]


INDEXES = {
    "search_searchentry_words": f"USING gin (vector, {place()})",
    "search_searchentry_titles": f"""USING gin (({TITLES.format("")})) WHERE key = "group" """,
}


def index(entries: Iterable[SearchEntry]) -> None:
    vectors = {entry.pk: vector_of(entry) for entry in entries}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_searchentry e SET vector = new.vector::tsvector "
            "FROM unnest(%s::bigint[], %s::text[]) AS new (id, vector) WHERE e.id = new.id",
            [list(vectors), list(vectors.values())],
        )


def remove(ids: Sequence[int]) -> None:
    """The column goes with its row."""


def vector_of(entry: SearchEntry) -> str:
    """A tsvector as text: `'enbite':3A,17C 'principle:village'`."""
    words = words_of(entry)
    places: dict[str, list[str]] = defaultdict(list)
    position = 0
    for name, label in LABELS.items():
        found = getattr(words, name)
        for place, lexeme in enumerate(found[: max(0, LAST - position)], position + 1):
            places[lexeme].append(f"{place}{label}")
        position += len(found) + GAP
    lexemes = [f"'{lexeme}':{','.join(where[:255])}" for lexeme, where in places.items()]
    for column in ("principles", "sectors", "tags", "marks"):
        lexemes += [_quoted(f"{column}:{value}") for value in getattr(entry, column)]
    return " ".join(lexemes)


def holds(column: str, values: Sequence[str]) -> tuple[str, list[str]]:
    """Whether one of several short texts is among those of a column."""
    return "e.vector @@ %s::tsquery", [" | ".join(_quoted(f"{column}:{value}") for value in values)]


def in_groups() -> str:
    return 'e."group" = ANY(%s)'


def as_groups(groups: Iterable[str]) -> list[str]:
    return sorted(groups)


def without(units: Sequence[Unit], *, apart: bool = False) -> tuple[str, list[str]]:
    label = OWN if apart else ""
    return "NOT e.vector @@ %s::tsquery", [" | ".join(expression(unit.ways, label) for unit in units)]


def find(
    query: Query, columns: Sequence[str], where: str, params: list, cap: int
) -> tuple[Iterable[Scored], bool]:
    """Entries, and whether there are more than were looked at.

    Each word brings its newest entries, and so do all together. All of these are then scored for every word.
    """
    names = ", ".join(shown(name) for name in columns)
    if not query.units:
        sql = f"SELECT {names} FROM search_searchentry e WHERE {where} ORDER BY e.date DESC NULLS LAST, e.id DESC LIMIT %s"  # noqa: S608
        rows = _rows(sql, [*params, cap])
        return ((row, {}) for row in rows), len(rows) >= cap
    label = OWN if query.apart else ""
    asked = [
        (look.number, look.worth, expression(look.ways, label), len(look.ways)) for look in looks(query.units)
    ]
    asked += [(-1, 1.0, prefix(unit, label), 3) for unit in query.units if unit.prefix]
    units = [expression(unit.all_ways, label) for unit in query.units]
    beginnings = {place: begun(unit, label) for place, unit in enumerate(query.units) if unit.prefix}
    ids, crowded = _looked_up(units, beginnings, where, params, cap)
    # Each vector is read once: unpacked by being joined to nothing, and kept from being asked for again by OFFSET 0.
    # ts_rank divides by the number of words that are joined by OR, which says nothing of an entry that holds one.
    rank = f"CASE WHEN e.v @@ %s::tsquery THEN %s * ts_rank({WEIGHTS}, e.v, %s::tsquery, 1) ELSE 0 END"
    sql = f"""
        SELECT {names}, {", ".join([rank] * len(asked))}
        FROM (SELECT e.*, e.vector || ''::tsvector AS v FROM search_searchentry e WHERE e.id = ANY(%s) OFFSET 0) e
    """  # noqa: S608
    ranked = [value for _number, _worth, match, ways in asked for value in (match, ways, match)]
    return _scored(_rows(sql, [*ranked, ids]), [look[:2] for look in asked]), crowded


def _looked_up(
    units: list[str], beginnings: dict[int, str], where: str, params: list, cap: int
) -> tuple[list[int], bool]:
    """The ids of entries that hold any of the units, or a beginning (by the place of its unit), and whether some were left
    out. Those that hold all are looked for apart only where each unit stands in more entries than are looked at: else they
    are among what was found."""
    each = max(cap // (len(units) + len(beginnings) + (len(units) > 1)), LEAST)
    most = {True: each // OF_TALK, False: each}
    looked_in = _spans_of_sides()
    sides = {
        talk: _newest("e.vector @@ asked.words", [], where, params, many, looked_in[talk])
        for talk, many in most.items()
    }
    near = " UNION ALL ".join(
        f"SELECT {talk} AS talk, id FROM ({sql}) newest"  # noqa: S608
        for talk, (sql, _v) in sides.items()
    )
    sql = f"SELECT asked.place - 1, near.talk, near.id FROM unnest(%s::tsquery[]) WITH ORDINALITY AS asked (words, place) CROSS JOIN LATERAL ({near}) near"  # noqa: S608
    values = [value for _sql, values in sides.values() for value in values]
    rows = _rows(sql, [[*units, *beginnings.values()], *values])
    held = Counter(row[:2] for row in rows)
    ids = {pk for _place, _talk, pk in rows}
    unit_of = [*range(len(units)), *beginnings]
    alike = [
        f"({unit} | {beginnings[place]})" if place in beginnings else unit for place, unit in enumerate(units)
    ]
    crowded = False
    for talk, many in most.items():
        full = {unit_of[place] for (place, side), count in held.items() if side == talk and count >= many}
        crowded = crowded or bool(full)
        if len(full) == len(units) > 1:
            # Each unit for itself: an index of words compares several short questions faster than one long one.
            all_of_them = " AND ".join(["e.vector @@ %s::tsquery"] * len(units))
            together = min(many, TOGETHER) if talk else many
            ids.update(
                pk for (pk,) in _rows(*_newest(all_of_them, alike, where, params, together, looked_in[talk]))
            )
    return list(ids), crowded


def _newest(
    holds: str, asked: list, where: str, params: list, most: int, lists: list[list[int]]
) -> tuple[str, list]:
    """The question for the newest `most` ids in these lists of spans of which `holds` is true. Older spans are
    looked into only where newer ones did not hold enough: PostgreSQL asks the parts of UNION ALL as they are needed and in
    their order, having no parallel helpers here."""
    # In the order of id + 0, since that of the ids themselves tempts it to walk through the table from its end.
    one = f"(SELECT e.id FROM search_searchentry e WHERE {holds} AND {place('e.')} && %s::int[] AND {where} ORDER BY e.id + 0 DESC)"  # noqa: S608
    values: list[Any] = []
    for numbers in lists:
        values += [*asked, numbers, *params]
    return " UNION ALL ".join([one] * len(lists)) + " LIMIT %s", [*values, most]


def _spans_of_sides() -> dict[bool, list[list[int]]]:
    """Where talk stands (True), and where what else there is: looked through at once while that is little."""
    newest = newest_id()
    lists = spans(newest)
    others = [[~number for number in numbers] for numbers in lists]
    if curated_size(newest) < FEW:
        others = [list(chain.from_iterable(others))]
    return {True: lists, False: others}


def curated_size(newest: int) -> int:
    """How many entries are no talk, counted up to FEW."""
    last = (newest >> SPAN_BITS) // GROWTH ** (SIZES - 1) + 1
    greatest = [~(number * SIZES + SIZES - 1) for number in range(last + 1)]
    sql = f"SELECT count(*) FROM (SELECT FROM search_searchentry WHERE {place()} && %s::int[] LIMIT %s) held"  # noqa: S608
    return cache.get_or_set("search:curated", lambda: _rows(sql, [greatest, FEW])[0][0], KEPT) or 0


def titled(units: Sequence[Unit], where: str, params: list, most: int, limit: int) -> tuple[str, list]:
    """The question for keys of entries whose title holds all units, the last one perhaps only begun: of the newest `most`
    the foremost."""
    words = " & ".join(map(_whole_or_begun, units))
    newest = f"SELECT * FROM search_searchentry e WHERE {TITLES.format('e.')} @@ %s::tsquery AND {where} ORDER BY e.id + 0 DESC LIMIT %s"  # noqa: S608
    sql = f"SELECT e.key FROM ({newest}) e {FOREMOST} LIMIT %s"  # noqa: S608
    return sql, [words, *params, most, limit]


def shown(name: str) -> str:
    """A column as it is asked for: a moment as seconds, since making a datetime of each costs more than all else."""
    return f'extract(epoch FROM e."{name}")::float8' if name == "date" else f'e."{name}"'


def expression(ways: Ways, label: str = "") -> str:
    """One unit in the language of tsquery. Terms hold letters and digits only, and are quoted all the same."""
    return (
        "(" + " | ".join("(" + " <-> ".join(f"'{term}'{label}" for term in way) + ")" for way in ways) + ")"
    )


def prefix(unit: Unit, label: str = "") -> str:
    label = f":*{label.lstrip(':')}"
    return "(" + " | ".join(f"'{code}{unit.prefix}'{label}" for code in ("en", "es", "xx")) + ")"


def begun(unit: Unit, label: str = "") -> str:
    """What finds the entries whose words begin as the unit does. An index of words reads all entries of all such words
    before any is left out, and each time it is asked; so where these are many, the most frequent words that members may read
    are looked up, and a rarer one is found once more of it is typed."""
    known = VocabularyWord.objects.filter(word__startswith=unit.prefix).order_by("-entries", "word")[:BEGUN]
    if sum(one.entries for one in known) < SEVERAL:
        return prefix(unit, label)
    ways = {
        (found,)
        for one in known
        if (found := term(one.word, one.language)).startswith(one.language + unit.prefix)
    }
    return expression((*unit.ways, *sorted(ways)), label)


def _whole_or_begun(unit: Unit) -> str:
    return f"({expression(unit.ways)} | {prefix(unit)})" if unit.prefix else expression(unit.ways)


def _scored(rows: list[Any], looked: list[tuple[int, float]]) -> Iterator[Scored]:
    """Ranks times how rare the unit is, which PostgreSQL leaves out: in whichever of its words, so that a rare one of
    the same meaning counts no more than the one that was asked."""
    width = len(looked)
    size = max(table_size(), len(rows))
    best = []
    for row in rows:
        scores: dict[int, float] = {}
        for (number, worth), rank in zip(looked, row[-width:], strict=True):
            if rank > 0 and rank * worth > scores.get(number, 0.0):
                scores[number] = rank * worth
        best.append(scores)
    held = Counter(chain.from_iterable(best))
    rare = {number: rarity(count, size) for number, count in held.items()}
    for row, scores in zip(rows, best, strict=True):
        yield row[:-width], {number: score * rare[number] for number, score in scores.items()}


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _rows(sql: str, params: list) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
