"""Full text in PostgreSQL: a weighted tsvector beside each entry, written from terms that are stemmed already.

The column also holds one lexeme for each principle, sector, tag and mark, so that the one GIN index answers filters too.
No extension is needed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

from search.engines.base import FOREMOST, looks, rarity
from search.engines.sizes import table_size
from search.engines.words import words_of
from search.models import SearchEntry
from search.query import Query, Unit, Ways

COLUMN = """
    ALTER TABLE search_searchentry ADD COLUMN vector tsvector NOT NULL DEFAULT '';
    CREATE INDEX search_searchentry_vector ON search_searchentry USING gin (vector);
"""
LABELS = {"title": "A", "summary": "B", "text": "C", "context": "D"}
OWN = ":ABC"  # what an entry says itself
WEIGHTS = "'{0.25, 0.17, 0.5, 1}'"  # of D, C, B, A: context, text, summary, title, as in base.WEIGHTS
LAST = 16_000  # PostgreSQL counts positions no further
GAP = 50  # positions between title, summary and text, which no phrase crosses


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
    each = max(cap // len(looked_up), 500)
    one = f"(SELECT e.id FROM search_searchentry e WHERE e.vector @@ %s::tsquery AND {where} ORDER BY e.id DESC LIMIT %s)"  # noqa: S608
    # ts_rank divides by the number of words that are joined by OR, which says nothing of an entry that holds one.
    rank = (
        f"CASE WHEN e.vector @@ %s::tsquery THEN %s * ts_rank({WEIGHTS}, e.vector, %s::tsquery, 1) ELSE 0 END"
    )
    sql = f"""
        WITH found AS ({" UNION ".join([one] * len(looked_up))})
        SELECT {names}, {", ".join([rank] * len(asked))}
        FROM found JOIN search_searchentry e ON e.id = found.id
    """  # noqa: S608
    values = [value for match in looked_up for value in (match, *params, each)]
    ranked = [value for _number, _worth, match, ways in asked for value in (match, ways, match)]
    rows = _rows(sql, [*values, *ranked])
    capped = len(rows) >= each
    return _scored(rows, [look[:2] for look in asked]), capped


def titled(units: Sequence[Unit], where: str, params: list, most: int, limit: int) -> tuple[str, list]:
    """The question for keys of entries whose title holds all units, the last one perhaps only begun: of the newest `most`
    the foremost."""
    words = [_begun(unit, "A") for unit in units]
    newest = f"SELECT * FROM search_searchentry e WHERE e.vector @@ %s::tsquery AND {where} ORDER BY e.id DESC LIMIT %s"  # noqa: S608
    sql = f"SELECT e.key FROM ({newest}) e {FOREMOST} LIMIT %s"  # noqa: S608
    return sql, [" & ".join(words), *params, most, limit]


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


def _begun(unit: Unit, label: str) -> str:
    """One word, whole or begun, where it stands with this label."""
    whole = " | ".join(f"'{term}':{label}" for (term,) in unit.ways)
    return f"({whole} | {prefix(unit, label)})" if unit.prefix else f"({whole})"


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
