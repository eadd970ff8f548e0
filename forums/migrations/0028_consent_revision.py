from django.db import migrations, models


def keep_what_was_answered(apps, schema_editor):
    """Until now an answer took the place of the revision that was quoted."""
    rows = apps.get_model("forums", "Excerpt").objects.exclude(answered_at=None)
    rows.update(answered=models.F("revision"))


class Migration(migrations.Migration):
    dependencies = [("forums", "0027_faces")]

    operations = [
        migrations.AddField(
            model_name="excerpt",
            name="answered",
            field=models.PositiveIntegerField(null=True, editable=False),
        ),
        migrations.RunPython(keep_what_was_answered, migrations.RunPython.noop),
    ]
