"""Who hears what of a case round, and that what leaves the site names nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from forums.models import Post, Round, RoundNotice, Thread, ThreadEvent
from forums.services import attending, meetings, moderation, noting, revising, rounds, running
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


def letters_to(who):
    """The letters that went, with those of what was not mailed yet."""
    for line in Notification.objects.filter(member=who):
        mailing.mail(notification_id=line.pk)
    return [one for one in mail.outbox if one.to == [who.email]]


def test_each_move_each_reminder_and_calling_off_has_a_letter_of_its_own(moderator, member, run_tasks):
    thread = plan(moderator)
    meetings.come(actor=member, thread=thread, on=True)
    for number, days in enumerate((5, 6), 1):
        later = {"starts_at": timezone.now() + timedelta(days=days), "zone": "America/Denver"}
        rounds.change(actor=moderator, thread=thread, meeting=later)
        run_tasks()
        assert len(letters_to(member)) == number
    for number, ahead in enumerate((timedelta(hours=23), timedelta(minutes=50)), 3):
        Thread.objects.update(starts_at=timezone.now() + ahead)
        noting.remind_due()
        run_tasks()
        assert len(letters_to(member)) == number
    rounds.call_off(actor=moderator, thread=thread)
    run_tasks()
    assert len(letters_to(member)) == 5


def test_more_rounds_than_are_looked_up_together_are_all_reminded_of(moderator, monkeypatch):
    monkeypatch.setattr(noting, "AT_ONCE", 1)
    for hours in (22, 23):
        plan(moderator, title=f"In {hours}", at=timezone.now() + timedelta(hours=hours))
    assert [noting.remind_due(), noting.remind_due()] == [2, 0]


def test_what_is_gone_called_off_or_hidden_meanwhile_is_not_reminded_of(moderator):
    thread = plan(moderator, at=timezone.now() + timedelta(hours=23))
    assert noting.remind(thread_id=987_654, kind=RoundNotice.Kind.DAY) == 0
    Thread.objects.filter(pk=thread.pk).update(state="hidden")
    assert noting.remind(thread_id=thread.pk, kind=RoundNotice.Kind.DAY) == 0
    Thread.objects.filter(pk=thread.pk).update(state="visible")
    assert noting.remind(thread_id=thread.pk, kind=RoundNotice.Kind.HOUR) == 0, "its day is another now"
    assert noting.remind(thread_id=thread.pk, kind=RoundNotice.Kind.DAY) == 1


def hide(thread):
    revising.change_state(opening_of(thread), "hidden", ThreadEvent.Kind.HIDDEN)


def opening_of(thread):
    return Post.objects.select_related("thread__forum").get(thread=thread, kind="opening")


def test_a_change_that_hid_the_round_is_told_when_it_shows_again(moderator, member, run_tasks):
    thread = plan(moderator)
    meetings.come(actor=member, thread=thread, on=True)
    run_tasks()
    later = {"starts_at": timezone.now() + timedelta(days=5), "zone": "America/Denver"}
    rounds.change(actor=moderator, thread=thread, meeting=later)
    hide(thread)
    run_tasks()
    assert told(member) == []
    moderation.restore_post(actor=moderator, post=opening_of(thread))
    run_tasks()
    assert told(member) == ["round-news"]


def test_who_was_to_be_invited_while_it_was_hidden_is_invited_when_it_shows_again(
    circle, member, other_member, moderator, run_tasks
):
    thread = plan(member, forum=circle)
    hide(thread)
    run_tasks()
    assert told(other_member) == []
    moderation.restore_post(actor=moderator, post=opening_of(thread))
    run_tasks()
    assert told(other_member) == ["round"]
    hide(thread)
    moderation.restore_post(actor=moderator, post=opening_of(thread))
    run_tasks()
    assert told(other_member) == ["round"], "once"


def test_a_round_whose_day_is_past_when_it_is_released_invites_nobody(
    circle, member, other_member, moderator, run_tasks
):
    thread = plan(member, forum=circle)
    hide(thread)
    run_tasks()
    Thread.objects.filter(pk=thread.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    moderation.restore_post(actor=moderator, post=opening_of(thread))
    noting.invite(thread_id=thread.pk)
    run_tasks()
    assert told(other_member) == [] and RoundNotice.objects.count() == 0


def test_moved_to_a_day_to_come_it_invites_once(circle, member, other_member, moderator, run_tasks):
    thread = plan(member, forum=circle)
    hide(thread)
    run_tasks()
    Thread.objects.filter(pk=thread.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    moderation.restore_post(actor=moderator, post=opening_of(thread))
    run_tasks()
    assert told(other_member) == []
    for days in (5, 6):
        later = {"starts_at": timezone.now() + timedelta(days=days), "zone": "America/Denver"}
        rounds.change(actor=member, thread=thread, meeting=later)
        run_tasks()
        assert told(other_member) == ["round"]


def test_it_invites_before_it_tells_of_the_move(circle, member, other_member, moderator, run_tasks):
    thread = plan(member, forum=circle)
    meetings.come(actor=other_member, thread=thread, on=True)
    hide(thread)
    run_tasks()
    Thread.objects.filter(pk=thread.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    moderation.restore_post(actor=moderator, post=opening_of(thread))
    run_tasks()
    assert told(other_member) == []
    later = {"starts_at": timezone.now() + timedelta(days=5), "zone": "America/Denver"}
    rounds.change(actor=member, thread=thread, meeting=later)
    run_tasks()
    assert told(other_member) == ["round", "round-news"]


def test_a_moderator_who_is_named_to_lead_a_round_of_a_circle_is_told(circle, member, moderator, run_tasks):
    plan(member, forum=circle, facilitators=[moderator])
    run_tasks()
    assert told(moderator) == ["round"]


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
