"""Thanking, saying that one has seen the same, and that something affirms."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from forums import permissions
from forums.models import Post, Reaction, Thread, ThreadEvent
from forums.models.authored import AuthorKind
from forums.services.sequence import locked_post, record
from forums.services.voices import heard

COUNTERS = {
    Reaction.Kind.THANKS: "thanks_count",
    Reaction.Kind.SAME: "same_count",
    Reaction.Kind.AFFIRMS: "affirms_count",
}


@transaction.atomic
def react(*, actor, post, kind, on):
    """Give a reaction, or take it back (`on=False`). Asked twice it changes nothing. Answers the post as it is now.

    Who is anonymous in the thread reacts anonymously. A reaction given by name before keeps the name: that it changed
    would tell who hides now.
    """
    if kind not in Reaction.Kind.values:
        raise ValidationError({"kind": _("There is no such reaction.")})
    post = locked_post(actor, post)
    permissions.check_react(actor, post)
    if on:
        _row, changed = Reaction.objects.get_or_create(
            post=post, member=actor, kind=kind, defaults=standing(post.thread, actor)
        )
    else:
        changed = Reaction.objects.filter(post=post, member=actor, kind=kind).delete()[0]
    if changed:
        counter, by = COUNTERS[kind], 1 if on else -1
        Post.objects.filter(pk=post.pk).update(**{counter: F(counter) + by})
        if kind == Reaction.Kind.THANKS:
            Thread.objects.filter(pk=post.thread_id).update(thanks_count=F("thanks_count") + by)
        post.refresh_from_db(fields=[counter])
        record(post.thread, ThreadEvent.Kind.REACTED, post)
    return post


def standing(thread, actor):
    """As whom somebody reacts: as they spoke in the thread, by name where they have not."""
    earlier = heard(thread, actor)
    if earlier is not None and earlier.author_kind == AuthorKind.ANONYMOUS:
        return {"author_kind": AuthorKind.ANONYMOUS, "sector_id": earlier.sector_id}
    return {}
