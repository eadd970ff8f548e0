"""Rows that are costly to write: written once by the services, then put back as they were, which takes a second."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from cop.core.queue import run_all_tasks
from tests import restored

_copies: dict[str, dict[str, str]] = {}  # by name: the copy of each table, which no flush knows of


def put_back(name: str, write: Callable[[], Any]) -> None:
    """For the empty database of a test that commits: what `write()` wrote, and what its tasks made of that."""
    if name not in _copies:
        write()
        run_all_tasks()
        _copies[name] = restored.copies(name, restored.all_tables())
        return
    with transaction.atomic(), connection.cursor() as cursor:
        restored.fill(cursor, list(_copies[name]), _copies[name])
    with connection.cursor() as cursor:
        models = apps.get_models(include_auto_created=True)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
