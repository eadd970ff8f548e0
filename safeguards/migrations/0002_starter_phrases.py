import json
from pathlib import Path

from django.db import migrations

STARTER = Path(__file__).parent.parent / "data" / "phrases.json"


def add(apps, schema_editor):
    """Once: what curators change or delete afterwards stays as they left it."""
    phrase = apps.get_model("safeguards", "Phrase")
    rows = json.loads(STARTER.read_text(encoding="utf-8"))
    phrase.objects.bulk_create([phrase(**row) for row in rows], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0001_phrases")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop, elidable=False)]
