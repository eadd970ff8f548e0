"""What members are told of rounds. Lines that leave the site name no round, no circle and no reflection."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.registries import NotificationKind
from forums.meetings import is_round
from forums.models import Round, RoundNotice
from forums.models.authored import State

INVITED, NEWS, SOON, SUMMARY = "round", "round-news", "round-soon", "round-summary"
Kind = RoundNotice.Kind
#: By what is noted of a round: the kind of notification.
KIND_OF = {
    Kind.INVITED: INVITED,
    Kind.CHANGED: NEWS,
    Kind.OFF: NEWS,
    Kind.DAY: SOON,
    Kind.HOUR: SOON,
    Kind.SUMMARY: SUMMARY,
}
#: What says nothing any more once the plan is another, or there is none.
PLANNED = {Kind.INVITED, Kind.CHANGED, Kind.DAY, Kind.HOUR}


def fetch(viewer, ids):
    """The notices of rounds that the viewer may read, as far as they are still true."""
    rounds = Round.objects.visible_to(viewer).filter(thread__state=State.VISIBLE)
    rows = RoundNotice.objects.filter(pk__in=list(ids), round__in=rounds).select_related("round__thread")
    return {row.pk: row for row in rows if still_true(row)}


def still_true(notice):
    thread = notice.round.thread
    if not is_round(thread) or (notice.round.state == Round.State.OFF and notice.kind in PLANNED):
        return False
    return notice.kind not in {Kind.DAY, Kind.HOUR} or notice.sequence == thread.meeting.get("sequence", 0)


def title(notice):
    return notice.round.thread.title


def url(notice):
    name = "forums:round-summary" if notice.kind == Kind.SUMMARY else "forums:thread-detail"
    return reverse(name, args=[notice.round.thread_id])


def words(notices):
    match notices[-1].kind:
        case Kind.INVITED:
            return _("You are invited to a case round")
        case Kind.CHANGED:
            return _("A case round is at another time or place")
        case Kind.OFF:
            return _("A case round was called off")
        case Kind.DAY:
            return _("A case round begins within a day")
        case Kind.HOUR:
            return _("A case round begins within the hour")
    return _("The summary of a case round is there")


KINDS = {
    INVITED: NotificationKind(
        label=gettext_lazy("Invitations to case rounds"), icon="people",
        words=words, line=words, title=title, url=url, fetch=fetch,
    ),
    NEWS: NotificationKind(
        label=gettext_lazy("When a case round that I come to changes or is called off"), icon="clock",
        words=words, line=words, title=title, url=url, fetch=fetch,
    ),
    SOON: NotificationKind(
        label=gettext_lazy("The day and the hour before a case round that I come to"), icon="clock",
        words=words, line=words, title=title, url=url, fetch=fetch,
    ),
    SUMMARY: NotificationKind(
        label=gettext_lazy("When the summary of a case round is there"), icon="list",
        words=words, line=words, title=title, url=url, fetch=fetch,
    ),
}  # fmt: skip
