"""Case rounds planned before belong, as new ones do, to the principles of what they look at."""

from django.db import migrations


def fill(apps, schema_editor):
    belongs = apps.get_model("forums", "Thread").principles.through
    cases = apps.get_model("forums", "RoundCase").objects.filter(round__thread__principles=None)
    pairs = cases.exclude(thread__principles=None).values_list("round__thread", "thread__principles").distinct()
    belongs.objects.bulk_create(
        (belongs(thread_id=thread, principle_id=principle) for thread, principle in pairs.order_by()),
        ignore_conflicts=True,
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("forums", "0032_resource_uses")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
