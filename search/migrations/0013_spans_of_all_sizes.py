"""The index that knows the newest, with greater spans beside the small ones, made while the site is in use."""

from django.db import migrations

from search.engines.postgres import INDEXES

NAME, NEW = "search_searchentry_words", "search_searchentry_words_new"
READY = "SELECT i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relname = %s"


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    if not (_ready(schema_editor, NEW) and not _ready(schema_editor, NAME)):  # else an attempt was interrupted late
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NEW}")
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY {NEW} ON search_searchentry {INDEXES[NAME]}")
    schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
    schema_editor.execute(f"ALTER INDEX {NEW} RENAME TO {NAME}")
    schema_editor.execute("ANALYZE search_searchentry")


def _ready(schema_editor, name):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(READY, [name])
        return (cursor.fetchone() or [False])[0]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0012_newest_first")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
