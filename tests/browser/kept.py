"""Rows that are costly to write: written once by the services, then put back as they were, which takes a second."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from cop.core.queue import run_all_tasks

_copies: dict[str, dict[str, str]] = {}  # by name: the copy of each table, which no flush knows of


def put_back(name: str, write: Callable[[], Any]) -> None:
    """For the empty database of a test that commits: what `write()` wrote, and what its tasks made of that."""
    if name not in _copies:
        write()
        run_all_tasks()
        _copies[name] = _copy(name)
        return
    operations = connection.ops
    flush = operations.sql_flush(no_style(), list(_copies[name]), reset_sequences=False)
    operations.execute_sql_flush(flush)
    with transaction.atomic(), connection.cursor() as cursor:
        for table, copy in _copies[name].items():
            cursor.execute(f"INSERT INTO {_quoted(table)} SELECT * FROM {_quoted(copy)}")  # noqa: S608
    with connection.cursor() as cursor:
        models = apps.get_models(include_auto_created=True)
        for statement in operations.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _copy(name: str) -> dict[str, str]:
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    copies = {table: f"kept_{name}_{number}" for number, table in enumerate(tables)}
    with transaction.atomic(), connection.cursor() as cursor:
        for table, copy in copies.items():
            cursor.execute(f"CREATE TABLE {_quoted(copy)} AS SELECT * FROM {_quoted(table)}")  # noqa: S608
    return copies


def _quoted(table: str) -> str:
    return connection.ops.quote_name(table)
