"""What is to be told of a round, once for each plan: invitations, changes, reminders, the summary."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cop.core.events import emit
from forums.events import RoundNoted
from forums.models import Round, RoundNotice, Thread
from forums.models.authored import State

#: How long before it begins. A day's notice that would come too late to be one is left out.
DAY_BEFORE = (timedelta(hours=12), timedelta(hours=24))
HOUR_BEFORE = (timedelta(0), timedelta(hours=1))
AT_ONCE = 50
Kind = RoundNotice.Kind


def note(current, kind):
    """State something of a round, of which the thread is at hand. Said before of this plan, it changes nothing."""
    sequence = (current.thread.meeting or {}).get("sequence", 0)
    row, made = RoundNotice.objects.get_or_create(round=current, kind=kind, sequence=sequence)
    if made:
        emit(RoundNoted(row.pk, current.thread_id))


@transaction.atomic
def invite(*, thread_id):
    """A round that became readable invites: at once, or when a moderator released it."""
    current = (
        Round.objects.select_related("thread").filter(thread=thread_id, state=Round.State.PLANNED).first()
    )
    if current is not None and current.thread.state == State.VISIBLE:
        note(current, Kind.INVITED)


def remind_due():
    """Note what begins within a day or an hour. Several workers at once note each once. Answers how many."""
    noted = 0
    for kind, (least, most) in ((Kind.DAY, DAY_BEFORE), (Kind.HOUR, HOUR_BEFORE)):
        now = timezone.now()
        planned = Round.objects.filter(
            state=Round.State.PLANNED, thread__state=State.VISIBLE,
            thread__starts_at__gt=now + least, thread__starts_at__lte=now + most,
        )  # fmt: skip
        for key in planned.order_by("pk").values_list("thread", flat=True)[:AT_ONCE]:
            noted += remind(thread_id=key, kind=kind)
    return noted


@transaction.atomic
def remind(*, thread_id, kind):
    """Under the lock of its thread, so that whoever calls it off meanwhile comes before or after."""
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=thread_id)
    current = Round.objects.get(thread=thread)
    current.thread = thread
    sequence = (thread.meeting or {}).get("sequence", 0)
    told = RoundNotice.objects.filter(round=current, kind=kind, sequence=sequence).exists()
    if told or current.state != Round.State.PLANNED:
        return 0
    note(current, kind)
    return 1
