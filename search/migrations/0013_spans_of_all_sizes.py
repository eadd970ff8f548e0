"""The index that knows the newest, with greater spans beside the small ones, made while the site is in use."""

from django.db import migrations

from search.engines.postgres import INDEXES

NAME = "search_searchentry_words"


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        new = f"{NAME}_new"
        schema_editor.execute(f"DROP INDEX IF EXISTS {new}")  # what an interrupted attempt left
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY {new} ON search_searchentry {INDEXES[NAME]}")
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}")
        schema_editor.execute(f"ALTER INDEX {new} RENAME TO {NAME}")
        schema_editor.execute("ANALYZE search_searchentry")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0012_newest_first")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
