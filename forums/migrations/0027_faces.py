from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forums", "0026_distilling")]

    operations = [
        migrations.AddField(
            model_name="attachment", name="has_face", field=models.BooleanField(default=False, editable=False)
        ),
    ]
