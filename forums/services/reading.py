"""How far somebody has read, and calling everything read."""

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from cop.core.events import emit
from forums import permissions
from forums.events import EverythingRead
from forums.models import ReadMark, ReadPosition, Thread
from members.permissions import check_member


def read_up_to(thread, position):
    """How far it is read by whoever read to `position`: to its end, where nothing stands beyond that any more."""
    end = thread.last_position
    if position is None or position >= end or not thread.posts.filter(position__gt=position).exists():
        return end
    return position


@transaction.atomic
def mark_all_read(*, actor, forum=None):
    """Everything in a forum, or everywhere, counts as read up to now, also what was never opened."""
    check_member(actor)
    if forum is not None:
        forum = permissions.visible(actor, forum)
    now = timezone.now()
    behind = ReadPosition.objects.filter(member=actor, position__lt=F("thread__last_position"))
    if forum is not None:
        behind = behind.filter(thread__forum=forum)
    end = Thread.objects.filter(pk=OuterRef("thread")).values("last_position")
    ReadPosition.objects.filter(pk__in=behind.values("pk")).update(position=Subquery(end), read_at=now)
    ReadMark.objects.update_or_create(member=actor, forum=forum, defaults={"at": now})
    emit(EverythingRead(actor.pk, forum.pk if forum else None))
