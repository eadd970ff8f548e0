from django.db import migrations, models

# What is advice, and not words that could stand there, is in parentheses now.
ADVICE = {
    "has not been able to follow the plan; ask what got in the way": "has not been able to follow the plan; (ask what got in the way)",
    "the history is incomplete; what I asked and what was answered": "the history is incomplete; (what I asked and what was answered)",
    "say what was seen, when, and what the child needed": "(say what was seen, when, and what the child needed)",
    "two households; say who lives where and who cares for the child": "two households; (say who lives where and who cares for the child)",
    "what do you two talk about when it is on?": "(what do you two talk about when it is on?)",
    "… people live together; who does what for the child": "… people live together; (who does what for the child)",
    "child is carrying …; which adult could take this over?": "child is carrying …; (which adult could take this over?)",
    "the visit did not happen; the reason if known": "the visit did not happen; (the reason if known)",
    "say what makes planning hard: shifts, moves, no phone credit": "(say what makes planning hard: shifts, moves, no phone credit)",
    "what the family says about where they live": "(what the family says about where they live)",
    "find out whether this makes sense to them": "(find out whether this makes sense to them)",
    "no ha podido seguir el plan; preguntar qué lo impidió": "no ha podido seguir el plan; (preguntar qué lo impidió)",
    "decir qué se vio, cuándo y qué necesitaba la criatura": "(decir qué se vio, cuándo y qué necesitaba la criatura)",
    "dos hogares; decir quién vive dónde y quién cuida": "dos hogares; (decir quién vive dónde y quién cuida)",
    "viven … personas; quién hace qué por la criatura": "viven … personas; (quién hace qué por la criatura)",
    "la visita no se hizo; el motivo, si se sabe": "la visita no se hizo; (el motivo, si se sabe)",
    "decir qué complica planear: turnos, mudanzas, teléfono sin saldo": "(decir qué complica planear: turnos, mudanzas, teléfono sin saldo)",
    "lo que la familia cuenta del lugar donde vive": "(lo que la familia cuenta del lugar donde vive)",
    "averiguar si esto les hace sentido": "(averiguar si esto les hace sentido)",
}


def mark(apps, schema_editor):
    """Only what no curator changed."""
    phrase = apps.get_model("safeguards", "Phrase")
    for old, new in ADVICE.items():
        phrase.objects.filter(instead=old).update(instead=new)


class Migration(migrations.Migration):
    dependencies = [("safeguards", "0002_starter_phrases")]

    operations = [
        migrations.AlterField(
            model_name='phrase',
            name='instead',
            field=models.CharField(blank=True, help_text='Kinder and more exact words, parted by semicolons; … is for the writer to fill. What to do instead, in parentheses.', max_length=200, verbose_name='instead'),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=False),
    ]
