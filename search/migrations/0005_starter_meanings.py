from pathlib import Path

from django.db import migrations

STARTER = Path(__file__).parent.parent / "data" / "meanings.txt"


def rows():
    for line in STARTER.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, wordings = line.partition(": ")
            english, _, spanish = wordings.partition("; ")
            yield {"source_id": name, "english": lines(english), "spanish": lines(spanish)}


def lines(wordings):
    return "\n".join(one.strip() for one in wordings.split(",") if one.strip())


def add(apps, schema_editor):
    """Once: what curators change or delete afterwards stays as they left it."""
    meaning = apps.get_model("search", "Meaning")
    meaning.objects.bulk_create([meaning(**row) for row in rows()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("search", "0004_meanings_and_words")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
