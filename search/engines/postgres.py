"""Full text in PostgreSQL: a weighted tsvector beside each entry, written from terms that are stemmed already.

The column also holds one lexeme for each principle, sector, tag and mark, so that the one GIN index answers filters too.
Beside it the index holds where an entry stands in the order of their ids, by spans: an index of words
knows no order, and whoever wants the newest thousand of a word that stands in a third of a million entries would fetch
all of these. What curators keep is counted apart, so that no talk crowds it out. No extension is needed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from search.engines.base import FOREMOST, TALK, looks, rarity
from search.engines.sizes import newest_id, table_size
from search.engines.words import words_of
from search.models import SearchEntry
from search.query import Query, Unit, Ways

COLUMN = """
    ALTER TABLE search_searchentry ADD COLUMN vector tsvector NOT NULL DEFAULT '';
    CREATE INDEX search_searchentry_vector ON search_searchentry USING gin (vector);
"""
SPAN_BITS = 14  # 16,384 ids are one span
LEAST = 500  # entries looked at for one word, however many are asked
GROWTH = 4  # of spans looked through, where those before did not hold enough
#: Titles of what is found by itself, for who is still typing.
TITLES = "ts_filter({0}vector, '{{a}}')"
LABELS = {"title": "A", "summary": "B", "text": "C", "context": "D"}
OWN = ":ABC"  # what an entry says itself
WEIGHTS = "'{0.25, 0.17, 0.5, 1}'"  # of D, C, B, A: context, text, summary, title, as in base.WEIGHTS
LAST = 16_000  # PostgreSQL counts positions no further
GAP = 50  # positions between title, summary and text, which no phrase crosses


def place(table: str = "") -> str:
    """A span as an array, which is what an index of words can hold beside them; below zero of what is no talk. Whoever
    changes what it says, or TALK, makes the index anew by a migration: PostgreSQL uses it for just these words."""
    talk = ", ".join(f"'{family}'" for family in TALK)
    span = f"({table}id >> {SPAN_BITS})::int"
    return f"(ARRAY[CASE WHEN {table}family IN ({talk}) THEN {span} ELSE -1 - {span} END])"


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
        for place, term in enumerate(found[: max(0, LAST - position)], position + 1):
            places[term].append(f"{place}{label}")
        position += len(found) + GAP
    lexemes = [f"'{term}':{','.join(where[:255])}" for term, where in places.items()]
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
) -> tuple[Iterator[Any], bool]:
    """Rows of `columns`, the number of a unit (-1: the prefix, None: no words asked) and its score.

    Each word brings its newest entries, and those that hold all words come whatever their age. All of these are
    then scored for every word.
    """
    names = ", ".join(shown(name) for name in columns)
    if not query.units:
        sql = f"SELECT {names} FROM search_searchentry e WHERE {where} ORDER BY e.date DESC NULLS LAST, e.id DESC LIMIT %s"  # noqa: S608
        rows = _rows(sql, [*params, cap])
        return ((*row, None, 0.0) for row in rows), len(rows) >= cap
    label = OWN if query.apart else ""
    asked = [
        (look.number, look.worth, expression(look.ways, label), len(look.ways)) for look in looks(query.units)
    ]
    asked += [(-1, 1.0, prefix(unit, label), 3) for unit in query.units if unit.prefix]
    units = [expression(unit.all_ways, label) for unit in query.units]
    looked_up = [*units, *(prefix(unit, label) for unit in query.units if unit.prefix)]
    if len(query.units) > 1:
        looked_up.append(" & ".join(units))
    each = max(cap // len(looked_up), LEAST)
    near, spans = _newest(where, params, each)
    # Each vector is read once: unpacked by being joined to nothing, and kept from being asked for again by OFFSET 0.
    # ts_rank divides by the number of words that are joined by OR, which says nothing of an entry that holds one.
    rank = f"CASE WHEN e.v @@ %s::tsquery THEN %s * ts_rank({WEIGHTS}, e.v, %s::tsquery, 1) ELSE 0 END"
    sql = f"""
        WITH found AS (
            SELECT DISTINCT near.id FROM unnest(%s::tsquery[]) AS asked (words) CROSS JOIN LATERAL ({near}) near
        )
        SELECT {names}, {", ".join([rank] * len(asked))}
        FROM (SELECT e.*, e.vector || ''::tsvector AS v FROM search_searchentry e JOIN found USING (id) OFFSET 0) e
    """  # noqa: S608
    ranked = [value for _number, _worth, match, ways in asked for value in (match, ways, match)]
    rows = _rows(sql, [looked_up, *spans, *ranked])
    capped = len(rows) >= each
    return _scored(rows, [look[:2] for look in asked]), capped


def _newest(where: str, params: list, each: int) -> tuple[str, list]:
    """The question for the newest `each` ids of talk and as many of what else there is that hold `asked.words`. Older spans are
    looked into only where newer ones did not hold enough: PostgreSQL asks the parts of UNION ALL as they are needed and in
    their order, having no parallel helpers here."""
    end = newest_id() >> SPAN_BITS
    spans = [range(end, end + 100)]  # more may have come since
    while end:
        start = max(end - (GROWTH - 1) * GROWTH ** (len(spans) - 1), 0)
        spans.append(range(start, end))
        end = start
    # In the order of id + 0, since that of the ids themselves tempts it to walk through the table from its end.
    one = f"(SELECT e.id FROM search_searchentry e WHERE e.vector @@ asked.words AND {place('e.')} && %s::int[] AND {where} ORDER BY e.id + 0 DESC)"  # noqa: S608
    side = f"(SELECT id FROM ({' UNION ALL '.join([one] * len(spans))}) newest LIMIT %s)"  # noqa: S608
    values: list[Any] = []
    for sign in (1, -1):
        for span in spans:
            values += [[number if sign > 0 else -1 - number for number in span], *params]
        values.append(each)
    return f"{side} UNION ALL {side}", values


def titled(units: Sequence[Unit], where: str, params: list, most: int, limit: int) -> tuple[str, list]:
    """The question for keys of entries whose title holds all units, the last one perhaps only begun: of the newest `most`
    the foremost."""
    words = " & ".join(map(_begun, units))
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


def _begun(unit: Unit) -> str:
    """One word, whole or begun."""
    return f"({expression(unit.ways)} | {prefix(unit)})" if unit.prefix else expression(unit.ways)


def _scored(rows: list[Any], looked: list[tuple[int, float]]) -> Iterator[Any]:
    """Ranks times how rare the unit is, which PostgreSQL leaves out: in whichever of its words, so that a rare one of
    the same meaning counts no more than the one that was asked."""
    width = len(looked)
    size = max(table_size(), len(rows))
    places: dict[int, list[int]] = defaultdict(list)
    for place, (number, _worth) in enumerate(looked):
        places[number].append(place - width)
    rare = {}
    for number, where in places.items():
        count = sum(1 for row in rows if any(row[place] > 0 for place in where))
        rare[number] = rarity(count, size)
    for row in rows:
        for place, (number, worth) in enumerate(looked):
            if (rank := row[place - width]) > 0:
                yield (*row[:-width], number, rank * worth * rare[number])


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _rows(sql: str, params: list) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
