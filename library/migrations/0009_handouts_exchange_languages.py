from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("library", "0008_family_handouts")]

    operations = [migrations.RemoveConstraint(model_name="guidehandout", name="handout_once_a_language")]
