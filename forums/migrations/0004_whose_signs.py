"""Signs that were given before know now under which name, and threads how often they were thanked."""

from django.db import migrations
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    Post, Reaction, Thread = (apps.get_model("forums", name) for name in ("Post", "Reaction", "Thread"))
    hidden = Post.objects.filter(
        thread=OuterRef("post__thread"), author=OuterRef("member"), author_kind="anonymous"
    ).order_by("pk")
    found = Reaction.objects.annotate(spoke=Subquery(hidden.values("pk")[:1]), seat=Subquery(hidden.values("sector")[:1]))
    for pk, seat in found.filter(spoke__isnull=False).values_list("pk", "seat").iterator():
        Reaction.objects.filter(pk=pk).update(author_kind="anonymous", sector=seat)
    thanks = (
        Post.objects.filter(thread=OuterRef("pk"), state="visible")
        .order_by()
        .values("thread")
        .annotate(total=Sum("thanks_count"))
        .values("total")
    )
    Thread.objects.update(thanks_count=Coalesce(Subquery(thanks), 0))


class Migration(migrations.Migration):
    dependencies = [("forums", "0003_answers_and_signs")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
