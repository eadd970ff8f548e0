"""Two people at one thread: who hears what, when, in which order, and who no longer does."""

import re
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from cop.core.live import wait_for
from forums.models import Forum, Thread, ThreadEvent
from forums.services import moderation, posting, reactions
from forums.topics import now_in_ms
from members import services as members
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said, table

pytestmark = with_commits


@pytest.fixture
def thread(member):
    return discussion(member)


def do(verb, *args, **kwargs):
    return sync_to_async(verb)(*args, **kwargs)


async def heard(socket, kind):
    """The next event of a kind; the others between are thread counters and access notices without text."""
    while (frame := await socket.hear()).get("kind") != kind:
        assert frame.get("kind") in {"access", "counters", "thread"}, frame
    return frame


async def test_what_one_says_the_other_hears_once_and_a_stranger_never(member, other_member, client_for):
    circle = await do(circle_forum, member, other_member)
    thread = await do(discussion, member, forum=circle)
    stranger = await do(UserFactory)
    sockets = [LiveSocket(client=await do(client_for, who)) for who in (member, other_member, stranger)]
    async with sockets[0] as first, sockets[1] as second, sockets[2] as third:
        assert (await first.subscribe(f"thread:{thread.pk}", since=1))[-1]["kind"] == "ready"
        assert (await second.subscribe(f"thread:{thread.pk}", since=1))[-1]["kind"] == "ready"
        assert (await third.subscribe(f"thread:{thread.pk}", since=1))[-1]["error"]["status"] == 404
        post = await do(said, other_member, thread, "I notice the kettle.")
        for socket in (first, second):
            event = await heard(socket, "created")
            assert (event["seq"], event["post"]) == (2, post.pk)
            assert "I notice the kettle." in event["html"]
            assert await socket.receive_nothing(0.3)
        assert await third.receive_nothing(0.3)


async def test_who_leaves_the_circle_hears_nothing_more(member, other_member, client_for):
    circle = await do(circle_forum, member, other_member)
    thread = await do(discussion, member, forum=circle)
    async with LiveSocket(client=await do(client_for, other_member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        await do(members.leave_circle, actor=other_member, circle=circle.circle)
        await do(said, member, thread, "Among ourselves")
        assert (await socket.hear())["kind"] == "gone"
        assert await socket.receive_nothing(0.3)


async def test_who_stays_in_the_circle_goes_on_hearing(member, other_member, client_for):
    circle = await do(circle_forum, member, other_member)
    thread = await do(discussion, member, forum=circle)
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        await do(members.leave_circle, actor=other_member, circle=circle.circle)
        await do(said, member, thread, "Among ourselves")
        assert "Among ourselves" in (await heard(socket, "created"))["html"]


async def test_a_suspended_member_is_cut_off_and_finds_nothing_afterwards(
    member, other_member, moderator, thread, client_for
):
    client = await do(client_for, other_member)
    async with LiveSocket(client=client) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        until = timezone.now() + timedelta(days=1)
        await do(members.suspend, actor=moderator, member=other_member, until=until, reason="x")
        assert await socket.closed() == 4401
    again = await do(client_for, other_member)
    async with LiveSocket(client=again) as socket:
        assert (await socket.subscribe(f"thread:{thread.pk}"))[-1]["error"]["status"] == 404


@pytest.mark.parametrize("trait", ["unverified", "pending", "suspended"])
async def test_who_is_no_full_member_hears_no_members_thread(thread, client_for, trait):
    outsider = await do(UserFactory, **{trait: True})
    async with LiveSocket(client=await do(client_for, outsider)) as socket:
        assert (await socket.subscribe(f"thread:{thread.pk}"))[-1]["error"]["status"] == 404
        assert (await socket.subscribe(f"forum:{thread.forum_id}"))[-1]["error"]["status"] == 404


async def test_a_visitor_hears_a_public_forum(member):
    forum = await do(Forum.objects.create, slug="open", name="Open", audience="public")
    thread = await do(discussion, member, forum=forum)
    async with LiveSocket() as socket:
        assert (await socket.subscribe(f"thread:{thread.pk}", since=1))[-1]["kind"] == "ready"
        await do(said, member, thread, "For everybody")
        assert "For everybody" in (await heard(socket, "created"))["html"]


async def test_what_was_missed_comes_once_and_as_it_is_now(
    member, other_member, moderator, thread, client_for
):
    posts = [await do(said, other_member, thread, f"Word {n}") for n in range(3)]
    await do(posting.edit_post, actor=other_member, post=posts[0], body="Word zero")
    await do(posting.remove_post, actor=moderator, post=posts[1])
    await do(reactions.react, actor=member, post=posts[2], kind="thanks", on=True)
    async with LiveSocket(client=await do(client_for, member)) as socket:
        missed = await socket.subscribe(f"thread:{thread.pk}", since=1)
        assert [(event.get("seq"), event["kind"]) for event in missed] == [
            (2, "created"), (3, "none"), (4, "created"), (5, "edited"), (6, "removed"), (7, "reacted"), (None, "ready"),
        ]  # fmt: skip
        assert "Word zero" in missed[0]["html"]
        assert "Word 1" not in str(missed)
        gone = {
            "topic": f"thread:{thread.pk}",
            "seq": 6,
            "kind": "removed",
            "post": posts[1].pk,
            "replies": 2,
        }
        assert missed[4] == gone
        assert [event.get("replies") for event in missed] == [2, None, 2, None, 2, None, None]
        assert (await socket.subscribe(f"thread:{thread.pk}", since=7))[0]["kind"] == "ready"


async def test_long_polling_tells_the_same(member, other_member, thread, client_for):
    post = await do(said, other_member, thread, "By the other way")
    async with LiveSocket(client=await do(client_for, member)) as socket:
        by_socket = (await socket.subscribe(f"thread:{thread.pk}", since=1))[0]
    by_poll = (await wait_for("thread", member, str(thread.pk), 1, 1.0, language="en")).events[0]
    assert by_socket.pop("topic") == f"thread:{thread.pk}"
    assert by_poll == by_socket
    assert by_poll["post"] == post.pk


async def test_hiding_and_removing_send_no_words(member, other_member, moderator, thread, client_for):
    post = await do(said, other_member, thread, "Ms. Smith")
    async with LiveSocket(client=await do(client_for, other_member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=2)
        await do(moderation.raise_privacy_concern, actor=member, post=post)
        event = await heard(socket, "hidden")
        assert set(event) == {"topic", "seq", "kind", "post", "replies"}
        await do(moderation.restore_post, actor=moderator, post=post)
        assert "Ms. Smith" in (await heard(socket, "shown"))["html"]
        await do(posting.remove_post, actor=other_member, post=post)
        assert "html" not in await heard(socket, "removed")


async def test_a_hidden_thread_is_lost_to_its_readers(member, other_member, thread, client_for):
    async with LiveSocket(client=await do(client_for, other_member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        await do(moderation.raise_privacy_concern, actor=other_member, post=await do(thread.posts.get))
        assert (await socket.hear())["kind"] == "gone"


async def test_a_sign_sends_its_numbers_and_no_words(member, other_member, thread, client_for):
    post = await do(said, other_member, thread, "I notice the kettle.")
    async with LiveSocket(client=await do(client_for, other_member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=2)
        await do(reactions.react, actor=member, post=post, kind="thanks", on=True)
        event = await heard(socket, "reacted")
        assert (event["post"], event["signs"]["thanks"]) == (post.pk, "<5")
        assert "html" not in event
        await do(reactions.react, actor=member, post=post, kind="thanks", on=False)
        assert (await heard(socket, "reacted"))["signs"]["thanks"] == ""


async def test_a_held_post_is_heard_when_it_is_released(member, other_member, moderator, thread, client_for):
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        held = await do(posting.reply, actor=other_member, thread=thread, body="Wait", hold=True)
        assert await socket.receive_nothing(0.3)
        await do(moderation.release_post, actor=moderator, post=held)
        assert (await heard(socket, "created"))["seq"] == 2


async def test_closing_is_an_event_of_its_own(member, moderator, thread, client_for):
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"thread:{thread.pk}", since=1)
        await do(moderation.lock_thread, actor=moderator, thread=thread)
        assert await heard(socket, "closed") == {"topic": f"thread:{thread.pk}", "seq": 2, "kind": "closed"}


async def test_after_a_long_absence_the_page_is_loaded_again(member, thread):
    def much_happened():
        ThreadEvent.objects.bulk_create(
            ThreadEvent(thread=thread, seq=seq, kind="edited", post=thread.posts.get())
            for seq in range(2, 230)
        )
        Thread.objects.update(head_seq=229)

    await do(much_happened)
    assert (await wait_for("thread", member, str(thread.pk), 5, 0.1)).reload
    assert not (await wait_for("thread", member, str(thread.pk), 100, 0.1)).reload
    await do(ThreadEvent.objects.filter(seq__lt=150).delete)
    assert (await wait_for("thread", member, str(thread.pk), 100, 0.1)).reload
    assert (await wait_for("thread", member, str(thread.pk), 999, 0.1)).reload


async def test_a_forum_tells_numbers_and_no_words(member, other_member, client_for):
    forum = await do(table)
    async with LiveSocket(client=await do(client_for, other_member)) as socket:
        assert (await socket.subscribe(f"forum:{forum.pk}"))[-1]["kind"] == "ready"
        thread = await do(discussion, member, title="A quiet matter", body="Kettle")
        await do(said, member, thread, "Kettle", anonymous=False)
        frames = [await socket.hear() for _n in range(2)]
        assert {frame["kind"] for frame in frames} <= {"thread", "counters"}
        assert frames[-1]["thread"] == thread.pk
        assert not re.search("quiet|Kettle", str(frames))


async def test_anonymous_words_do_not_tell_their_hour(member, other_member, client_for):
    thread = await do(discussion, member)
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"forum:{thread.forum_id}")
        await do(said, other_member, thread, anonymous=True)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", (await socket.hear())["active_at"])


async def test_a_list_that_was_away_hears_what_changed_as_it_is_now(
    member, other_member, moderator, client_for
):
    thread, gone = await do(discussion, member), await do(discussion, member, title="Soon gone")
    before = now_in_ms() + 1
    await do(ThreadEvent.objects.all().update, created_at=timezone.now() - timedelta(minutes=5))
    new = await do(discussion, member, title="Began meanwhile")
    await do(said, other_member, thread)
    await do(posting.remove_post, actor=moderator, post=await do(gone.posts.get))
    async with LiveSocket(client=await do(client_for, member)) as socket:
        *missed, ready = await socket.subscribe(f"forum:{thread.forum_id}", since=before)
        assert {(one["thread"], one["kind"]) for one in missed} == {
            (new.pk, "thread"), (thread.pk, "counters"), (gone.pk, "removed"),
        }  # fmt: skip
        assert ready["head"] > before
        (counters,) = [one for one in missed if one["kind"] == "counters"]
        assert (counters["reply_count"], counters["end"], counters["is_locked"]) == (1, 2, False)
        assert "Began meanwhile" not in str(missed)


async def test_a_list_that_was_away_for_long_is_loaded_again(member, client_for):
    thread = await do(discussion, member)
    async with LiveSocket(client=await do(client_for, member)) as socket:
        for since in (1, now_in_ms() + 3_600_000):
            assert (await socket.subscribe(f"forum:{thread.forum_id}", since=since))[-1]["kind"] == "reload"
        assert (await socket.subscribe(f"forum:{thread.forum_id}"))[-1]["kind"] == "ready"


async def test_a_list_hears_that_a_conversation_was_closed_and_that_one_is_gone(
    member, moderator, thread, client_for
):
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.subscribe(f"forum:{thread.forum_id}")
        await do(moderation.lock_thread, actor=moderator, thread=thread)
        assert (await heard(socket, "counters"))["is_locked"] is True
        await do(posting.remove_post, actor=moderator, post=await do(thread.posts.get))
        frame = await heard(socket, "removed")
        assert set(frame) == {"topic", "kind", "thread"}


@pytest.mark.parametrize("key", ["0", "x", "-1", "99999999999999999999999", "1:2", "٣"])
async def test_keys_that_are_none_are_missing(member, client_for, key):
    async with LiveSocket(client=await do(client_for, member)) as socket:
        await socket.send({"subscribe": f"thread:{key}"})
        frame = await socket.hear()
        assert frame["error"]["status"] in {400, 404}


async def test_an_event_comes_in_the_language_of_the_page(member, other_member, thread, client_for):
    client = await do(client_for, member)
    async with LiveSocket(client=client, language="es") as spanish, LiveSocket(client=client) as english:
        for socket in (spanish, english):
            await socket.subscribe(f"thread:{thread.pk}", since=1)
        await do(said, other_member, thread, kind="notice")
        heard_by = [(await heard(socket, "created"))["html"] for socket in (spanish, english)]
        assert "I notice" in heard_by[1]
        assert 'lang="en"' in heard_by[0]
