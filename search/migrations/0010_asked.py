from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0009_saved_searches'),
    ]

    operations = [
        migrations.CreateModel(
            name='AskedSalt',
            fields=[
                ('month', models.DateField(primary_key=True, serialize=False)),
                ('salt', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='AskedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('query', models.CharField(max_length=60, verbose_name='asked')),
                ('times', models.PositiveIntegerField(default=0)),
                ('nothing', models.PositiveIntegerField(default=0)),
                ('seats', models.BigIntegerField(default=0)),
                ('people', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'query'), name='search_asked_month')],
            },
        ),
        migrations.CreateModel(
            name='OpenedMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('position', models.PositiveSmallIntegerField()),
                ('times', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('month', 'position'), name='search_opened_month')],
            },
        ),
    ]
