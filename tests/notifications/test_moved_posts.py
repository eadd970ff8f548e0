"""What members were told of posts goes where the posts go."""

from forums.models import Thread
from forums.services import arranging, merging, parting, posting, splitting
from notifications.models import Notification
from notifications.selectors import unread_count
from tests.forums.scenes import circle_forum, discussion, said


def lines(member):
    return {
        line.thread_id: sorted(line.occasions.values_list("target_id", "position"))
        for line in Notification.objects.unread().filter(member=member)
    }


def test_a_line_is_parted_with_its_posts(member, other_member, moderator, run_tasks):
    thread = discussion(member)
    stays, goes = said(other_member, thread, "Stays"), said(other_member, thread, "Goes")
    run_tasks()
    assert lines(member) == {thread.pk: [(stays.pk, 2), (goes.pk, 3)]}
    apart = splitting.split_posts(actor=moderator, thread=thread, posts=[goes], title="Apart")
    run_tasks()
    assert lines(member) == {thread.pk: [(stays.pk, 2)], apart.pk: [(goes.pk, 1)]}
    posting.mark_read(actor=member, thread=apart)
    assert lines(member) == {thread.pk: [(stays.pk, 2)]}


def test_what_was_read_before_threads_were_joined_stays_read(member, other_member, moderator, run_tasks):
    source, target = discussion(member, title="One"), discussion(other_member, title="Two")
    said(other_member, source, "Read before")
    run_tasks()
    posting.mark_read(actor=member, thread=Thread.objects.get(pk=source.pk))
    assert unread_count(member) == 0
    fresh = said(other_member, source, "Not read yet")
    run_tasks()
    merging.merge_threads(actor=moderator, source=source, target=target)
    run_tasks()
    assert lines(member) == {target.pk: [(fresh.pk, 4)]}
    assert Thread.objects.get(pk=target.pk).read_positions.get(member=member).position == 0


def test_a_line_goes_back_when_threads_are_taken_apart(member, other_member, moderator, run_tasks):
    source, target = discussion(member, title="One"), discussion(other_member, title="Two")
    fresh = said(other_member, source, "Not read yet")
    run_tasks()
    merging.merge_threads(actor=moderator, source=source, target=target)
    run_tasks()
    parting.undo_merge(actor=moderator, thread=source)
    run_tasks()
    assert lines(member) == {source.pk: [(fresh.pk, 2)]}


def test_nobody_is_told_again_of_what_moved(member, other_member, moderator, run_tasks):
    thread = discussion(member)
    post = said(other_member, thread)
    run_tasks()
    posting.mark_read(actor=member, thread=Thread.objects.get(pk=thread.pk))
    splitting.split_posts(actor=moderator, thread=thread, posts=[post], title="Apart")
    run_tasks()
    assert lines(member) == {}


def test_who_may_not_read_it_any_more_is_told_of_it_no_more(member, other_member, moderator, run_tasks):
    thread = discussion(other_member)
    said(member, thread, "I follow now")
    said(other_member, thread, "An answer")
    run_tasks()
    assert list(lines(member)) == [thread.pk]
    arranging.move_thread(actor=moderator, thread=thread, forum=circle_forum(other_member))
    run_tasks()
    assert lines(member) == {}
