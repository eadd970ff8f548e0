"""Thanking, and saying that one has seen the same."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from forums import permissions
from forums.models import Post, Reaction, ThreadEvent
from forums.services.sequence import locked_post, record

COUNTERS = {Reaction.Kind.THANKS: "thanks_count", Reaction.Kind.SAME: "same_count"}


@transaction.atomic
def react(*, actor, post, kind, on):
    """Give a reaction, or take it back (`on=False`). Asked twice it changes nothing. Answers the post as it is now."""
    if kind not in Reaction.Kind.values:
        raise ValidationError({"kind": _("There is no such reaction.")})
    post = locked_post(actor, post)
    permissions.check_react(actor, post)
    if on:
        _row, changed = Reaction.objects.get_or_create(post=post, member=actor, kind=kind)
    else:
        changed = Reaction.objects.filter(post=post, member=actor, kind=kind).delete()[0]
    if changed:
        counter = COUNTERS[kind]
        Post.objects.filter(pk=post.pk).update(**{counter: F(counter) + (1 if on else -1)})
        post.refresh_from_db(fields=[counter])
        record(post.thread, ThreadEvent.Kind.REACTED, post)
    return post
