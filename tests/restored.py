"""After a test that commits, the database is again as the migrations left it: what differs from that is put right.

Django's own way empties each of some 140 tables and writes a thousand rows anew through the models, which takes two
seconds of a processor for every such test; most of them write into ten tables.
"""

from django.db import connection, transaction

from forums.append_only import HOURS
from members.append_only import RECORD

WAGTAILS_INDEX = "wagtailsearch_indexentry"
LEDGERS = (RECORD.table, HOURS.table)  # they let no row go

_migrated: dict[str, str] = {}  # the tables in which migrations wrote, and where a copy of each is


def begin(test_case) -> None:
    """In the place of `TransactionTestCase._fixture_setup`. Before the first such test nothing was committed."""
    if not _migrated:
        tables = all_tables()
        with connection.cursor() as cursor:
            _migrated.update(
                copies("migrated", _where(cursor, {t: f"SELECT 1 FROM {_quoted(t)}" for t in tables}))
            )


def end(test_case) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`."""
    with transaction.atomic(), connection.cursor() as cursor:
        _wait_for_writers(cursor)
        fill(cursor, _changed(cursor), _migrated)


def copies(name: str, tables: list[str]) -> dict[str, str]:
    """The rows of these tables, kept for `fill` where no test looks."""
    made = {table: f"kept_{name}_{number}" for number, table in enumerate(tables)}
    with transaction.atomic(), connection.cursor() as cursor:
        for table, copy in made.items():
            cursor.execute(f"CREATE TABLE {_quoted(copy)} AS SELECT * FROM {_quoted(table)}")
    return made


def fill(cursor, tables: list[str], kept: dict[str, str]) -> None:
    """These tables hold what was kept of them and nothing else. Keys are looked at when all is done."""
    for table in tables:
        if table in LEDGERS:
            _empty_ledger(cursor, table)
    for table in tables:
        if table not in LEDGERS:
            cursor.execute(f"DELETE FROM {_quoted(table)}")
    if connection.vendor == "sqlite" and WAGTAILS_INDEX in tables:
        # A row that was written over left its words there, since SQLite calls no trigger for it.
        cursor.execute(f"DELETE FROM {_quoted(WAGTAILS_INDEX + '_fts')}")
    for table in tables:
        if table in kept:
            cursor.execute(f"INSERT INTO {_quoted(table)} SELECT * FROM {_quoted(kept[table])}")


def all_tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _changed(cursor) -> list[str]:
    differing = {}
    for table in all_tables():
        rows, kept = f"SELECT * FROM {_quoted(table)}", _migrated.get(table)
        if kept:
            was = f"SELECT * FROM {_quoted(kept)}"
            rows = (
                f"SELECT 1 FROM ({rows} EXCEPT {was}) more UNION ALL SELECT 1 FROM ({was} EXCEPT {rows}) less"
            )
        differing[table] = rows
    return _where(cursor, differing)


def _where(cursor, questions: dict[str, str]) -> list[str]:
    """The tables whose question has a row for an answer."""
    cursor.execute(
        " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS ({rows})" for table, rows in questions.items())
    )
    return [table for (table,) in cursor.fetchall()]


def _wait_for_writers(cursor) -> None:
    """What a thread or a process still writes is there when it is looked for. SQLite lets one write at a time anyway."""
    if connection.vendor == "postgresql":
        cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, all_tables()))} IN EXCLUSIVE MODE")


def _empty_ledger(cursor, table: str) -> None:
    """PostgreSQL truncates, but SQLite deletes row by row: there the triggers step aside for this alone."""
    if connection.vendor == "postgresql":
        cursor.execute(f"TRUNCATE {_quoted(table)}")
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f"DROP TRIGGER {_quoted(name)}")
    cursor.execute(f"DELETE FROM {_quoted(table)}")
    for _, sql in triggers:
        cursor.execute(sql)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
