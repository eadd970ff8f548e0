"""Which level decides whether somebody hears of a post, and letters for those who watch."""

import pytest
from django.core import mail

from members import services as members
from members.models import Follow
from tests.factories import UserFactory
from tests.forums.scenes import discussion, principle, said, table
from tests.notifications.scenes import told

pytestmark = pytest.mark.django_db

LEVELS = Follow.Level


@pytest.fixture
def third():
    return UserFactory(display_name="Tom Ibarra", sector="early-education")


def choose(actor, target, level):
    members.set_level(actor=actor, target=target, level=level)


def targets(author):
    """One of each kind, and the words with which a thread is about it."""
    tag = discussion(author, title="Seen before", tags=["kitchen"]).tags.get()
    return {"forum": table(), "principle": principle(), "tag": tag, "person": author}


@pytest.mark.parametrize("kind", ["forum", "principle", "tag", "person"])
def test_whoever_follows_a_place_a_subject_or_a_person_hears_of_new_conversations_only(
    member, other_member, third, run_tasks, kind
):
    target = targets(member)[kind]
    run_tasks()
    choose(third, target, LEVELS.FOLLOWING)
    thread = discussion(member, tags=["kitchen"])
    said(other_member if kind != "person" else member, thread)
    run_tasks()
    assert told(third) == ["begun"]


@pytest.mark.parametrize("kind", ["forum", "principle", "tag", "person"])
def test_whoever_watches_it_hears_of_every_post(member, other_member, third, run_tasks, kind):
    choose(third, targets(member)[kind], LEVELS.WATCHING)
    thread = discussion(other_member, title="Another", tags=["kitchen"])
    run_tasks()
    said(member, thread)
    run_tasks()
    assert "reply" in told(third)


def test_following_a_person_says_nothing_about_what_they_say_anonymously(
    member, other_member, third, run_tasks
):
    choose(third, member, LEVELS.WATCHING)
    said(member, discussion(other_member), anonymous=True)
    discussion(member, title="By nobody", anonymous=True)
    run_tasks()
    assert told(third) == []


@pytest.mark.parametrize(
    ("near", "far", "hears"),
    [
        (("thread", LEVELS.FOLLOWING), ("forum", LEVELS.MUTED), True),
        (("thread", LEVELS.NORMAL), ("forum", LEVELS.WATCHING), False),
        (("thread", LEVELS.MUTED), ("person", LEVELS.WATCHING), False),
        (("person", LEVELS.MUTED), ("thread", LEVELS.WATCHING), False),
        (("person", LEVELS.WATCHING), ("forum", LEVELS.MUTED), True),
        (("forum", LEVELS.MUTED), ("principle", LEVELS.WATCHING), False),
        (("forum", LEVELS.WATCHING), ("principle", LEVELS.MUTED), True),
        (("principle", LEVELS.MUTED), ("tag", LEVELS.WATCHING), False),
    ],
)
def test_what_is_nearest_decides(member, other_member, third, run_tasks, near, far, hears):
    thread = discussion(other_member, tags=["kitchen"])
    run_tasks()
    rows = {
        "thread": thread,
        "forum": table(),
        "principle": principle(),
        "tag": thread.tags.get(),
        "person": member,
    }
    for kind, level in (near, far):
        choose(third, rows[kind], level)
    said(member, thread)
    run_tasks()
    assert (told(third) == ["reply"]) is hears


def test_a_muted_forum_does_not_silence_who_is_answered_or_mentioned(member, other_member, third, run_tasks):
    thread = discussion(other_member)
    first = said(third, thread)
    run_tasks()
    members.unfollow(actor=third, target=thread)
    choose(third, table(), LEVELS.MUTED)
    said(member, thread, parent=first)
    run_tasks()
    assert told(third) == ["reply"]


def test_who_wants_to_hear_only_when_meant_is_not_told_of_each_reply_to_what_they_began(
    member, other_member, run_tasks
):
    thread = discussion(member)
    choose(member, thread, LEVELS.NORMAL)
    said(other_member, thread)
    run_tasks()
    assert told(member) == []


def test_a_watcher_gets_a_letter_for_each_reply_and_a_follower_one_until_they_look(
    member, other_member, third, run_tasks, settings
):
    settings.NOTIFICATION_MAIL_DELAY = 0
    thread = discussion(member)
    choose(third, thread, LEVELS.WATCHING)
    for _ in range(3):
        said(other_member, thread)
        run_tasks()
    to = [letter.to[0] for letter in mail.outbox]
    assert to.count(third.email) == 3
    assert to.count(member.email) == 1


def test_followers_of_many_things_are_told_once_and_in_batches(member, other_member, run_tasks, monkeypatch):
    monkeypatch.setattr("notifications.services.telling.BATCH", 2)
    readers = [UserFactory() for _ in range(5)]
    thread = discussion(other_member, title="Before")
    for reader in readers:
        for target in (thread, table(), principle(), member):
            choose(reader, target, LEVELS.WATCHING)
    said(member, thread)
    run_tasks()
    assert [told(reader) for reader in readers] == [["reply"]] * 5
