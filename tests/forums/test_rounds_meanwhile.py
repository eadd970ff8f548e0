"""What else happens to a round: its conversation is joined or hidden, a reflection is hidden, somebody taps without end."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cop.core.problems import TooMany
from forums.models import Round, Thread
from forums.rounds.clock import cases_of
from forums.services import attending, hours, meetings, merging, rounds, running
from tests.api.program import Program
from tests.forums import scenes
from tests.forums.test_rounds import lead, now_of, plan, round_thread

pytestmark = pytest.mark.django_db

__all__ = ["round_thread"]


@pytest.fixture
def held(moderator, member, round_thread):
    lead(moderator, round_thread, "start")
    attending.be_here(actor=member, thread=round_thread, on=True)
    lead(moderator, round_thread, "end")
    return round_thread


def test_a_round_is_not_joined_to_another_conversation(held, moderator, member):
    other = scenes.discussion(member)
    Thread.objects.filter(pk=held.pk).update(starts_at=timezone.now() - timedelta(hours=2))
    with pytest.raises(ValidationError):
        merging.merge_threads(actor=moderator, source=held, target=other)
    assert hours.sign(actor=moderator, thread=held, minutes={member.pk: 60}) == 1
    merging.merge_threads(actor=moderator, source=other, target=held)


def test_the_title_of_a_round_that_does_not_show_is_in_no_hours(held, moderator, member, client_for):
    hours.sign(actor=moderator, thread=held, minutes={member.pk: 60})
    client = client_for(member)
    assert "A round on goodbyes" in client.get("/hours/").content.decode()
    Thread.objects.filter(pk=held.pk).update(state="hidden")
    for address in ("/hours/", "/hours/hours.csv"):
        page = client.get(address).content.decode()
        assert "A case round" in page and "A round on goodbyes" not in page


def test_a_reflection_that_is_hidden_for_the_moment_stays_in_the_plan(moderator, member):
    hidden, shown, other = (scenes.shared(member, title=f"Moment {number}") for number in range(3))
    thread = plan(moderator, cases=[hidden, shown])
    Thread.objects.filter(pk=hidden.pk).update(state="hidden")
    plan_of = {"starts_at": timezone.now() + timedelta(days=5), "zone": "UTC"}
    rounds.change(actor=moderator, thread=thread, meeting=plan_of, cases=[other])
    assert cases_of(now_of(thread), moderator) == [other]
    Thread.objects.filter(pk=hidden.pk).update(state="visible")
    assert cases_of(now_of(thread), moderator) == [hidden, other]


def test_each_forgotten_round_ends_though_another_cannot(moderator, monkeypatch):
    soon = timezone.now() + timedelta(minutes=5)
    first, second = (plan(moderator, title=f"Round {number}", at=soon) for number in range(2))
    for thread in (first, second):
        lead(moderator, thread, "start")
    long_ago = timezone.now() - timedelta(hours=4)
    Round.objects.update(until=long_ago, phase_began_at=long_ago)
    recorded = running.record

    def failing(thread, *args):
        if thread.pk == second.pk:
            raise RuntimeError
        return recorded(thread, *args)

    monkeypatch.setattr(running, "record", failing)
    with pytest.raises(RuntimeError):
        running.end_forgotten()
    assert (now_of(first).state, now_of(second).state) == ("ended", "running")


def test_who_speaks_by_sector_only_is_told_before_saying_that_they_are_here(
    moderator, member, other_member, client_for
):
    case = scenes.shared(other_member)
    scenes.said(member, case, "I wonder.", anonymous=True)
    soon = timezone.now() + timedelta(minutes=5)
    in_case, in_round = plan(moderator, at=soon, cases=[case]), plan(moderator, at=soon, title="Another")
    warning = "Nothing joins it to what you said or shared without your name."
    client = client_for(member)
    assert warning in client.get(f"/threads/{in_case.pk}/").content.decode()
    assert warning not in client.get(f"/threads/{in_round.pk}/").content.decode()
    scenes.said(member, in_round, "I wonder.", anonymous=True)
    assert warning in client.get(f"/threads/{in_round.pk}/").content.decode()
    assert warning not in client_for(other_member).get(f"/threads/{in_round.pk}/").content.decode()


def test_a_zone_that_somebody_chose_stays_when_the_form_comes_back(moderator, member, client_for):
    scenes.table()
    for who, address in ((moderator, "/rounds/new/"), (member, "/threads/new/")):
        client = client_for(who)
        page = client.get(address).content.decode()
        assert "data-zone-unset" in page and "zone.js" in page
        assert "data-zone-unset" not in client.post(address, {"meets_zone": "UTC"}).content.decode()
    member.time_zone = "America/Denver"
    member.save(update_fields=["time_zone"])
    assert "data-zone-unset" not in client_for(member).get("/threads/new/").content.decode()
    thread = scenes.discussion(member)
    address = f"/threads/{thread.pk}/meeting/"
    meetings.change_meeting(
        actor=member, thread=thread, meeting={"starts_at": timezone.now() + timedelta(days=1), "zone": "UTC"}
    )
    assert "data-zone-unset" not in client_for(member).get(address).content.decode()


def test_nobody_taps_without_end(round_thread, moderator, member, client_for, monkeypatch):
    monkeypatch.setattr(attending, "MOST_A_MINUTE", 2)
    monkeypatch.setattr(meetings, "MOST_A_MINUTE", 2)
    monkeypatch.setattr("cop.core.limits.time.time", lambda: 1_800_000_030)
    for on in (True, False):
        attending.be_here(actor=member, thread=round_thread, on=on)
        meetings.come(actor=member, thread=round_thread, on=on)
    with pytest.raises(TooMany):
        attending.be_here(actor=member, thread=round_thread, on=True)
    with pytest.raises(TooMany):
        meetings.come(actor=member, thread=round_thread, on=True)
    client = client_for(member)
    for door in ("round/here", "come"):
        answer = client.post(f"/threads/{round_thread.pk}/{door}/", {"on": "1"}, follow=True)
        assert "Wait a minute, then try again." in answer.content.decode()
        answer = client.post(
            f"/threads/{round_thread.pk}/{door}/", {"on": "1"}, headers={"X-Requested-With": "fetch"}
        )
        assert answer.status_code == 429
    attending.be_here(actor=moderator, thread=round_thread, on=True)


def test_a_list_of_rounds_asks_no_more_for_more_of_them(moderator, member):
    cases = [scenes.shared(member), scenes.shared(member, title="Another")]
    program = Program(member)
    plan(moderator, title="First", cases=cases)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            answer = program.get("/rounds")
        return answer.json()["rounds"], len(queries)

    asked()  # what is kept from now on
    one, few = asked()
    for number in range(3):
        plan(moderator, title=f"More {number}", cases=cases[:1])
    four, more = asked()
    assert [row["looks_at"] for row in one] == [[case.pk for case in cases]]
    assert [row["looks_at"] for row in four] == [[cases[0].pk]] * 3 + [[case.pk for case in cases]]
    assert more == few
