"""Who is told of what is said, and who is not."""

import pytest

from forums.models import Post
from forums.services import editing, moderation, posting, revising
from members import services as members
from members.models import Follow
from notifications.tasks import notify_of_post
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said, shared
from tests.notifications.scenes import counted, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def third():
    return UserFactory(display_name="Tom Ibarra", sector="early-education")


@pytest.fixture
def thread(member):
    return discussion(member)


def test_the_author_of_a_thread_hears_of_a_reply(thread, member, other_member, run_tasks):
    said(other_member, thread)
    run_tasks()
    assert told(member) == ["reply"]
    assert told(other_member) == []


def test_a_follower_hears_and_whoever_does_not_follow_does_not(thread, other_member, third, run_tasks):
    stranger = UserFactory()
    members.follow(actor=third, target=thread)
    said(other_member, thread)
    run_tasks()
    assert told(third) == ["reply"]
    assert told(stranger) == []


def test_a_watcher_hears(thread, other_member, third, run_tasks):
    members.set_level(actor=third, target=thread, level=Follow.Level.WATCHING)
    said(other_member, thread)
    run_tasks()
    assert told(third) == ["reply"]


def test_whoever_spoke_follows_and_hears_what_comes_next(thread, member, other_member, third, run_tasks):
    said(other_member, thread)
    run_tasks()
    said(third, thread)
    run_tasks()
    assert told(other_member) == ["reply"]
    assert told(third) == []


def test_whoever_is_answered_hears_though_they_do_not_follow(thread, other_member, third, run_tasks):
    first = said(other_member, thread)
    members.unfollow(actor=other_member, target=thread)
    said(third, thread, parent=first)
    run_tasks()
    assert told(other_member) == ["reply"]


def test_a_mention_wins_over_a_reply(thread, member, other_member, run_tasks):
    said(other_member, thread, body="@Rosa Delgado what did the mother say?")
    run_tasks()
    assert told(member) == ["mention"]
    assert counted(member) == 1


def test_a_mention_reaches_whoever_does_not_follow(thread, other_member, third, run_tasks):
    said(other_member, thread, body="Ask @Tom Ibarra about the cot.")
    run_tasks()
    assert told(third) == ["mention"]


def test_a_mention_in_the_opening_reaches_its_member_and_nobody_hears_of_the_rest(
    member, other_member, third, run_tasks
):
    discussion(member, body="What would @Tom Ibarra try?")
    run_tasks()
    assert told(third) == ["mention"]
    assert told(other_member) == []


@pytest.mark.parametrize("body", ["I notice the kettle.", "@Rosa Delgado, the kettle."])
def test_whoever_muted_the_thread_hears_nothing(thread, member, other_member, run_tasks, body):
    members.set_level(actor=member, target=thread, level=Follow.Level.MUTED)
    said(other_member, thread, body=body)
    run_tasks()
    assert told(member) == []


def test_whoever_blocks_a_colleague_does_not_hear_of_what_they_sign(thread, member, other_member, run_tasks):
    members.block(actor=member, member=other_member)
    said(other_member, thread)
    run_tasks()
    assert told(member) == []


def test_whoever_muted_a_colleague_does_not_hear_of_what_they_sign(thread, member, other_member, run_tasks):
    members.set_level(actor=member, target=other_member, level=Follow.Level.MUTED)
    said(other_member, thread)
    run_tasks()
    assert told(member) == []


@pytest.mark.parametrize("way", ["block", "mute"])
def test_a_block_or_mute_says_nothing_about_who_is_anonymous(thread, member, other_member, run_tasks, way):
    if way == "block":
        members.block(actor=member, member=other_member)
    else:
        members.set_level(actor=member, target=other_member, level=Follow.Level.MUTED)
    said(other_member, thread, anonymous=True)
    run_tasks()
    assert told(member) == ["reply"]


def test_whoever_left_the_circle_hears_nothing_more_and_loses_what_was_unread(
    member, other_member, third, run_tasks
):
    forum = circle_forum(member, other_member, third)
    thread = discussion(member, forum=forum)
    members.follow(actor=third, target=thread)
    said(other_member, thread)
    run_tasks()
    assert told(third) == ["reply"]
    members.leave_circle(actor=third, circle=forum.circle)
    run_tasks()
    assert told(third) == []
    said(other_member, thread)
    run_tasks()
    assert told(third) == []
    assert told(member) == ["reply"]


@pytest.mark.parametrize(
    "state", [{"suspended": True}, {"unverified": True}, {"pending": True}, {"is_active": False}]
)
def test_whoever_is_no_full_member_hears_nothing(thread, other_member, run_tasks, state):
    absent = UserFactory(**state)
    follow = Follow.objects.get(object_id=thread.pk)
    Follow.objects.create(member=absent, content_type=follow.content_type, object_id=thread.pk)
    said(other_member, thread)
    run_tasks()
    assert counted(absent) == 0


def test_a_held_post_is_told_of_when_it_is_released(thread, member, other_member, moderator, run_tasks):
    post = said(other_member, thread, hold=True)
    run_tasks()
    assert told(member) == []
    moderation.release_post(actor=moderator, post=post)
    run_tasks()
    assert told(member) == ["reply"]


def test_a_take_away_reaches_those_who_answered(member, other_member, third, run_tasks):
    thread = shared(member)
    said(other_member, thread, kind="notice")
    run_tasks()
    posting.take_away(actor=member, thread=thread, body="Ask the mother first.")
    run_tasks()
    assert told(other_member) == ["takeaway"]
    assert told(member) == ["reply"]
    assert told(third) == []


def test_a_task_that_runs_again_doubles_nothing(thread, member, other_member, run_tasks):
    post = said(other_member, thread)
    run_tasks()
    notify_of_post(post_id=post.pk)
    notify_of_post(post_id=post.pk)
    assert told(member) == ["reply"]
    assert counted(member) == 1


def test_several_replies_fold_into_one_line(thread, member, other_member, third, run_tasks):
    for who in (other_member, third, other_member):
        said(who, thread)
    run_tasks()
    assert told(member) == ["reply"]
    assert counted(member) == 3


def test_after_reading_the_thread_a_new_line_begins(thread, member, other_member, run_tasks):
    said(other_member, thread)
    run_tasks()
    posting.mark_read(actor=member, thread=thread.__class__.objects.get(pk=thread.pk))
    assert told(member) == []
    said(other_member, thread)
    run_tasks()
    assert told(member) == ["reply"]
    assert member.notifications.count() == 2
    assert member.notifications.unread().get().occasions.count() == 1


def test_whoever_reads_along_is_not_told(thread, member, other_member, run_tasks):
    post = said(other_member, thread)
    posting.mark_read(actor=member, thread=post.thread)
    run_tasks()
    assert counted(member) == 0


def test_a_hidden_reply_is_taken_back_and_told_again_when_it_is_restored(
    thread, member, other_member, third, moderator, run_tasks
):
    post = said(other_member, thread)
    run_tasks()
    moderation.raise_privacy_concern(actor=third, post=post)
    run_tasks()
    assert counted(member) == 0
    moderation.restore_post(actor=moderator, post=post)
    run_tasks()
    assert told(member) == ["reply"]


def test_of_several_replies_only_the_removed_one_goes(thread, member, other_member, third, run_tasks):
    post = said(other_member, thread)
    said(third, thread)
    run_tasks()
    revising.remove_post(actor=other_member, post=post)
    run_tasks()
    assert told(member) == ["reply"]
    assert counted(member) == 1


def test_an_edit_tells_only_whom_it_newly_mentions(thread, member, other_member, third, run_tasks):
    post = said(other_member, thread)
    run_tasks()
    posting.mark_read(actor=third, thread=Post.objects.get(pk=post.pk).thread)
    editing.edit_post(actor=other_member, post=post, body="Ask @Tom Ibarra, and @Rosa Delgado too.")
    run_tasks()
    assert told(third) == ["mention"]
    assert told(member) == ["reply"]


def test_many_followers_are_told_in_several_tasks(thread, other_member, run_tasks, monkeypatch):
    monkeypatch.setattr("notifications.services.telling.BATCH", 2)
    crowd = UserFactory.create_batch(5)
    for one in crowd:
        members.follow(actor=one, target=thread)
    said(other_member, thread)
    run_tasks()
    assert [told(one) for one in crowd] == [["reply"]] * 5


def test_a_notification_holds_no_author_and_no_words(thread, member, other_member, run_tasks):
    said(other_member, thread, body="Something only the thread may say.", anonymous=True)
    run_tasks()
    for row in (member.notifications.get(), member.notifications.get().occasions.get()):
        stored = str({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
        assert "only the thread" not in stored
        assert "author" not in stored and "actor" not in stored
