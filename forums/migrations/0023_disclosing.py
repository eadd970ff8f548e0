from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("forums", "0022_certificates")]

    operations = [
        migrations.RemoveConstraint(model_name="post", name="post_disclosed_only_hidden"),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=Q(disclosed=False) | Q(state__in=["visible", "hidden"]), name="post_disclosed_stands"
            ),
        ),
    ]
