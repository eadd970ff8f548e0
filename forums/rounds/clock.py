"""The clock of a case round, what it looks at, and when one can say that one is here."""

from datetime import timedelta

from django.utils import timezone

from forums.meetings import is_round
from forums.models import Round, RoundCase, Thread
from forums.models.authored import State
from forums.polls import shown
from members.permissions import MEMBERS

#: How long before its beginning, and after its end, one can say that one is here.
DOORS = timedelta(minutes=15)
GOING_ON = (Round.State.RUNNING, Round.State.PAUSED)


def clock_of(round_):
    """What its clock says, the same for everybody: a reader's page counts down to `until` by the server's time."""
    return {
        "state": round_.state,
        "phase": round_.phase,
        "until": round_.until.isoformat() if round_.until else None,
        "left": round_.left,
        "turn": round_.turn,
        "here": here_of(round_),
    }


def here_of(round_):
    number = sum(round_.here.values())
    return shown(number) if number else ""


def open_to(audience):
    """The audiences of reflections that everybody in the audience of a round may read."""
    return {MEMBERS, audience}


def may_be_looked_at(viewer, *audiences):
    """Threads of shared reflections that a round for one of these audiences may look at."""
    return Thread.objects.visible_to(viewer).filter(
        kind=Thread.Kind.REFLECTION,
        state=State.VISIBLE,
        reflection__state="shared",
        audience__in=set().union(*map(open_to, audiences)),
        forum__isnull=False,
    )


def cases_of(round_, viewer):
    """What a round looks at, as it is now: what was taken back or goes to fewer people is not there any more."""
    found = may_be_looked_at(viewer, round_.thread.audience).filter(looked_at_in__round=round_)
    return list(found.select_related("reflection", "author").order_by("looked_at_in__pk"))


def cases_by_round(rounds, viewer):
    """Of several rounds, by their keys: the threads (keys) of what each looks at, as `cases_of`, asked once."""
    audiences = {one.pk: one.thread.audience for one in rounds}
    found = RoundCase.objects.filter(
        round__in=audiences, thread__in=may_be_looked_at(viewer, *audiences.values())
    )
    looked_at = {key: [] for key in audiences}
    for row in found.select_related("thread").order_by("pk"):
        if row.thread.audience in open_to(audiences[row.round_id]):
            looked_at[row.round_id].append(row.thread_id)
    return looked_at


def doors_open(round_):
    """Whether one can say now that one is here."""
    now = timezone.now()
    if round_.state == Round.State.PLANNED:
        lasts = timedelta(minutes=sum(round_.minutes))
        return round_.thread.starts_at - DOORS <= now <= round_.thread.starts_at + lasts + DOORS
    if round_.state == Round.State.ENDED:
        return now <= round_.ended_at + DOORS
    return round_.state in GOING_ON


def phase_of(thread):
    """The phase in which something is said in a locked thread; asks nothing where there is no round."""
    if not is_round(thread):
        return ""
    current = Round.objects.filter(thread=thread, state__in=GOING_ON).first()
    return current.phase if current else ""
