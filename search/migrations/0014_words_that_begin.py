"""Known words by how they begin: a small table, so that its writers wait a moment only."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0013_spans_of_all_sizes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="vocabularyword",
            index=models.Index(fields=["word"], name="search_word_begins", opclasses=["varchar_pattern_ops"]),
        ),
    ]
