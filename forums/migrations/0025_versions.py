from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("forums", "0024_disclosing_reversed")]

    operations = [
        migrations.AddField(
            model_name="postrevision", name="beside", field=models.JSONField(editable=False, null=True)
        ),
        migrations.AddField(
            model_name="attachment", name="taken_at", field=models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=Q(taken_at__isnull=False), fields=["taken_at"], name="attachment_taken_out"
            ),
        ),
    ]
