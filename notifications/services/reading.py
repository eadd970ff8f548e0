"""What a member has seen."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cop.core.events import emit
from members.permissions import check_member
from notifications.events import InboxChanged
from notifications.models import Notification

KEPT = timedelta(days=90)  # after reading
LONGEST = timedelta(days=365)  # unread


@transaction.atomic
def mark_read(*, actor, notification):
    """A second time changes nothing."""
    check_member(actor)
    mine = Notification.objects.visible_to(actor).filter(pk=notification.pk, read_at=None)
    if mine.update(read_at=timezone.now()):
        emit(InboxChanged(actor.pk))


@transaction.atomic
def mark_all_read(*, actor):
    check_member(actor)
    if Notification.objects.visible_to(actor).filter(read_at=None).update(read_at=timezone.now()):
        emit(InboxChanged(actor.pk))


def prune():
    """Forget what was read long ago, and what nobody ever looked at. Answers how many."""
    now = timezone.now()
    Notification.objects.read_along().update(read_at=now)
    old = Notification.objects.filter(read_at__lt=now - KEPT)
    forgotten = Notification.objects.filter(read_at=None, latest_at__lt=now - LONGEST)
    return old.delete()[0] + forgotten.delete()[0]
