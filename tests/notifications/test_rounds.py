"""Who hears what of a case round, and that what leaves the site names nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from forums.models import Round, RoundNotice, Thread
from forums.services import attending, meetings, noting, rounds, running
from members.models import Follow
from members.services import relations
from notifications.models import Notification
from notifications.services import mailing
from notifications.services.rounds import tell_of_round
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_rounds import make_facilitator, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(member, other_member):
    forum = scenes.circle_forum(member, other_member)
    make_facilitator(forum, member)
    return forum


def told(who):
    return list(Notification.objects.filter(member=who).order_by("pk").values_list("kind", flat=True))


def page_of(client_for, who):
    return client_for(who).get("/notifications/").content.decode()


def test_a_circle_is_invited_whole_but_for_who_plans_and_who_mutes_it(
    circle, member, other_member, moderator, run_tasks, client_for
):
    third = UserFactory()
    circle.circle.memberships.create(member=third)
    relations.set_level(actor=third, target=circle, level=Follow.Level.MUTED)
    plan(member, forum=circle, title="About one family")
    run_tasks()
    assert told(other_member) == ["round"]
    assert told(member) == told(third) == told(moderator) == []
    assert "You are invited to a case round" in page_of(client_for, other_member)


def test_for_all_members_whoever_follows_the_forum_is_invited_and_told_once(
    moderator, member, other_member, run_tasks
):
    relations.set_level(actor=member, target=scenes.table(), level=Follow.Level.FOLLOWING)
    plan(moderator)
    run_tasks()
    assert told(member) == ["round"]
    assert told(other_member) == told(moderator) == []


def test_a_round_that_waits_for_a_moderator_invites_when_it_is_released(
    circle, member, other_member, run_tasks, settings
):
    thread = plan(member, forum=circle)
    RoundNotice.objects.all().delete()
    Thread.objects.filter(pk=thread.pk).update(state="held")
    run_tasks()
    assert told(other_member) == []
    Thread.objects.filter(pk=thread.pk).update(state="visible")
    noting.invite(thread_id=thread.pk)
    run_tasks()
    assert told(other_member) == ["round"]


def test_changes_and_calling_off_are_told_to_who_comes(
    moderator, member, other_member, run_tasks, client_for
):
    thread = plan(moderator)
    meetings.come(actor=member, thread=thread, on=True)
    later = {"starts_at": timezone.now() + timedelta(days=5), "zone": "America/Denver"}
    rounds.change(actor=moderator, thread=thread, meeting=later)
    run_tasks()
    assert "A case round is at another time or place" in page_of(client_for, member)
    rounds.call_off(actor=moderator, thread=thread)
    run_tasks()
    page = page_of(client_for, member)
    assert "A case round was called off" in page and "at another time or place" not in page
    assert told(other_member) == []


def test_reminders_come_the_day_and_the_hour_before_once_for_each_plan(
    moderator, member, run_tasks, client_for
):
    thread = plan(moderator, at=timezone.now() + timedelta(hours=23))
    meetings.come(actor=member, thread=thread, on=True)
    assert [noting.remind_due(), noting.remind_due()] == [1, 0]
    run_tasks()
    assert told(member) == ["round-soon"]
    Thread.objects.update(starts_at=timezone.now() + timedelta(minutes=50))
    assert [noting.remind_due(), noting.remind_due()] == [1, 0]
    run_tasks()
    assert "A case round begins within the hour" in page_of(client_for, member)
    later = {"starts_at": timezone.now() + timedelta(hours=20), "zone": "UTC"}
    rounds.change(actor=moderator, thread=thread, meeting=later)
    assert noting.remind_due() == 1
    rounds.call_off(actor=moderator, thread=thread)
    Thread.objects.update(starts_at=timezone.now() + timedelta(minutes=30))
    assert noting.remind_due() == 0


def test_who_was_there_hears_of_the_summary_once(moderator, member, other_member, run_tasks):
    thread = plan(moderator, at=timezone.now() + timedelta(minutes=5))
    running.lead(actor=moderator, thread=thread, act="start")
    attending.be_here(actor=member, thread=thread, on=True)
    running.lead(actor=moderator, thread=thread, act="end")
    rounds.sum_up(actor=moderator, thread=thread, recording="https://video.example.org/1")
    rounds.sum_up(actor=moderator, thread=thread, recording="https://video.example.org/2")
    run_tasks()
    assert told(member).count("round-summary") == 1
    assert told(other_member) == []
    assert Round.objects.get(thread=thread).recording.endswith("/2")


def test_letters_about_it_name_no_round_and_no_circle(circle, member, other_member, run_tasks):
    plan(member, forum=circle, title="About one family", body="Lanterns by the window")
    run_tasks()
    mailing.mail(notification_id=Notification.objects.get(member=other_member).pk)
    (letter,) = [one for one in mail.outbox if one.to == [other_member.email]]
    text = letter.subject + letter.body + letter.alternatives[0].content
    assert "You are invited to a case round" in text
    assert not any(word in text for word in ("About one family", "Lanterns", circle.name))


def test_who_left_the_circle_hears_nothing(circle, member, other_member, run_tasks):
    thread = plan(member, forum=circle)
    circle.circle.memberships.filter(member=other_member).delete()
    for notice in RoundNotice.objects.all():
        tell_of_round(notice_id=notice.pk)
    run_tasks()
    assert told(other_member) == []
    assert tell_of_round(notice_id=987_654) is None
    assert Round.objects.filter(thread=thread).exists()
