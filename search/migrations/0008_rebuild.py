from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0007_best_bets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rebuild',
            fields=[
                ('name', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('stage', models.CharField(blank=True, max_length=40)),
                ('after', models.BigIntegerField(default=0)),
                ('done', models.BigIntegerField(default=0)),
                ('begun_at', models.DateTimeField(auto_now_add=True)),
                ('reached_at', models.DateTimeField(auto_now=True)),
            ],
        ),
    ]
