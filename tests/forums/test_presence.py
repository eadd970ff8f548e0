"""Who is at a thread: by sector, never by name, never for long, and not whoever would rather not be seen."""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import AsyncClient

from cop.core import presence
from forums.presence import PresenceTopic
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said

pytestmark = with_commits


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(presence, "EVERY", 0.2)
    monkeypatch.setattr(presence, "FIRST", 0.05)
    monkeypatch.setattr(presence, "ANNOUNCE", 1.5)
    monkeypatch.setattr(presence, "LINGER", 0.4)
    monkeypatch.setattr(presence, "WRITING", 0.6)


@pytest.fixture
def crowd(db):
    """Enough home visitors and pediatricians for one to be nobody in particular; one early educator only."""
    people = [UserFactory() for _n in range(5)] + [UserFactory(sector="pediatrics") for _n in range(5)]
    return {"visitors": people[:5], "doctors": people[5:], "educator": UserFactory(sector="early-education")}


@pytest.fixture
def thread(crowd):
    return discussion(crowd["visitors"][0])


def do(verb, *args, **kwargs):
    def run():
        try:
            return verb(*args, **kwargs)
        finally:
            connections.close_all()

    return sync_to_async(run, thread_sensitive=False)()


class Seats:
    """Sockets at one thread."""

    def __init__(self, thread, client_for):
        self.topic, self.client_for, self.open = f"presence:thread:{thread.pk}", client_for, []

    async def take(self, member, *, quiet=False, language="en"):
        socket = await LiveSocket(client=await do(self.client_for, member), language=language).__aenter__()
        self.open.append(socket)
        await socket.send({"subscribe": self.topic, **({"quiet": True} if quiet else {})})
        assert (await socket.hear())["kind"] == "ready"
        return socket

    async def leave(self, socket):
        self.open.remove(socket)
        await socket.__aexit__()


@pytest.fixture
async def seats(thread, client_for):
    seats = Seats(thread, client_for)
    yield seats
    for socket in list(seats.open):
        await seats.leave(socket)


async def told(socket, here=None, typing=None):
    """Everything that is told until the words are these."""
    for _n in range(20):
        frame = await socket.hear()
        assert set(frame) == {"topic", "kind", "here", "typing"}
        if (here is None or frame["here"] == here) and (typing is None or frame["typing"] == typing):
            return frame
    raise AssertionError(f"never told {here or typing!r}, last {frame}")


async def test_one_hears_who_else_is_here_in_ones_language(seats, crowd):
    one = await seats.take(crowd["visitors"][0])
    await told(one, "")
    for member in (crowd["visitors"][1], crowd["visitors"][2], crowd["doctors"][0]):
        other = await seats.take(member)
    await told(one, "2 home visitors and a pediatrician are here")
    await told(other, "3 home visitors are here")
    spanish = await seats.take(crowd["doctors"][1], language="es")
    assert "están aquí" in (await told(spanish))["here"]


async def test_a_member_with_two_tabs_counts_once_and_leaves_with_the_last(seats, crowd):
    one = await seats.take(crowd["visitors"][0])
    tabs = [await seats.take(crowd["doctors"][0]) for _n in range(2)]
    await told(one, "A pediatrician is here")
    await seats.leave(tabs[0])
    await asyncio.sleep(0.5)
    await seats.leave(tabs[1])
    await told(one, "")


async def test_a_small_sector_is_told_as_colleagues(seats, crowd):
    one = await seats.take(crowd["visitors"][0])
    await seats.take(crowd["educator"])
    await told(one, "A colleague is here")
    await seats.take(crowd["doctors"][0])
    await told(one, "A pediatrician and a colleague are here")


async def test_who_hides_and_who_looks_on_quietly_is_not_counted(seats, crowd):
    hidden = crowd["doctors"][0]
    hidden.profile.show_presence = False
    await do(hidden.profile.save)
    one = await seats.take(crowd["visitors"][0])
    await told(one, "")
    looking = await seats.take(hidden)
    await told(looking, "A home visitor is here")
    await seats.take(crowd["doctors"][1], quiet=True)
    await seats.take(crowd["visitors"][1])
    await told(one, "A home visitor is here")


async def test_who_has_spoken_by_sector_only_is_neither_here_nor_writing(seats, crowd, thread):
    masked = crowd["doctors"][0]
    one = await seats.take(crowd["visitors"][0])
    two = await seats.take(masked)
    await told(one, "A pediatrician is here")
    await do(said, masked, thread, anonymous=True)
    await told(one, "")
    await two.send({"typing": seats.topic})
    again = await seats.take(masked)
    await again.send({"typing": seats.topic})
    await seats.take(crowd["doctors"][1])
    assert (await told(one, "A pediatrician is here"))["typing"] == ""


async def test_writing_is_told_to_others_and_ends_by_itself(seats, crowd):
    one, two = await seats.take(crowd["visitors"][0]), await seats.take(crowd["doctors"][0])
    await two.send({"typing": seats.topic})
    await told(one, typing="A pediatrician is writing")
    await told(one, typing="")
    assert (await told(two))["typing"] == ""


async def test_who_may_not_read_hears_nothing(client_for, crowd):
    circle = await do(circle_forum, crowd["visitors"][0])
    inside = await do(lambda: discussion(crowd["visitors"][0], forum=circle))
    async with LiveSocket(client=await do(client_for, crowd["doctors"][0])) as socket:
        for key in (f"thread:{inside.pk}", "thread:0", "forum:1", str(inside.pk)):
            assert (await socket.subscribe(f"presence:{key}"))[-1]["error"]["status"] == 404
        await socket.send({"typing": f"presence:thread:{inside.pk}"})
        assert await socket.receive_nothing(0.2)


async def test_what_another_process_tells_is_added_and_forgotten_when_it_falls_silent(
    seats, crowd, monkeypatch
):
    monkeypatch.setattr(presence, "KEPT", 0.5)
    one = await seats.take(crowd["visitors"][0])
    await told(one, "")
    room = presence.Hub.here().rooms[seats.topic]
    group = await do(PresenceTopic().group, crowd["doctors"][0], seats.topic.partition(":")[2])
    mine = presence.digest_of(seats.topic, crowd["visitors"][0].pk)
    own = await do(PresenceTopic().group, crowd["visitors"][0], seats.topic.partition(":")[2])
    room.hear({"process": "other", "here": {group: ["a", "b"], own: [mine]}, "typing": ["a"]})
    frame = await told(one, "2 pediatricians are here")
    assert frame["typing"] == "A pediatrician is writing"
    await told(one, "")


async def test_a_long_poll_counts_and_hears_the_same_and_lingers_a_moment(seats, crowd, thread):
    client = AsyncClient()
    await do(client.force_login, crowd["doctors"][0])
    one = await seats.take(crowd["visitors"][0])
    await told(one, "")
    answer = (await client.get(f"/threads/{thread.pk}/presence?wait=5&typing=1")).json()
    assert answer["here"] == "A home visitor is here"
    assert (await told(one, "A pediatrician is here"))["typing"] in {"", "A pediatrician is writing"}
    await told(one, "")
    again = (await client.get(f"/threads/{thread.pk}/presence?known={answer['known']}&quiet=1&wait=0")).json()
    assert again["here"] in {"", "A home visitor is here"}
    assert (await client.get("/threads/999999/presence")).status_code == 404
    assert (await client.get(f"/threads/{thread.pk}/presence?wait=long")).status_code == 400


async def test_whoever_waits_keeps_no_connection_to_the_database_from_others(
    client_for, thread, crowd, monkeypatch
):
    """A process has few, and a waiting page each would leave none for those who open one."""
    held = []

    async def wait(*arguments, **options):
        held.append(await sync_to_async(lambda: connections["default"].connection)())
        return "", 0

    monkeypatch.setattr("forums.views.events.wait_here", wait)
    client = AsyncClient()
    await sync_to_async(client.force_login)(crowd["visitors"][0])
    assert (await client.get(f"/threads/{thread.pk}/presence?wait=5")).status_code == 200
    assert held == [None]


async def test_nobody_is_writing_where_nothing_can_be_written(seats, crowd, settings):
    one, two = await seats.take(crowd["visitors"][0]), await seats.take(crowd["doctors"][0])
    await told(one, "A pediatrician is here")
    settings.READ_ONLY = True
    await two.send({"typing": seats.topic})
    await two.send({"ping": 1})
    await seats.take(crowd["doctors"][1])
    assert (await told(one, "2 pediatricians are here"))["typing"] == ""
