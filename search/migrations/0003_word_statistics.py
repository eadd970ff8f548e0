"""How often a word stands in entries, for ten thousand words instead of one thousand: by that PostgreSQL decides whether
to look it up in the index or to go through the newest entries. It takes effect with the next ANALYZE."""

from django.db import migrations

COLUMN = "ALTER TABLE search_searchentry ALTER COLUMN vector SET STATISTICS"


def more(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{COLUMN} 1000")


def fewer(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"{COLUMN} -1")


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]
    operations = [migrations.RunPython(more, fewer)]
