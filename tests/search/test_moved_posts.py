"""What search holds of posts goes where the posts go."""

import pytest

from forums.models import Thread
from forums.services import arranging, merging, removing, splitting
from search.models import SearchEntry
from tests.forums.scenes import circle_forum, discussion, said

pytestmark = pytest.mark.django_db


def entry(post):
    return SearchEntry.objects.filter(key=f"post:{post.pk}").first()


def test_entries_follow_a_split_a_join_and_a_move(member, moderator, run_tasks):
    thread, other = discussion(member), discussion(member, title="Another")
    kept = said(member, thread, "Stays")
    first, second = said(member, thread, "Goes first"), said(member, thread, "Goes second")

    apart = splitting.split_posts(actor=moderator, thread=thread, posts=[first, second], title="Apart")
    run_tasks()
    assert entry(first) is None  # an opening is found as its conversation
    assert SearchEntry.objects.get(key=f"thread:{apart.pk}").title == "Apart"
    assert (entry(second).title, entry(second).url) == ("Apart", f"/threads/{apart.pk}/#post-{second.pk}")
    assert entry(kept).url == f"/threads/{thread.pk}/#post-{kept.pk}"

    merging.merge_threads(actor=moderator, source=apart, target=other)
    run_tasks()
    assert not SearchEntry.objects.filter(key=f"thread:{apart.pk}").exists()
    assert entry(first).title == entry(second).title == "Another"
    assert entry(first).url == f"/threads/{other.pk}/#post-{first.pk}"

    arranging.move_thread(
        actor=moderator, thread=Thread.objects.get(pk=other.pk), forum=circle_forum(member, moderator)
    )
    run_tasks()
    assert entry(first).audience == Thread.objects.get(pk=other.pk).audience == entry(second).audience
    assert entry(first).audience.startswith("circle")


def test_what_is_removed_by_law_is_not_found(member, moderator, run_tasks):
    post = said(member, discussion(member), "Elderberry")
    run_tasks()
    assert entry(post)
    removing.redact(actor=moderator, post=post, reason="A name")
    run_tasks()
    assert entry(post) is None
