"""The meeting of a thread, as it is stored on its row and as readers see it.

Stored beside `Thread.starts_at`:

    {"ends": "2026-12-01T17:00:00Z" | null, "zone": "America/Denver", "place": "…", "link": "https://…", "coming": 3,
     "sequence": 2, "off": true, "round": true}

`sequence` counts the changes that calendars hear of. What is called `off` stays, so that they hear of that too. `round`:
it is a case round, with a row of its own (models/rounds.py). The last three are missing where they say nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from icalendar import Calendar, Event

from cop.core.text import excerpt
from forums.authors import day_of
from forums.models.authored import AuthorKind
from forums.polls import shown

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Meeting:
    """`local`: its begin on the clock of `zone`, for readers without a script. `coming`: how many, as may be shown."""

    starts_at: datetime
    ends_at: datetime | None
    zone: str
    place: str
    link: str
    coming: str
    over: bool
    off: bool
    sequence: int

    @property
    def local(self):
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self):
        return self.ends_at.astimezone(ZoneInfo(self.zone)) if self.ends_at else None


def meeting_of(thread):
    """The meeting of a thread, or None."""
    stored = thread.meeting
    if not stored or thread.starts_at is None:
        return None
    ends_at = datetime.fromisoformat(stored["ends"]) if stored["ends"] else None
    return Meeting(
        starts_at=thread.starts_at,
        ends_at=ends_at,
        zone=stored["zone"],
        place=stored["place"],
        link=stored["link"],
        coming=coming_of(thread),
        over=(ends_at or thread.starts_at + AN_HOUR) < timezone.now(),
        off=stored.get("off", False),
        sequence=stored.get("sequence", 0),
    )


def is_round(thread):
    """Whether the meeting of a thread is a case round; asks nothing."""
    return bool(thread.meeting) and thread.meeting.get("round", False)


def coming_of(thread):
    number = (thread.meeting or {}).get("coming", 0)
    return shown(number) if number else ""


def stamp_of(thread):
    """When a thread was last changed; where its author is anonymous the day (UTC), or it would tell when they were here."""
    changed = thread.updated_at
    if thread.author_kind == AuthorKind.ANONYMOUS:
        return day_of(changed)
    return changed


def calendar_of(threads, *, name, titles, host, addresses):
    """An iCalendar file of meetings. `titles`, `addresses`: by thread; a calendar is read on other people's servers."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for thread in threads:
        meeting = meeting_of(thread)
        event = Event()
        event.add("uid", f"{thread.uuid}@{host}")
        event.add("dtstamp", stamp_of(thread))
        event.add("sequence", meeting.sequence)
        event.add("status", "CANCELLED" if meeting.off else "CONFIRMED")
        # On the clock on which it was arranged, with the rules of its zone: it stays at five where these change.
        event.add("dtstart", meeting.local)
        event.add("dtend", meeting.local_end or meeting.local + AN_HOUR)
        event.add("summary", excerpt(titles[thread.pk], 120))
        event.add("url", addresses[thread.pk])
        if thread.audience in {"public", "members"}:
            if meeting.place:
                event.add("location", meeting.place)
            if meeting.link:
                event.add("description", meeting.link)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()
