"""Whoever reads along and loses the right to hears no more: by the socket, by long polling, and of who is here."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient
from django.utils import timezone

from forums.models import Thread
from forums.services import arranging, merging, moderation
from members import services as members
from members.models import ApiToken
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket, listened_to
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said

pytestmark = with_commits


class Scene:
    """`loser` reads along in `thread`; `stays` may read on wherever it goes."""

    def __init__(self, stays, loser, moderator):
        self.stays, self.loser, self.moderator = stays, loser, moderator
        self.thread = discussion(stays)

    def in_a_circle(self):
        self.circle = circle_forum(self.stays, self.loser).circle
        self.thread = discussion(self.stays, forum=circle_forum(self.stays), title="Among ourselves")

    def moved(self):
        arranging.move_thread(actor=self.moderator, thread=self.thread, forum=circle_forum(self.stays))

    def joined(self):
        target = discussion(self.stays, title="Another", forum=circle_forum(self.stays))
        merging.merge_threads(actor=self.moderator, source=self.thread, target=target)

    def left(self):
        members.leave_circle(actor=self.loser, circle=self.circle)

    def sent_away(self):
        members.leave_circle(actor=self.moderator, circle=self.circle, member=self.loser)

    def paused(self):
        until = timezone.now() + timedelta(days=1)
        members.suspend(actor=self.moderator, member=self.loser, until=until, reason="x")

    def goes_on(self):
        """What is said next, wherever the thread went."""
        now = Thread.objects.get(pk=self.thread.pk)
        said(self.stays, now.merged_into or now, "Not for everybody")


WAYS = ["moved", "joined", "left", "sent_away", "paused"]


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def scene(member, moderator, way):
    scene = Scene(member, UserFactory(), moderator)
    if way in {"left", "sent_away"}:
        scene.in_a_circle()
    return scene


def do(verb, *args, **kwargs):
    return sync_to_async(verb)(*args, **kwargs)


async def test_nothing_more_comes_by_the_socket(scene, way, client_for):
    topics = [f"thread:{scene.thread.pk}", f"presence:thread:{scene.thread.pk}"]
    async with LiveSocket(client=await do(client_for, scene.loser)) as socket:
        for topic in topics:
            await socket.subscribe(topic, since=1)
        await do(getattr(scene, way))
        if way == "paused":
            while (message := await socket.receive_output(5))["type"] == "websocket.send":
                pass
            assert message["code"] == 4401
            return
        gone = set()
        while len(gone) < 2:
            frame = await socket.hear()
            assert frame["kind"] in {"gone", "presence"}, frame
            if frame["kind"] == "gone":
                gone.add(frame["topic"])
        assert gone == set(topics)
        await do(scene.goes_on)
        assert await socket.receive_nothing(0.5)


@pytest.fixture
def patient(monkeypatch):
    """Polls that end by themselves, or ask by themselves, only long after a slow machine was told to end them."""
    for name in ("cop.core.live.MAX_WAIT", "cop.core.live.RECHECK", "forums.views.events.MAX_WAIT"):
        monkeypatch.setattr(name, 300.0)


async def test_a_poll_that_waits_ends_without_a_word(patient, scene, way):
    client = AsyncClient()
    await do(client.force_login, scene.loser)
    address = f"/threads/{scene.thread.pk}/events?since=1&wait=300"
    waiting = asyncio.create_task(client.get(address))
    await listened_to(f"thread:{scene.thread.pk}")
    await do(getattr(scene, way))
    async with asyncio.timeout(100):
        answer = await waiting
    assert answer.status_code == (401 if way == "paused" else 404)
    await do(scene.goes_on)
    again = await client.get(address)
    assert again.status_code in {302, 401, 404} and b"Not for everybody" not in again.content


async def test_a_poll_for_who_is_here_ends_too(patient, scene, way):
    client = AsyncClient()
    await do(client.force_login, scene.loser)
    known = (await client.get(f"/threads/{scene.thread.pk}/presence?wait=5")).json()["known"]
    wait = 300 if way in {"moved", "joined"} else 1
    waiting = asyncio.create_task(
        client.get(f"/threads/{scene.thread.pk}/presence?known={known}&wait={wait}")
    )
    await listened_to(f"presence:thread:{scene.thread.pk}")
    await do(getattr(scene, way))
    async with asyncio.timeout(100):
        answer = await waiting
    assert answer.status_code in {401, 404}


async def test_of_many_who_are_asked_together_each_gets_their_own_answer(
    member, other_member, moderator, client_for
):
    thread = await do(discussion, member)
    stranger, signed_out = await do(UserFactory), await do(client_for, await do(UserFactory))
    _row, raw = await do(ApiToken.issue, member=stranger, name="test")
    author, reader, desk = [
        LiveSocket(client=await do(client_for, who)) for who in (member, other_member, moderator)
    ]
    async with author, reader, desk, LiveSocket(token=raw) as program, LiveSocket(client=signed_out) as out:
        for socket in (author, reader, desk, program, out):
            assert (await socket.subscribe(f"thread:{thread.pk}", since=1))[-1]["kind"] == "ready"
        await do(signed_out.session.flush)
        await do(moderation.raise_privacy_concern, actor=other_member, post=await do(thread.posts.get))
        for loses in (reader, program):
            assert (await loses.hear())["kind"] == "gone"
            assert await loses.receive_nothing(0.2)
        assert await out.closed() == 4401
        for keeps in (author, desk):
            assert (await keeps.hear())["kind"] in {"hidden", "access"}
