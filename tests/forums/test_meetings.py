"""Meetings: when those who talk somewhere meet, who comes, and how it gets into a calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from cop.core.access import Refused
from cop.core.kept import forget_all
from forums import selectors
from forums.meetings import meeting_of
from forums.models import Coming, Thread
from forums.services import meetings
from forums.views.choosing import feed_address
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def soon(**fields):
    return {"starts_at": timezone.now() + timedelta(days=3), "zone": "America/Denver"} | fields


@pytest.fixture
def thread(member):
    return scenes.discussion(
        member, title="An hour for goodbyes", meeting=soon(place="Library", link="https://meet.example.org/x")
    )


def coming(thread):
    return Thread.objects.get(pk=thread.pk).meeting["coming"]


def test_who_comes_is_counted_once_and_small_numbers_are_not_told(thread, other_member):
    meetings.come(actor=other_member, thread=thread, on=True)
    meetings.come(actor=other_member, thread=thread, on=True)
    assert coming(thread) == 1
    assert meeting_of(Thread.objects.get(pk=thread.pk)).coming == "<5"
    meetings.come(actor=other_member, thread=thread, on=False)
    assert coming(thread) == 0
    for _n in range(5):
        meetings.come(actor=UserFactory(), thread=thread, on=True)
    assert meeting_of(Thread.objects.get(pk=thread.pk)).coming == "5"


def test_the_page_tells_when_and_where_and_nobody_who_comes(thread, client_for, other_member):
    meetings.come(actor=UserFactory(display_name="Somebody Who Comes"), thread=thread, on=True)
    client = client_for(other_member)
    page = client.get(f"/threads/{thread.pk}/").content.decode()
    assert "Library" in page and "America/Denver" in page and "https://meet.example.org/x" in page
    assert "Somebody Who Comes" not in page
    assert client.post(f"/threads/{thread.pk}/come/", {"on": "1"}).status_code == 302
    assert "You come" in client.get(f"/threads/{thread.pk}/").content.decode()
    assert Coming.objects.filter(member=other_member).exists()


def test_only_who_began_it_and_moderators_say_when(thread, member, other_member, moderator, client_for):
    with pytest.raises(Refused):
        meetings.change_meeting(actor=other_member, thread=thread, meeting=soon())
    later = timezone.now().replace(microsecond=0) + timedelta(days=9)
    meetings.come(actor=other_member, thread=thread, on=True)
    meetings.change_meeting(actor=moderator, thread=thread, meeting=soon(starts_at=later))
    assert (Thread.objects.get(pk=thread.pk).starts_at, coming(thread)) == (later, 1)
    client = client_for(member)
    client.post(
        f"/threads/{thread.pk}/meeting/", {"meets_at": "2031-05-02T17:30", "meets_zone": "America/Denver"}
    )
    assert Thread.objects.get(pk=thread.pk).starts_at == datetime(2031, 5, 2, 23, 30, tzinfo=UTC)
    client.post(f"/threads/{thread.pk}/meeting/", {"cancel": "1"})
    assert Thread.objects.get(pk=thread.pk).meeting is None
    assert not Coming.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": None},
        {"zone": "Middle/Earth"},
        {"ends_at": timezone.now()},
        {"link": "javascript:alert(1)"},
        {"link": "ftp://x"},
        {"place": "x" * 201},
    ],
)
def test_what_is_no_meeting_is_refused(member, wrong):
    with pytest.raises(ValidationError):
        scenes.discussion(member, meeting=soon(**wrong))
    assert not Thread.objects.exists()


def test_a_meeting_that_is_over_takes_nobody_more(member, other_member):
    thread = scenes.discussion(member, meeting=soon(starts_at=timezone.now() - timedelta(days=1)))
    with pytest.raises(Refused):
        meetings.come(actor=other_member, thread=thread, on=True)


def test_lists_begin_with_what_is_coming(thread, client_for, other_member):
    forget_all()
    page = client_for(other_member).get("/threads/").content.decode()
    assert "Coming up" in page
    Thread.objects.update(starts_at=timezone.now() - timedelta(days=2))
    forget_all()
    assert "Coming up" not in client_for(other_member).get("/threads/").content.decode()


def test_the_file_is_one_that_calendars_read(thread, client_for, other_member):
    answer = client_for(other_member).get(f"/threads/{thread.pk}/meeting.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "An hour for goodbyes"
    assert event["dtstart"].dt == Thread.objects.get(pk=thread.pk).starts_at.replace(microsecond=0)
    assert event["location"] == "Library"


def test_a_feed_is_its_members_alone_and_says_little_of_circles(thread, client_for, member, other_member):
    scenes.discussion(
        other_member,
        title="About one family",
        forum=scenes.circle_forum(other_member),
        meeting=soon(place="Porch"),
    )
    address = feed_address(other_member)
    feed = client_for().get(address).content.decode()
    assert feed.count("BEGIN:VEVENT") == 2
    assert "An hour for goodbyes" in feed and "Your circle meets" in feed
    assert "About one family" not in feed and "Porch" not in feed
    assert client_for().get(feed_address(member)).content.decode().count("BEGIN:VEVENT") == 1
    assert client_for().get(address.replace(".ics", "x.ics")).status_code == 404
    other_member.session_epoch += 1
    other_member.save(update_fields=["session_epoch"])
    assert client_for().get(address).status_code == 404


def test_a_calendar_tells_no_hour_of_an_anonymous_author(thread, client_for, other_member):
    changed = datetime(2026, 3, 4, 21, 7, 9, tzinfo=UTC)
    Thread.objects.filter(pk=thread.pk).update(updated_at=changed)

    def stamp():
        content = client_for(other_member).get(f"/threads/{thread.pk}/meeting.ics").content
        (event,) = Calendar.from_ical(content).walk("VEVENT")
        return event["dtstamp"].dt

    assert stamp() == changed
    Thread.objects.filter(pk=thread.pk).update(author_kind="anonymous", alias=1)
    assert stamp() == changed.replace(hour=0, minute=0, second=0)


def test_what_is_called_off_takes_no_place_of_what_is_ahead(thread, member, monkeypatch):
    monkeypatch.setattr(selectors, "MEETINGS", 1)
    off = scenes.discussion(member, meeting=soon(starts_at=timezone.now() + timedelta(days=1)))
    off.meeting["off"] = True
    off.save(update_fields=["meeting"])
    assert selectors.meetings_for(member, upcoming=True) == [thread]
    assert selectors.meetings_for(member) == [off], "calendars hear of it"
