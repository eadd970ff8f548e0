"""Full text in SQLite: an FTS5 table whose rowid is the entry's id, holding terms that are stemmed already."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from search.engines.base import FOREMOST, WEIGHTS, Scored, is_talk, looks, rarity
from search.engines.sizes import table_size
from search.engines.words import words_of
from search.models import SearchEntry
from search.query import Query, Unit, Ways

TABLE = """
    CREATE VIRTUAL TABLE search_index
    USING fts5(title, summary, text, context, tokenize = "unicode61 remove_diacritics 0")
"""
RANK = f"-bm25(search_index, {', '.join(str(weight) for weight in WEIGHTS.values())})"


def index(entries: Iterable[SearchEntry]) -> None:
    rows: list[tuple[Any, ...]] = []
    for entry in entries:
        words = words_of(entry)
        columns = (words.title, words.summary, words.text, words.context)
        rows.append((entry.pk, *(" ".join(column) for column in columns)))
    remove([row[0] for row in rows])
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_index (rowid, title, summary, text, context) VALUES (%s, %s, %s, %s, %s)",
            rows,
        )


def remove(ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_index WHERE rowid = %s", [[pk] for pk in ids])


def holds(column: str, values: Sequence[str]) -> tuple[str, list[str]]:
    """Whether one of several short texts is among those of a column."""
    tests = " OR ".join([f"instr(e.{column}, %s) > 0"] * len(values))
    return f"({tests})", [f"|{value}|" for value in values]


def in_groups() -> str:
    return 'e."group" IN (SELECT value FROM json_each(%s))'


def as_groups(groups: Iterable[str]) -> str:
    return json.dumps(sorted(groups))


def without(units: Sequence[Unit], *, apart: bool = False) -> tuple[str, list[str]]:
    match = own(" OR ".join(expression(unit.ways) for unit in units), apart)
    return "e.id NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH %s)", [match]


def own(match: str, apart: bool) -> str:
    """Where only what an entry says itself counts."""
    return f"{{title summary text}} : ({match})" if apart else match


def find(
    query: Query, columns: Sequence[str], where: str, params: list, cap: int
) -> tuple[Iterable[Scored], bool]:
    """Entries, and whether there are more than were looked at."""
    names = ", ".join(shown(name) for name in columns)
    if not query.units:
        sql = (
            f"SELECT {names} FROM search_searchentry e WHERE {where} ORDER BY e.date DESC, e.id DESC LIMIT %s"  # noqa: S608
        )
        rows = _rows(sql, [*params, cap])
        return ((row, {}) for row in rows), len(rows) >= cap
    asked: list[tuple[Any, ...]] = [
        (look.number, look.worth, expression(look.ways)) for look in looks(query.units)
    ]
    asked += [(-1, 1.0, prefix(unit)) for unit in query.units if unit.prefix]
    matches = [(place, worth, own(match, query.apart)) for place, (_n, worth, match) in enumerate(asked)]
    rows = _newest(names, matches, where, params, cap)
    held = Counter(row[-2] for row in rows)
    if crowded := [match for match in matches if held[match[0]] >= cap]:
        # What curators keep is looked up apart, so that no talk crowds it out.
        kept = _newest(names, crowded, f"{where} AND NOT {is_talk('e.')}", params, cap)
        rows = list(dict.fromkeys([*rows, *kept]))
    return _leveled(rows, [look[0] for look in asked]), bool(crowded)


def _newest(names: str, matches: Sequence[tuple], where: str, params: list, cap: int) -> list[Any]:
    """Of each match, (its number, what it is worth, the match itself), the newest entries with their rank."""
    # CROSS JOIN keeps the order of the tables: words first, so that SQLite walks the index and not the entries.
    one = f"""
        SELECT * FROM (
            SELECT {names}, %s, {RANK} * %s
            FROM search_index CROSS JOIN search_searchentry e ON e.id = search_index.rowid
            WHERE search_index MATCH %s AND {where}
            ORDER BY search_index.rowid DESC LIMIT %s
        )
    """  # noqa: S608
    return _rows(
        " UNION ALL ".join([one] * len(matches)),
        [value for look in matches for value in (*look, *params, cap)],
    )


def titled(units: Sequence[Unit], where: str, params: list, most: int, limit: int) -> tuple[str, list]:
    """The question for keys of entries whose title holds all units, the last one perhaps only begun: of the newest `most`
    the foremost."""
    words = [
        f"({expression(unit.ways)} OR {prefix(unit)})" if unit.prefix else expression(unit.ways)
        for unit in units
    ]
    sql = f"""
        SELECT e.key FROM (
            SELECT e.* FROM search_index CROSS JOIN search_searchentry e ON e.id = search_index.rowid
            WHERE search_index MATCH %s AND {where} ORDER BY search_index.rowid DESC LIMIT %s
        ) e {FOREMOST} LIMIT %s
    """  # noqa: S608
    return sql, [f"title : ({' AND '.join(words)})", *params, most, limit]


def _leveled(rows: list[Any], numbers: list[int]) -> Iterable[Scored]:
    """FTS5 counts each look by how rare its own words are. Those of one unit count by how rare the unit is in whichever of
    its words, so that a rare one of the same meaning counts no more than the one that was asked."""
    size = max(table_size(), len(rows))
    where: dict[int, set[int]] = defaultdict(set)
    of_look: Counter[int] = Counter()
    for row in rows:
        where[numbers[row[-2]]].add(row[0])
        of_look[row[-2]] += 1
    level = [
        rarity(len(where[number]), size) / rarity(of_look[place], size)
        for place, number in enumerate(numbers)
    ]
    found: dict[int, Scored] = {}
    for row in rows:
        place, rank = row[-2:]
        _columns, scores = found.setdefault(row[0], (row[:-2], {}))
        scores[numbers[place]] = max(rank * level[place], scores.get(numbers[place], 0.0))
    return found.values()


def shown(name: str) -> str:
    """A column as it is asked for: a moment as seconds since 1970."""
    return f'(julianday(e."{name}") - 2440587.5) * 86400.0' if name == "date" else f'e."{name}"'


def expression(ways: Ways) -> str:
    """One unit in FTS5's language. Terms hold letters and digits only, and are quoted all the same."""
    return "(" + " OR ".join('"' + " ".join(way) + '"' for way in ways) + ")"


def prefix(unit: Unit) -> str:
    return "(" + " OR ".join(f'"{code}{unit.prefix}"*' for code in ("en", "es", "xx")) + ")"


def _rows(sql: str, params: list) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
