"""What is to be told of a round, once for each plan: invitations, changes, reminders, the summary."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cop.core.events import emit
from forums.events import RoundNoted
from forums.models import Round, RoundNotice, Thread
from forums.models.authored import State

#: How long before it begins. A day's notice that would come too late to be one is left out.
Kind = RoundNotice.Kind
BEFORE = {
    Kind.DAY: (timedelta(hours=12), timedelta(hours=24)),
    Kind.HOUR: (timedelta(0), timedelta(hours=1)),
}
AT_ONCE = 50  # rounds that are looked up together


def note(current, kind):
    """State something of a round, of which the thread is at hand. Said before of this plan, it changes nothing."""
    sequence = (current.thread.meeting or {}).get("sequence", 0)
    row, made = RoundNotice.objects.get_or_create(round=current, kind=kind, sequence=sequence)
    if made:
        emit(RoundNoted(row.pk, current.thread_id))


@transaction.atomic
def invite(*, thread_id):
    """A round that became readable invites, once: at once, or when a moderator released it. Whose day is past invites
    nobody. Under the lock of its thread, as `remind`."""
    shown = Thread.objects.filter(state=State.VISIBLE, starts_at__gt=timezone.now(), meeting__isnull=False)
    thread = shown.select_for_update(of=("self",), no_key=True).filter(pk=thread_id).first()
    current = Round.objects.filter(thread=thread, state=Round.State.PLANNED).first() if thread else None
    if current is not None and not current.notices.filter(kind=Kind.INVITED).exists():
        current.thread = thread
        note(current, Kind.INVITED)


def remind_due():
    """Note what begins within a day or an hour. Several workers at once note each once. Answers how many."""
    noted = 0
    for kind, (least, most) in BEFORE.items():
        now, after = timezone.now(), 0
        planned = Round.objects.filter(
            state=Round.State.PLANNED, thread__state=State.VISIBLE,
            thread__starts_at__gt=now + least, thread__starts_at__lte=now + most,
        ).order_by("thread_id")  # fmt: skip
        while keys := list(planned.filter(thread__gt=after).values_list("thread", flat=True)[:AT_ONCE]):
            noted += sum(remind(thread_id=key, kind=kind) for key in keys)
            after = keys[-1]
    return noted


@transaction.atomic
def remind(*, thread_id, kind):
    """Under the lock of its thread, so that whoever calls it off, moves or hides it meanwhile comes before or after.
    Answers how many were noted: none where it is gone or told already."""
    least, most = BEFORE[kind]
    now = timezone.now()
    shown = Thread.objects.filter(
        state=State.VISIBLE, starts_at__gt=now + least, starts_at__lte=now + most, meeting__isnull=False
    )
    thread = shown.select_for_update(of=("self",), no_key=True).filter(pk=thread_id).first()
    current = Round.objects.filter(thread=thread, state=Round.State.PLANNED).first() if thread else None
    if current is None:
        return 0
    current.thread = thread
    if current.notices.filter(kind=kind, sequence=thread.meeting.get("sequence", 0)).exists():
        return 0
    note(current, kind)
    return 1
