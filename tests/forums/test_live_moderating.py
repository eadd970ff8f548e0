"""What readers hear while a moderator arranges the conversation that they have open."""

import pytest

from forums.models import Thread
from forums.services import amending, arranging, merging, splitting
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said
from tests.forums.test_live import do, heard

pytestmark = with_commits


@pytest.fixture
def thread(member):
    return discussion(member)


async def test_who_may_follow_a_thread_into_a_circle_goes_on_hearing(member, moderator, thread, client_for):
    circle = await do(circle_forum, member)
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        await do(arranging.move_thread, actor=moderator, thread=thread, forum=circle)
        assert (await heard(socket, "arranged"))["seq"] == 2
        await do(said, member, thread, "Among ourselves")
        assert "Among ourselves" in (await heard(socket, "created"))["html"]


async def test_what_is_split_off_leaves_the_page_in_order(
    member, other_member, moderator, thread, client_for
):
    posts = [await do(said, other_member, thread, f"Word {n}") for n in range(2)]
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=3)
        await do(splitting.split_posts, actor=moderator, thread=thread, posts=posts, title="Apart")
        events = [await heard(socket, "removed") for _post in posts]
        assert [(event["seq"], event["post"]) for event in events] == [(4, posts[0].pk), (5, posts[1].pk)]
    async with LiveSocket(client=await do(client_for, member)) as socket:
        missed = await socket.subscribe(f"thread:{thread.pk}", since=1)
        kinds = [(event.get("seq"), event["kind"]) for event in missed]
        assert kinds == [(2, "none"), (3, "none"), (4, "removed"), (5, "removed"), (None, "ready")]


async def test_readers_of_a_joined_conversation_hear_that_it_goes_on_elsewhere(
    member, moderator, thread, client_for
):
    target, stranger = await do(discussion, member, title="Two"), await do(UserFactory, unverified=True)
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        await do(merging.merge_threads, actor=moderator, source=thread, target=target)
        assert (await heard(socket, "merged"))["seq"] == 2
    async with LiveSocket(client=await do(client_for, stranger)) as socket:
        assert (await socket.subscribe(f"thread:{thread.pk}"))[-1]["error"]["status"] == 404


async def test_the_reason_of_a_moderators_change_comes_with_it(
    member, other_member, moderator, thread, client_for
):
    post = await do(said, other_member, thread, "Ms. Peters")
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=2)
        await do(amending.amend_post, actor=moderator, post=post, body="A mother", reason="A name")
        assert "A name" in (await heard(socket, "edited"))["html"]


async def test_a_thread_that_was_moved_is_new_in_one_list_and_gone_from_the_other(
    member, moderator, thread, client_for
):
    circle = await do(circle_forum, member)
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"forum:{circle.pk}")
        await socket.subscribe(f"forum:{thread.forum_id}")
        thread = await do(Thread.objects.get, pk=thread.pk)
        await do(arranging.move_thread, actor=moderator, thread=thread, forum=circle)
        frames = [await socket.hear() for _n in range(2)]
        while not {"thread", "removed"} <= {frame["kind"] for frame in frames}:
            frames.append(await socket.hear())
        told = {frame["kind"]: frame["topic"] for frame in frames}
        assert (told["thread"], told["removed"]) == (f"forum:{circle.pk}", f"forum:{thread.forum_id}")
