import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('search', '0008_rebuild'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300, verbose_name='search')),
                ('address', models.CharField(max_length=1000, verbose_name='address')),
                ('pace', models.CharField(choices=[('daily', 'Once a day'), ('weekly', 'Once a week'), ('never', 'Never')], default='daily', max_length=8, verbose_name='tell me of what is new')),
                ('known', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='kept')),
                ('looked_at', models.DateTimeField(verbose_name='looked at')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='opened')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kept search',
                'verbose_name_plural': 'kept searches',
                'ordering': ['-created_at', '-pk'],
                'indexes': [models.Index(fields=['looked_at'], name='saved_search_due')],
                'constraints': [models.UniqueConstraint(fields=('member', 'address'), name='saved_search_once')],
            },
        ),
        migrations.CreateModel(
            name='SearchFind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keys', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('saved', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finds', to='search.savedsearch')),
            ],
        ),
    ]
