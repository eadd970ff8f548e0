"""Whoever loses the right to listen while it is just being asked for hears nothing of after."""

import asyncio
import threading

import pytest
from asgiref.sync import sync_to_async

from cop.core import registries
from cop.core.live import ask_again
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket
from tests.core.test_socket import Room, happen
from tests.factories import UserFactory

pytestmark = with_commits


@pytest.fixture
def signed_in(client_for):
    return client_for(UserFactory())


class Turning(Room):
    """Reads the rights, waits until the test lets it go on, and reads the version after that, as a question to the
    database may when both are changed meanwhile."""

    def __init__(self):
        super().__init__()
        self.asked, self.go_on, self.slow = threading.Event(), threading.Event(), False

    def version_of(self, key):
        return self.version

    def authorise(self, viewer, key):
        allowed = not self.shut
        if self.slow:
            self.slow = False
            self.asked.set()
            assert self.go_on.wait(10)
        return self.version if allowed else None

    def take_away(self, lost):
        """All lose the right. `lost`: nobody is asked again, as if that word did not arrive."""
        self.version, self.shut = self.version + 1, True
        if not lost:
            ask_again(topic="room:1")


@pytest.fixture
def turning(monkeypatch):
    room = Turning()
    monkeypatch.setitem(registries.topics.items, "room", room)
    yield room
    room.go_on.set()


async def waits_in_a_question(room):
    assert await asyncio.to_thread(room.asked.wait, 10)


@pytest.mark.parametrize("lost", [False, True])
async def test_who_lost_the_right_while_it_was_asked_hears_nothing_of_after(signed_in, turning, lost):
    async with LiveSocket(client=signed_in) as socket:
        await socket.subscribe("room:1")
        turning.slow, turning.version = True, 2
        await happen(turning, version=2)
        await waits_in_a_question(turning)
        await sync_to_async(turning.take_away)(lost)
        turning.go_on.set()
        await happen(turning, version=3)
        heard = [await socket.hear()]
        if heard[0].get("seq") == 1:  # said before
            heard.append(await socket.hear())
        assert heard[-1] == {"topic": "room:1", "kind": "gone"}
        assert await socket.receive_nothing(0.2)


@pytest.mark.parametrize("lost", [False, True])
async def test_who_lost_the_right_while_they_began_to_listen_hears_nothing_of_after(signed_in, turning, lost):
    async with LiveSocket(client=signed_in) as socket:
        turning.slow = True
        await socket.send({"subscribe": "room:1", "since": 0})
        await waits_in_a_question(turning)
        await sync_to_async(turning.take_away)(lost)
        await happen(turning, version=2)
        turning.events.clear()  # what it read of the past was there before
        turning.go_on.set()
        assert (await socket.hear())["kind"] == "ready"
        assert await socket.hear() == {"topic": "room:1", "kind": "gone"}
        assert await socket.receive_nothing(0.2)


async def test_whose_right_is_doubted_hears_nothing_until_it_is_asked(signed_in, turning):
    async with LiveSocket(client=signed_in) as socket:
        await socket.subscribe("room:1")
        turning.slow = True
        await sync_to_async(ask_again)(topic="room:1")
        await waits_in_a_question(turning)
        await happen(turning)
        assert await socket.receive_nothing(0.2)
        turning.go_on.set()
        assert (await socket.hear())["seq"] == 1
