"""Indexes of PostgreSQL that know the newest, made while the site is in use."""

from django.db import migrations

from search.engines.postgres import INDEXES


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, how in INDEXES.items():
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")  # what an interrupted attempt left
            schema_editor.execute(f"CREATE INDEX CONCURRENTLY {name} ON search_searchentry {how}")
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS search_searchentry_vector")
        schema_editor.execute("ANALYZE search_searchentry")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX search_searchentry_vector ON search_searchentry USING gin (vector)")
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0011_rebuild_index")]
    operations = [migrations.RunPython(forwards, backwards)]
