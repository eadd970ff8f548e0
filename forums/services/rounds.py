"""Planning a case round: a thread with a meeting, phases, and the reflections that are looked at."""

from datetime import UTC, timedelta
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import permissions
from forums.models import Phase, Round, RoundCase, RoundNotice, Thread, ThreadEvent
from forums.readers import members_of
from forums.rounds.clock import cases_of, may_be_looked_at
from forums.services import identifying
from forums.services.meetings import arranged, carried_on, check_link, look_at, note_looked, on_clock
from forums.services.noting import invite, note
from forums.services.posting import start_thread
from forums.services.sequence import locked, record
from forums.services.versions import keep_earlier_of_thread, meeting_as_it_is
from forums.wording.told import address
from library.models import Principle

MOST_CASES = 2
MOST_FACILITATORS = 6
LONGEST = 90  # minutes of a phase


@transaction.atomic
def schedule(
    *, actor, forum, title, body, meeting, cases=(), minutes=None, facilitators=(), language="en", trap="",
    idempotency_key=None, at=None, source_id=None, confirmed=(),
):  # fmt: skip
    """Plan a round. `body` is the agenda, plain text; `meeting` as of `meetings.arranged`, its end follows from the minutes.

    `cases`: threads of shared reflections that all who may come can read; `facilitators`: members who may lead it too,
    besides the facilitators of the circle and moderators. `source_id`, `at`: for imports. `confirmed`: see
    services/identifying.py.
    """
    forum = permissions.visible(actor, forum)
    permissions.check_schedule(actor, forum)
    minutes = checked_minutes(minutes)
    thread = start_thread(
        actor=actor, forum=forum, kind=Thread.Kind.DISCUSSION, title=title, body=body, language=language, trap=trap,
        meeting=lasting(meeting, minutes), idempotency_key=idempotency_key, at=at, source_id=source_id,
        confirmed=confirmed,
    )  # fmt: skip
    if Round.objects.filter(thread=thread).exists():  # the same request, sent again
        return thread
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(pk=thread.pk)
    if not thread.meeting or thread.meeting.get("round"):
        raise Http404
    thread.meeting |= {"round": True, "sequence": 0}
    # It speaks of reflections, which are never public.
    thread.never_public = True
    thread.save(update_fields=["meeting", "never_public"])
    planned = Round.objects.create(thread=thread, minutes=minutes, leader=actor)
    set_facilitators(planned, thread, [actor, *facilitators])
    set_cases(actor, planned, thread, cases)
    return thread


@transaction.atomic
def change(*, actor, thread, meeting, cases=(), minutes=None, facilitators=None, confirmed=()):
    """Another day, place, length or reflection, until it begins. Whoever said that they come still does."""
    thread, planned = held(actor, thread)
    permissions.check_lead_round(actor, planned)
    if planned.state != Round.State.PLANNED:
        raise ValidationError(_("It has begun, so its plan stays as it is."))
    minutes = checked_minutes(minutes or planned.minutes)
    starts_at, stored = arranged(lasting(meeting, minutes))
    before, stood = thread.meeting, meeting_as_it_is(thread)
    looked = look_at(actor, thread, stored, confirmed)
    thread.starts_at, thread.meeting = starts_at, carried_on(thread, starts_at, stored)
    thread.save(update_fields=["starts_at", "meeting", "updated_at"])
    planned.minutes, planned.leader = minutes, actor
    planned.save(update_fields=["minutes", "leader"])
    set_cases(actor, planned, thread, cases)
    if facilitators is not None:
        set_facilitators(planned, thread, facilitators)
    record(thread, ThreadEvent.Kind.ROUND)
    if meeting_as_it_is(thread) != stood:
        note_looked(thread, looked, actor, stood)
    # Whose day was past when it became readable: before whoever comes hears of the change.
    invite(thread_id=thread.pk)
    if thread.meeting["sequence"] != before.get("sequence", 0):
        note(planned, RoundNotice.Kind.CHANGED)
    return thread


@transaction.atomic
def call_off(*, actor, thread):
    """It does not take place. Its page stays and says so, and calendars hear of it. Asked twice it changes nothing."""
    thread, planned = held(actor, thread)
    permissions.check_lead_round(actor, planned)
    if planned.state == Round.State.OFF:
        return thread
    if planned.state != Round.State.PLANNED:
        raise ValidationError(_("It has begun. End it instead."))
    planned.state, planned.leader = Round.State.OFF, actor
    planned.turn += 1
    planned.save(update_fields=["state", "leader", "turn"])
    keep_earlier_of_thread(thread, actor, meeting_as_it_is(thread))
    thread.meeting |= {"off": True, "sequence": thread.meeting.get("sequence", 0) + 1}
    thread.save(update_fields=["meeting", "updated_at"])
    record(thread, ThreadEvent.Kind.ROUND)
    note(planned, RoundNotice.Kind.OFF)
    return thread


@transaction.atomic
def sum_up(*, actor, thread, recording="", confirmed=()):
    """After it: the link of a recording, and the summary is there for everybody, who are told the first time.

    `confirmed`: see services/identifying.py.
    """
    thread, planned = held(actor, thread)
    permissions.check_lead_round(actor, planned)
    if planned.state != Round.State.ENDED:
        raise ValidationError(_("The summary comes when the round has ended."))
    recording = recording.strip()
    check_link(recording, "recording")
    before, stood = planned.recording, meeting_as_it_is(thread)
    looked = identifying.look_over(
        actor=actor, forum=thread.forum, audience=thread.audience, confirmed=confirmed, language=thread.language,
        fields={"recording": address(recording)}, before=lambda: {"recording": address(before)},
    )  # fmt: skip
    first = planned.summary_at is None
    planned.recording, planned.leader = recording, actor
    planned.summary_at = planned.summary_at or timezone.now()
    planned.save(update_fields=["recording", "leader", "summary_at"])
    record(thread, ThreadEvent.Kind.ROUND)
    if recording != before:
        note_looked(thread, looked, actor, stood)
    if first:
        note(planned, RoundNotice.Kind.SUMMARY)
    return thread


def held(actor, thread):
    """The locked thread with its round; 404 where there is none, or none that the actor may see."""
    thread = locked(actor, thread)
    found = Round.objects.filter(thread=thread).first()
    if found is None:
        raise Http404
    found.thread = thread
    return thread, found


def lasting(meeting, minutes):
    """The meeting with the end that follows from its phases."""
    starts_at, zone = (meeting or {}).get("starts_at"), (meeting or {}).get("zone") or "UTC"
    if starts_at is None:
        raise ValidationError({"meets_at": _("Say when it begins.")})
    if zone in available_timezones():
        starts_at = on_clock(starts_at, zone, "meets_at").astimezone(UTC)
    return meeting | {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=sum(minutes))}


def checked_minutes(minutes):
    minutes = list(minutes or Round._meta.get_field("minutes").default())
    if len(minutes) != len(Phase) or not all(isinstance(one, int) and 1 <= one <= LONGEST for one in minutes):
        raise ValidationError(
            {"minutes": _("Each phase takes between 1 and %(n)d minutes.") % {"n": LONGEST}}
        )
    return minutes


def set_cases(actor, planned, thread, cases):
    keys = [one.pk for one in cases]
    if len(keys) > MOST_CASES:
        raise ValidationError({"cases": _("One or two reflections: more would get too little time.")})
    before = set(planned.cases.values_list("thread_id", flat=True))
    fresh = set(keys) - before
    allowed = may_be_looked_at(actor, thread.audience).filter(pk__in=fresh)
    if allowed.count() != len(fresh):
        raise ValidationError(
            {
                "cases": _(
                    "Everybody who may come must be able to read the reflection. Choose one from the list."
                )
            }
        )
    # What is hidden for the moment was not there to choose, so it stays.
    shown = {one.pk for one in cases_of(planned, actor)}
    planned.cases.filter(thread__in=shown - set(keys)).delete()
    RoundCase.objects.bulk_create(RoundCase(round=planned, thread_id=key) for key in keys if key in fresh)
    # A round is about what it looks at, and so found among the same principles.
    thread.principles.set(Principle.objects.filter(threads__looked_at_in__round=planned).distinct())


def set_facilitators(planned, thread, facilitators):
    keys = {one.pk for one in facilitators}
    if len(keys) > MOST_FACILITATORS:
        raise ValidationError(
            {"facilitators": _("At most %(n)d people lead a round.") % {"n": MOST_FACILITATORS}}
        )
    readers = members_of(thread.audience, with_moderators=True).filter(pk__in=keys).distinct()
    if readers.count() != len(keys):
        raise ValidationError({"facilitators": _("Choose people who can read this.")})
    planned.facilitators.set(keys)
