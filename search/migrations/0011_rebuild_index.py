from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0010_asked'),
    ]

    operations = [
        migrations.AddField(
            model_name='rebuild',
            name='index',
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
