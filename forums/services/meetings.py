"""When and where those who talk in a thread meet, and who comes. The number stands on the thread, under its lock."""

from datetime import UTC
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.limits import count
from cop.core.text import normalise
from forums import permissions
from forums.models import Coming, Thread, ThreadEvent
from forums.services import identifying, screening
from forums.services.flags import note_mended
from forums.services.sequence import locked, record
from forums.services.versions import keep_earlier_of_thread, meeting_as_it_is

MAX_PLACE = 200
MAX_LINK = 300
MOST_A_MINUTE = 20  # of one member's saying that they come or do not


def arranged(meeting):
    """(begin, what is stored beside it) of `{"starts_at", "ends_at", "zone", "place", "link"}`; (None, None) without one."""
    if not meeting:
        return None, None
    starts_at, ends_at = meeting.get("starts_at"), meeting.get("ends_at")
    zone = meeting.get("zone") or "UTC"
    place = " ".join(normalise(meeting.get("place") or "").split())
    link = normalise(meeting.get("link") or "").strip()
    if starts_at is None:
        raise ValidationError({"meets_at": _("Say when it begins.")})
    if zone not in available_timezones():
        raise ValidationError({"meets_zone": _("This time zone is not known.")})
    starts_at = on_clock(starts_at, zone, "meets_at")
    ends_at = ends_at and on_clock(ends_at, zone, "meets_until")
    if ends_at is not None and ends_at <= starts_at:
        raise ValidationError({"meets_until": _("It ends after it begins.")})
    if len(place) > MAX_PLACE:
        raise ValidationError({"meets_place": _("At most %(n)d characters.") % {"n": MAX_PLACE}})
    check_link(link, "meets_link")
    ends = ends_at.isoformat() if ends_at else None
    return starts_at, {"ends": ends, "zone": zone, "place": place, "link": link, "coming": 0}


def on_clock(moment, zone, field):
    """A moment as read from the clocks of a zone, where it has no zone of its own. An hour that a zone leaves out, when
    its clocks go forward, is refused; of one that comes twice the first is meant."""
    if timezone.is_aware(moment):
        return moment
    found = moment.replace(tzinfo=ZoneInfo(zone))
    if found.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment:
        raise ValidationError(
            {
                field: _(
                    "There is no %(time)s on that day in %(zone)s: the clocks go forward. Choose an earlier or later hour."
                )
                % {"time": f"{moment:%H:%M}", "zone": zone.replace("_", " ")}
            }
        )
    return found


def check_link(link, field):
    if link and (
        len(link) > MAX_LINK or urlsplit(link).scheme not in {"http", "https"} or not urlsplit(link).netloc
    ):
        raise ValidationError({field: _("An address that begins with https://.")})


@transaction.atomic
def change_meeting(*, actor, thread, meeting, confirmed=()):
    """Another day or place, or no meeting any more (None). Whoever said that they come still does. `confirmed`: see
    services/identifying.py.
    """
    thread = locked(actor, thread)
    permissions.check_arrange(actor, thread)
    starts_at, stored = arranged(meeting)
    if stored is not None and thread.meeting:
        stored = carried_on(thread, starts_at, stored)
    if stored is None:
        Coming.objects.filter(thread=thread).delete()
    if (starts_at, stored) != (thread.starts_at, thread.meeting):
        looked, before = look_at(actor, thread, stored, confirmed), meeting_as_it_is(thread)
        thread.starts_at, thread.meeting = starts_at, stored
        thread.save(update_fields=["starts_at", "meeting", "updated_at"])
        record(thread, ThreadEvent.Kind.MEETING)
        note_looked(thread, looked, actor, before)
    return thread


def look_at(actor, thread, stored, confirmed):
    """What a changed meeting says that could identify somebody, beside what it said before."""
    before = thread.meeting
    return identifying.look_over(
        actor=actor, forum=thread.forum, audience=thread.audience, confirmed=confirmed, language=thread.language,
        fields=identifying.fields_of_meeting(stored), before=lambda: identifying.fields_of_meeting(before),
    )  # fmt: skip


def note_looked(thread, looked, actor, before):
    """A changed meeting makes what began the thread another (`before`: the meeting that it was). What was confirmed of it is
    listed, or hides the thread until a moderator has looked."""
    opening = keep_earlier_of_thread(thread, actor, before)
    held = screening.hide_until_read(opening, looked.holds)
    if (
        not held and actor.pk == opening.author_id
    ):  # a facilitator's change is none that its author was asked for
        note_mended(opening)
    identifying.note_change(opening, looked)


def carried_on(thread, starts_at, stored):
    """What is stored of a changed meeting: who comes still does, and calendars hear of the change by its number."""
    before = thread.meeting
    kept = {name: before[name] for name in ("coming", "sequence", "round") if name in before}
    same = starts_at == thread.starts_at and all(
        stored[name] == before[name] for name in ("ends", "zone", "place", "link")
    )
    return stored | kept | ({} if same else {"sequence": before.get("sequence", 0) + 1})


@transaction.atomic
def come(*, actor, thread, on):
    """Say that one comes, or no more. Asked twice it changes nothing. Nobody taps without end."""
    count(f"forums:come:{actor.pk}", MOST_A_MINUTE, _("That was often. Wait a minute, then try again."))
    thread = locked(actor, thread)
    if not thread.meeting or thread.meeting.get("off"):
        raise Http404
    permissions.check_come(actor, thread)
    if on:
        _row, changed = Coming.objects.get_or_create(thread=thread, member=actor)
    else:
        changed = Coming.objects.filter(thread=thread, member=actor).delete()[0]
    if changed:
        thread.meeting["coming"] += 1 if on else -1
        Thread.objects.filter(pk=thread.pk).update(meeting=thread.meeting)
        record(thread, ThreadEvent.Kind.MEETING)
    return thread


def comes(viewer, thread):
    """Whether the viewer said that they come; asks nothing where there is no meeting."""
    return (
        bool(thread.meeting)
        and viewer.is_authenticated
        and Coming.objects.filter(thread=thread, member=viewer).exists()
    )
