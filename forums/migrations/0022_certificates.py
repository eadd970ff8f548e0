from django.conf import settings
from django.db import migrations, models


def keep_rows(apps, schema_editor):
    """Certificates so far keep the rows that stood in the ledger when they were made; of two that say the same, the first."""
    Certificate = apps.get_model("forums", "Certificate")
    Entry = apps.get_model("forums", "HoursEntry")
    said = set()
    for one in Certificate.objects.order_by("pk").iterator():
        about = (one.member_id, one.name, one.round_id, one.since, one.until, one.minutes)
        if about in said:
            one.delete()
            continue
        said.add(about)
        rows = Entry.objects.filter(member=one.member_id, signed_at__lte=one.created_at)
        if one.round_id:
            rows = rows.filter(round=one.round_id)
        one.entries = list(rows.order_by("pk").values_list("pk", flat=True))
        one.save(update_fields=["entries"])


class Migration(migrations.Migration):
    dependencies = [
        ("forums", "0021_splitting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("certificate", "entries", models.JSONField(default=list, editable=False)),
        migrations.RunPython(keep_rows, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            "certificate",
            models.UniqueConstraint(
                condition=models.Q(round__isnull=False),
                fields=("member", "name", "round", "minutes"),
                name="certificate_of_round_once",
            ),
        ),
        migrations.AddConstraint(
            "certificate",
            models.UniqueConstraint(
                condition=models.Q(round__isnull=True),
                fields=("member", "name", "since", "until", "minutes"),
                name="certificate_of_days_once",
            ),
        ),
    ]
