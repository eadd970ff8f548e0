"""Case rounds: who plans and leads one, what it looks at, its clock, and who was here."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from icalendar import Calendar

from cop.core.access import Refused
from cop.core.kept import forget_all
from forums.meetings import meeting_of
from forums.models import Attendance, Forum, Phase, Round, Thread
from forums.rounds.clock import cases_of
from forums.services import attending, meetings, moderation, reflections, rounds, running
from forums.views.choosing import feed_address
from members.services import circles
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def plan(actor, *, forum=None, at=None, **fields):
    starts_at = at or timezone.now() + timedelta(days=2)
    given = {"title": "A round on goodbyes", "body": "Who presents what."} | fields
    return rounds.schedule(
        actor=actor,
        forum=forum or scenes.table(),
        meeting={"starts_at": starts_at, "zone": "America/Denver"},
        **given,
    )


@pytest.fixture
def round_thread(moderator):
    return plan(moderator, at=timezone.now() + timedelta(minutes=5))


def now_of(thread):
    return Round.objects.get(thread=thread)


def lead(actor, thread, act, **fields):
    return running.lead(actor=actor, thread=thread, act=act, **fields)


def test_moderators_plan_for_all_members_and_nobody_else_does(moderator, member, client_for):
    assert now_of(plan(moderator)).state == "planned"
    with pytest.raises(Refused):
        plan(member)
    assert client_for(member).get("/rounds/new/").status_code == 403
    assert Round.objects.count() == 1


def test_a_facilitator_plans_in_their_circle_alone(member, other_member, moderator):
    forum = scenes.circle_forum(member, other_member)
    with pytest.raises(Refused):
        plan(other_member, forum=forum)
    make_facilitator(forum, other_member)
    assert now_of(plan(other_member, forum=forum)).state == "planned"
    with pytest.raises(Refused):
        plan(other_member)


def make_facilitator(forum, member):
    circles.join_circle(member=member, circle=forum.circle, role="facilitator")
    for kept in ("_audience_tokens", "seats"):
        vars(member).pop(kept, None)


def test_no_round_where_everybody_reads(moderator):
    with pytest.raises(Refused):
        plan(moderator, forum=Forum.objects.create(slug="square", name="Square", audience="public"))


def test_a_request_that_is_sent_twice_plans_one_round(moderator):
    key, at = scenes.key(), timezone.now() + timedelta(days=2)
    assert plan(moderator, at=at, idempotency_key=key) == plan(moderator, at=at, idempotency_key=key)
    assert Round.objects.count() == 1


def test_it_lasts_as_long_as_its_phases(moderator):
    thread = plan(moderator, minutes=[5, 5, 5, 5, 5])
    assert meeting_of(thread).ends_at - thread.starts_at == timedelta(minutes=25)
    for wrong in ([5], [0, 5, 5, 5, 5], [5, 5, 5, 5, 91], [5, 5, 5, 5, "5"]):
        with pytest.raises(ValidationError):
            plan(moderator, minutes=wrong)


def test_a_plan_is_made_on_a_page_at_the_hour_of_the_named_zone(moderator, member, client_for):
    case = scenes.shared(member)
    answer = client_for(moderator).post("/rounds/new/", form(cases=[case.pk]))
    thread = Round.objects.get().thread
    assert answer.status_code == 302 and answer["Location"] == f"/threads/{thread.pk}/"
    assert thread.starts_at == datetime(2031, 5, 2, 23, 30, tzinfo=UTC)
    page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    assert "America/Denver" in page and case.title in page and "Strengths we noticed" in page


def test_it_belongs_to_the_principles_of_what_it_looks_at(moderator, member):
    first, second = scenes.shared(member), scenes.shared(member, title="Another")
    first.principles.set([scenes.principle("village")])
    second.principles.set([scenes.principle("trust-parents"), scenes.principle("village")])
    thread = plan(moderator, cases=[first])
    assert [one.slug for one in thread.principles.all()] == ["village"]
    assert not plan(moderator, title="Another").principles.exists()
    plan_of = {"starts_at": timezone.now() + timedelta(days=5), "zone": "UTC"}
    rounds.change(actor=moderator, thread=thread, meeting=plan_of, cases=[second])
    assert {one.slug for one in thread.principles.all()} == {"village", "trust-parents"}


def test_rounds_of_before_get_the_principles_of_what_they_look_at(moderator, member):
    case = scenes.shared(member)
    case.principles.set([scenes.principle("village"), scenes.principle("trust-parents")])
    before, chosen = plan(moderator, cases=[case]), plan(moderator, title="Another", cases=[case])
    before.principles.clear()
    chosen.principles.set([scenes.principle("village")])
    without = plan(moderator, title="Of nothing yet")
    for _ in range(2):
        import_module("forums.migrations.0033_principles_of_rounds").fill(apps, None)
        assert {one.slug for one in before.principles.all()} == {"village", "trust-parents"}
        assert [one.slug for one in chosen.principles.all()] == ["village"]
        assert not without.principles.exists()


def form(**fields):
    minutes = {f"minutes_{phase}": "10" for phase in Phase.values}
    given = {
        "title": "A round",
        "body": "We look at a goodbye.",
        "forum": "table",
        "meets_at": "2031-05-02T17:30",
    }
    return given | {"meets_zone": "America/Denver", "idempotency_key": scenes.key()} | minutes | fields


@pytest.mark.parametrize("hour", ["2031-03-09T02:30", "2031-03-09T02:00"])
def test_an_hour_that_the_clocks_leave_out_is_refused_with_the_words_kept(hour, moderator, client_for):
    scenes.table()
    answer = client_for(moderator).post("/rounds/new/", form(meets_at=hour))
    page = answer.content.decode()
    assert answer.status_code == 422 and "the clocks go forward" in page and "We look at a goodbye." in page
    assert not Round.objects.exists()
    ends = client_for(moderator).post("/rounds/new/", form(meets_at="2031-03-09T01:30"))
    assert ends.status_code == 302, "it may last beyond that hour"
    assert meeting_of(Thread.objects.get()).local_end.hour == 3


def test_it_looks_only_at_reflections_that_everybody_who_may_come_can_read(member, other_member, moderator):
    circle = scenes.circle_forum(member, other_member, moderator)
    for_all, for_circle = scenes.shared(member), scenes.shared(member, forum=circle)
    between = scenes.between(member, other_member)
    with pytest.raises(ValidationError):
        plan(moderator, cases=[for_circle])
    with pytest.raises(ValidationError):
        plan(moderator, cases=[between])
    with pytest.raises(ValidationError):
        plan(moderator, cases=[scenes.discussion(member)])
    thread = plan(moderator, forum=circle, cases=[for_all, for_circle])
    assert len(cases_of(now_of(thread), member)) == 2
    with pytest.raises(ValidationError):
        plan(moderator, cases=[for_all, scenes.shared(member), scenes.shared(member)])


def test_a_reflection_that_is_taken_back_is_gone_from_the_round(member, moderator, client_for, other_member):
    case = scenes.shared(member, anonymous=True, title="A wait that ended")
    thread = plan(moderator, cases=[case])
    page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    assert "A wait that ended" in page and member.display_name not in page
    reflections.withdraw(actor=member, reflection=case.reflection)
    assert "A wait that ended" not in client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()


def test_the_clock_goes_through_the_phases_and_back(round_thread, moderator):
    current = lead(moderator, round_thread, "start")
    assert (current.state, current.phase) == ("running", "present")
    assert current.until - current.phase_began_at == timedelta(minutes=10)
    assert lead(moderator, round_thread, "next").phase == "clarify"
    assert lead(moderator, round_thread, "back").phase == "present"
    with pytest.raises(ValidationError):
        lead(moderator, round_thread, "back")
    for phase in ("clarify", "strengths", "ideas", "takeaway"):
        assert lead(moderator, round_thread, "next").phase == phase
    with pytest.raises(ValidationError):
        lead(moderator, round_thread, "next")
    ended = lead(moderator, round_thread, "end")
    assert ended.state == "ended" and ended.until is None and ended.ended_at
    for act in ("start", "next", "pause", "end", "dance"):
        with pytest.raises(ValidationError):
            lead(moderator, round_thread, act)


def test_a_pause_keeps_what_is_left_and_minutes_are_added(round_thread, moderator):
    lead(moderator, round_thread, "start")
    Round.objects.update(until=timezone.now() + timedelta(seconds=100))
    paused = lead(moderator, round_thread, "pause")
    assert (paused.state, paused.until) == ("paused", None) and 95 <= paused.left <= 100
    assert 215 <= lead(moderator, round_thread, "more", minutes=2).left <= 220
    running_on = lead(moderator, round_thread, "go-on")
    assert running_on.state == "running" and running_on.left is None
    Round.objects.update(until=timezone.now() - timedelta(minutes=5))
    late = lead(moderator, round_thread, "more", minutes=2)
    assert timedelta(seconds=110) < late.until - timezone.now() <= timedelta(minutes=2)
    with pytest.raises(ValidationError):
        lead(moderator, round_thread, "more", minutes=31)


def test_whoever_was_slower_moves_nothing_and_sees_where_it_stands(round_thread, moderator):
    turn = lead(moderator, round_thread, "start").turn
    assert lead(moderator, round_thread, "next", turn=turn).phase == "clarify"
    assert lead(moderator, round_thread, "next", turn=turn).phase == "clarify"


def test_only_those_who_lead_move_it_and_another_goes_on_where_one_drops_out(
    moderator, member, other_member, client_for
):
    circle = scenes.circle_forum(member, other_member)
    third = UserFactory()
    make_facilitator(circle, member)
    make_facilitator(circle, third)
    thread = plan(member, forum=circle)
    with pytest.raises(Refused):
        lead(other_member, thread, "start")
    assert (
        client_for(other_member).post(f"/threads/{thread.pk}/round/lead/", {"act": "start"}).status_code
        == 302
    )
    assert now_of(thread).state == "planned"
    with pytest.raises(Http404):
        lead(UserFactory(), thread, "start")
    lead(member, thread, "start")
    assert lead(third, thread, "next").phase == "clarify"
    with pytest.raises(Refused):
        lead(other_member, thread, "end")


def test_who_is_named_for_a_round_leads_it(moderator, member, other_member):
    thread = plan(moderator, facilitators=[member])
    assert lead(member, thread, "start").state == "running"
    with pytest.raises(Refused):
        lead(other_member, thread, "next")


def test_without_scripts_the_page_says_the_phase_and_until_when(round_thread, moderator, member, client_for):
    lead(moderator, round_thread, "start")
    page = client_for(member).get(f"/threads/{round_thread.pk}/").content.decode()
    assert 'aria-current="step"' in page and "until " in page and "(America/Denver)" in page
    assert "Next phase" not in page
    member.time_zone = "Europe/Madrid"
    member.save(update_fields=["time_zone"])
    assert "(Europe/Madrid)" in client_for(member).get(f"/threads/{round_thread.pk}/").content.decode()
    assert "Next phase" in client_for(moderator).get(f"/threads/{round_thread.pk}/").content.decode()


def test_what_is_said_belongs_to_the_phase_in_which_it_was_said(round_thread, moderator, member):
    before = scenes.said(member, round_thread, "I am looking forward to it.")
    lead(moderator, round_thread, "start")
    lead(moderator, round_thread, "next")
    lead(moderator, round_thread, "next")
    during = scenes.said(member, round_thread, "She kept to the rule.")
    lead(moderator, round_thread, "end")
    after = scenes.said(member, round_thread, "Thank you.")
    assert [post.phase for post in (before, during, after)] == ["", "strengths", ""]


def test_being_here_is_ones_own_tap_and_can_be_taken_back(round_thread, member, client_for):
    client = client_for(member)
    assert client.post(f"/threads/{round_thread.pk}/round/here/", {"on": "1"}).status_code == 302
    assert "You are here" in client.get(f"/threads/{round_thread.pk}/").content.decode()
    attending.be_here(actor=member, thread=round_thread, on=True)
    assert sum(now_of(round_thread).here.values()) == Attendance.objects.count() == 1
    attending.be_here(actor=member, thread=round_thread, on=False)
    assert now_of(round_thread).here == {}


def test_one_is_here_only_while_the_doors_are_open(moderator, member):
    thread = plan(moderator)
    with pytest.raises(Refused):
        attending.be_here(actor=member, thread=thread, on=True)
    lead(moderator, thread, "start")  # earlier than planned
    attending.be_here(actor=member, thread=thread, on=True)
    lead(moderator, thread, "end")
    attending.be_here(actor=member, thread=thread, on=False)
    Round.objects.update(ended_at=timezone.now() - timedelta(minutes=16))
    with pytest.raises(Refused):
        attending.be_here(actor=member, thread=thread, on=True)


def test_others_see_numbers_by_sector_and_no_name(round_thread, moderator, member, other_member, client_for):
    for who in (member, other_member):
        attending.be_here(actor=who, thread=round_thread, on=True)
    stranger = UserFactory(sector="policy")
    page = client_for(stranger).get(f"/threads/{round_thread.pk}/").content.decode()
    assert "2 colleagues are here" in page, "both sectors are small"
    assert member.display_name not in page and other_member.display_name not in page
    for _n in range(4):
        UserFactory(sector="home-visiting")
    forget_all()
    cache.clear()
    page = client_for(stranger).get(f"/threads/{round_thread.pk}/").content.decode()
    assert "A home visitor and a colleague are here" in page


def test_speaking_by_sector_only_changes_no_number(round_thread, member, client_for):
    attending.be_here(actor=member, thread=round_thread, on=True)
    before = now_of(round_thread).here
    scenes.said(member, round_thread, "I wonder.", anonymous=True)
    assert now_of(round_thread).here == before
    other = client_for(UserFactory()).get(f"/threads/{round_thread.pk}/").content.decode()
    assert member.display_name not in other


def test_a_changed_plan_counts_on_and_keeps_who_comes(moderator, member):
    thread = plan(moderator)
    meetings.come(actor=member, thread=thread, on=True)
    later = {"starts_at": timezone.now() + timedelta(days=5), "zone": "America/Denver"}
    rounds.change(actor=moderator, thread=thread, meeting=later)
    stored = Thread.objects.get(pk=thread.pk).meeting
    assert (stored["sequence"], stored["coming"], stored["round"]) == (1, 1, True)
    rounds.change(actor=moderator, thread=thread, meeting=later)
    assert Thread.objects.get(pk=thread.pk).meeting["sequence"] == 1, "nothing changed"
    with pytest.raises(Refused):
        rounds.change(actor=member, thread=thread, meeting=later)
    with pytest.raises(Refused):
        meetings.change_meeting(actor=moderator, thread=thread, meeting=None)
    lead(moderator, thread, "start")
    with pytest.raises(ValidationError):
        rounds.change(actor=moderator, thread=thread, meeting=later)


def test_calendars_hear_of_a_change_and_of_its_being_called_off(moderator, member, client_for):
    thread = plan(moderator)
    (event,) = calendar_of(client_for(member), thread)
    assert (event["sequence"], str(event["status"])) == (0, "CONFIRMED")
    assert event["dtstart"].params["TZID"] == "America/Denver"
    assert event["dtstart"].dt == thread.starts_at.replace(microsecond=0)
    uid = event["uid"]
    rounds.change(
        actor=moderator,
        thread=thread,
        meeting={"starts_at": timezone.now() + timedelta(days=5), "zone": "Europe/Madrid"},
    )
    (event,) = calendar_of(client_for(member), thread)
    assert (event["sequence"], event["dtstart"].params["TZID"], event["uid"]) == (1, "Europe/Madrid", uid)
    assert client_for(member).post(f"/threads/{thread.pk}/round/call-off/").status_code == 403
    assert client_for(moderator).post(f"/threads/{thread.pk}/round/call-off/").status_code == 302
    (event,) = calendar_of(client_for(member), thread)
    assert (event["sequence"], str(event["status"]), event["uid"]) == (2, "CANCELLED", uid)
    feed = Calendar.from_ical(client_for().get(feed_address(member)).content)
    assert [str(one["status"]) for one in feed.walk("VEVENT")] == ["CANCELLED"]
    assert len(feed.walk("VTIMEZONE")) == 1
    assert "Called off" in client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    forget_all()
    assert "Coming up" not in client_for(member).get("/threads/").content.decode()
    with pytest.raises(Http404):
        meetings.come(actor=member, thread=thread, on=True)
    with pytest.raises(ValidationError):
        lead(moderator, thread, "start")


def calendar_of(client, thread):
    answer = client.get(f"/threads/{thread.pk}/meeting.ics")
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_round_that_nobody_ended_ends_by_itself(round_thread, moderator):
    lead(moderator, round_thread, "start")
    assert running.end_forgotten() == 0
    long_ago = timezone.now() - timedelta(hours=4)
    Round.objects.update(until=long_ago, phase_began_at=long_ago)
    assert running.end_forgotten() == 1
    assert now_of(round_thread).state == "ended"


def test_while_a_moderator_looks_at_it_the_clock_stands(round_thread, moderator, member):
    moderation.raise_privacy_concern(actor=member, post=round_thread.posts.get(position=1))
    with pytest.raises(Refused):
        lead(moderator, round_thread, "start")
