"""The clock of a round. Whoever leads moves it; of two who press at once one does. No phase ends by itself."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import permissions
from forums.models import Phase, Round, Thread, ThreadEvent
from forums.rounds.clock import GOING_ON
from forums.services.rounds import held
from forums.services.sequence import record

FORGOTTEN = timedelta(hours=3)  # after the end of its phase somebody forgot to end it
MOST_MORE = 30  # minutes added at once
State = Round.State


@transaction.atomic
def lead(*, actor, thread, act, turn=None, minutes=0):
    """Move the clock: "start", "next", "back", "pause", "go-on", "end", or "more" with `minutes`.

    `turn` is that of the round as the actor saw it: where somebody was quicker, the round stays where they put it, and
    that is no error. Minutes are added to whatever is going on.
    """
    thread, current = held(actor, thread)
    permissions.check_run(actor, current)
    if act not in ACTS:
        raise ValidationError(_("Choose what happens next."))
    if act == "more":
        add_minutes(current, minutes)
    elif turn is not None and turn != current.turn:
        return current
    else:
        move(current, act)
        current.turn += 1
    current.leader = actor
    current.save()
    record(thread, ThreadEvent.Kind.ROUND)
    return current


def end_forgotten():
    """End the rounds that nobody ended, each by itself, so that one lock is held at a time. Answers how many."""
    long_ago = timezone.now() - FORGOTTEN
    going_on = Round.objects.filter(state__in=GOING_ON, phase_began_at__lt=long_ago)
    threads = going_on.order_by("pk").values_list("thread", flat=True)
    return sum(end_if_forgotten(thread_id=key, long_ago=long_ago) for key in list(threads))


@transaction.atomic
def end_if_forgotten(*, thread_id, long_ago):
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).filter(pk=thread_id).first()
    current = Round.objects.filter(thread=thread, state__in=GOING_ON).first() if thread else None
    if current is None or (current.until or current.phase_began_at) >= long_ago:
        return 0
    move(current, "end")
    current.turn += 1
    current.save()
    record(thread, ThreadEvent.Kind.ROUND)
    return 1


def move(current, act):
    may_now, do = ACTS[act]
    if current.state not in may_now:
        raise ValidationError(_("That is not possible now. Load the page again."))
    do(current, timezone.now())


def add_minutes(current, minutes):
    if current.state not in GOING_ON:
        raise ValidationError(_("That is not possible now. Load the page again."))
    if not 1 <= minutes <= MOST_MORE:
        raise ValidationError(_("Between 1 and %(n)d minutes.") % {"n": MOST_MORE})
    if current.state == State.RUNNING:
        # Whose time is over gets them from now on.
        current.until = max(current.until, timezone.now()) + timedelta(minutes=minutes)
    else:
        current.left = max(current.left, 0) + minutes * 60


def start(current, now):
    current.began_at = now
    enter(current, 0, now)


def go_next(current, now):
    at = Phase.values.index(current.phase)
    if at + 1 == len(Phase):
        raise ValidationError(_("This is the last phase. End the round when you are done."))
    enter(current, at + 1, now)


def go_back(current, now):
    at = Phase.values.index(current.phase)
    if at == 0:
        raise ValidationError(_("This is the first phase."))
    enter(current, at - 1, now)


def enter(current, at, now):
    """A phase begins with all its minutes, running."""
    current.state, current.phase, current.phase_began_at = State.RUNNING, Phase.values[at], now
    current.until, current.left = now + timedelta(minutes=current.minutes[at]), None


def pause(current, now):
    current.state, current.left, current.until = (
        State.PAUSED,
        int((current.until - now).total_seconds()),
        None,
    )


def go_on(current, now):
    current.state, current.until, current.left = State.RUNNING, now + timedelta(seconds=current.left), None


def end(current, now):
    current.state, current.ended_at, current.until, current.left = State.ENDED, now, None, None


#: What may be done in which states.
ACTS = {
    "start": ({State.PLANNED}, start),
    "next": (set(GOING_ON), go_next),
    "back": (set(GOING_ON), go_back),
    "pause": ({State.RUNNING}, pause),
    "go-on": ({State.PAUSED}, go_on),
    "end": (set(GOING_ON), end),
    "more": (set(GOING_ON), None),
}
