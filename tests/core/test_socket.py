import json

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser

from cop.core import consumers, live, outbox, registries
from cop.core.identity import Session
from cop.core.live import close_sockets, publish
from cop.core.registries import CatchUp
from members.models import ApiToken
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket, Refused
from tests.factories import UserFactory

pytestmark = with_commits


class Room:
    """A topic with a list of events; `shut` takes the right to listen away from all."""

    def __init__(self):
        self.events, self.version, self.shut = [], 1, False

    def authorise(self, viewer, key):
        if key == "members" and isinstance(viewer, AnonymousUser):
            return None
        return None if self.shut or key == "missing" else self.version

    def head(self, key):
        return len(self.events)

    def catch_up(self, viewer, key, since, language):
        return CatchUp(self.events[since:], len(self.events), reload=since > 900)

    def happen(self, key="1", version=None, html=None):
        seq = len(self.events) + 1
        event = {"seq": seq, "kind": "post"} | ({"html": html} if html else {})
        self.events.append(event)
        publish(f"room:{key}", event, access_version=version)
        return seq


@pytest.fixture
def room(monkeypatch):
    room = Room()
    monkeypatch.setitem(registries.topics.items, "room", room)
    return room


@pytest.fixture
def signed_in(client_for):
    return client_for(UserFactory())


async def happen(room, **options):
    return await sync_to_async(room.happen)(**options)


@pytest.mark.parametrize("origin", ["", "http://evil.example", "https://testserver.evil.example"])
async def test_a_cookie_counts_only_from_our_own_pages(signed_in, room, origin):
    with pytest.raises(Refused):
        await LiveSocket(client=signed_in, origin=origin).__aenter__()


async def test_a_token_needs_no_origin_and_a_wrong_one_is_refused(room):
    member = await sync_to_async(UserFactory)()
    _row, raw = await sync_to_async(ApiToken.issue)(member=member, name="test")
    async with LiveSocket(token=raw, origin="") as socket:
        assert (await socket.subscribe("room:members"))[-1]["kind"] == "ready"
    with pytest.raises(Refused):
        await LiveSocket(token="cop_wrong", origin="").__aenter__()


async def test_a_visitor_hears_what_is_public_and_finds_the_rest_missing(room):
    async with LiveSocket() as socket:
        assert (await socket.subscribe("room:1"))[-1]["kind"] == "ready"
        closed = (await socket.subscribe("room:members"))[-1]["error"]
        missing = (await socket.subscribe("room:missing"))[-1]["error"]
        unknown = (await socket.subscribe("nosuch:1"))[-1]["error"]
        assert closed["status"] == missing["status"] == unknown["status"] == 404
        assert {**closed, "topic": ""} == {**missing, "topic": ""} == {**unknown, "topic": ""}


async def test_what_was_missed_comes_in_order_before_what_is_live(signed_in, room):
    for _ in range(3):
        await happen(room)
    async with LiveSocket(client=signed_in) as socket:
        heard = await socket.subscribe("room:1", since=1)
        assert [message.get("seq") for message in heard] == [2, 3, None]
        assert heard[-1] == {"topic": "room:1", "kind": "ready", "head": 3}
        await happen(room)
        assert (await socket.hear())["seq"] == 4
        assert await socket.receive_nothing(0.1)


async def test_while_other_processes_cannot_be_reached_ones_own_readers_hear_all(
    signed_in, room, monkeypatch
):
    class Away:
        async def group_send(self, group, message):
            raise ConnectionRefusedError

    async with LiveSocket(client=signed_in) as socket:
        await socket.subscribe("room:1")
        monkeypatch.setattr(live, "get_channel_layer", Away)
        await happen(room)
        assert (await socket.hear())["seq"] == 1
        assert await socket.receive_nothing(0.1)


async def test_after_too_long_an_absence_the_page_is_loaded_again(signed_in, room):
    async with LiveSocket(client=signed_in) as socket:
        assert (await socket.subscribe("room:1", since=901))[-1]["kind"] == "reload"


async def test_an_event_comes_in_the_language_of_the_page(signed_in, room):
    async with (
        LiveSocket(client=signed_in, language="es") as spanish,
        LiveSocket(client=signed_in) as english,
    ):
        await spanish.subscribe("room:1")
        await english.subscribe("room:1")
        await happen(room, html={"en": "hello", "es": "hola"})
        assert (await spanish.hear())["html"] == "hola"
        assert (await english.hear())["html"] == "hello"


async def test_who_lost_the_right_is_told_so_and_hears_nothing_newer(signed_in, room):
    async with LiveSocket(client=signed_in) as socket:
        await socket.subscribe("room:1")
        room.shut = True
        await happen(room, version=2)
        assert await socket.hear() == {"topic": "room:1", "kind": "gone"}
        await happen(room, version=2)
        assert await socket.receive_nothing(0.1)


async def test_who_kept_the_right_hears_what_was_held_while_it_was_asked(signed_in, room):
    async with LiveSocket(client=signed_in) as socket:
        await socket.subscribe("room:1")
        room.version = 2
        await happen(room, version=2)
        await happen(room, version=2)
        assert [(await socket.hear())["seq"], (await socket.hear())["seq"]] == [1, 2]


async def test_unsubscribing_ends_it(signed_in, room):
    async with LiveSocket(client=signed_in) as socket:
        await socket.subscribe("room:1")
        await socket.send({"unsubscribe": "room:1"})
        await socket.send({"ping": 7})
        assert await socket.hear() == {"pong": 7}
        await happen(room)
        assert await socket.receive_nothing(0.1)


@pytest.mark.parametrize(
    "frame",
    ["", "no json", "[]", '"x"', "{}", '{"subscribe": 5}', '{"subscribe": "room:1", "since": -1}',
     '{"subscribe": "room:1", "since": "x"}', '{"subscribe": "room:1", "since": 1e400}', '{"subscribe": "r\\u0000"}',
     '{"say": "hello"}', "[" * 2000],
)  # fmt: skip
async def test_a_malformed_frame_gets_a_reason_and_the_socket_closes(signed_in, room, frame):
    async with LiveSocket(client=signed_in) as socket:
        await socket.send(frame)
        assert (await socket.hear())["error"]["status"] == 400
        assert await socket.closed() == 4400


async def test_an_oversized_frame_closes_the_socket(signed_in, room):
    async with LiveSocket(client=signed_in) as socket:
        await socket.send({"subscribe": "x" * consumers.MAX_FRAME})
        assert (await socket.hear())["error"]["status"] == 413
        assert await socket.closed() == 1009


async def test_a_socket_has_a_limit_of_topics(signed_in, room):
    async with LiveSocket(client=signed_in) as socket:
        for number in range(consumers.MAX_SUBSCRIPTIONS):
            await socket.subscribe(f"room:{number}")
        assert (await socket.subscribe("room:more"))[-1]["error"]["status"] == 429
        assert (await socket.subscribe("room:1"))[-1]["kind"] == "ready"


async def test_a_closed_account_is_closed_at_once(client_for, room):
    member = await sync_to_async(UserFactory)()
    client = await sync_to_async(client_for)(member)
    async with LiveSocket(client=client) as socket:
        await socket.subscribe("room:1")
        await sync_to_async(close_sockets)(member.pk)
        assert await socket.closed() == 4401


def test_the_session_has_ended_before_its_reader_is_looked_for(client_for, room, monkeypatch):
    member = UserFactory()
    client = client_for(member)
    session, found = Session(client.session.session_key), []
    assert session.load() == member
    monkeypatch.setattr(
        "cop.core.subscribers.close_sockets", lambda user_id: found.append((user_id, session.load()))
    )
    client.post("/accounts/logout/")
    assert found == [(member.pk, None)]


async def test_a_session_that_ended_is_noticed_at_the_next_question(signed_in, room):
    async with LiveSocket(client=signed_in) as socket:
        await socket.subscribe("room:1")
        await sync_to_async(signed_in.session.flush)()
        await happen(room, version=2)
        assert await socket.closed() == 4401


async def test_a_reader_who_never_reads_delays_nobody_and_is_sent_away_with_a_cursor(
    signed_in, room, monkeypatch
):
    monkeypatch.setattr(outbox, "MAX_WAITING", 3)
    async with LiveSocket(client=signed_in, takes=2) as stuck, LiveSocket(client=signed_in) as reader:
        await stuck.subscribe("room:1")
        await reader.subscribe("room:1")
        for seq in range(1, 21):
            await happen(room)
            assert (await reader.hear())["seq"] == seq
        heard = []
        while (message := await stuck.receive_output(5))["type"] == "websocket.send":
            heard.append(json.loads(message["text"])["seq"])
        assert message["code"] == 4408
        assert heard == list(range(1, len(heard) + 1)) and len(heard) < 20
        assert message["reason"] == f"reconnect since {heard[-1]}"
    async with LiveSocket(client=signed_in) as again:
        missed = await again.subscribe("room:1", since=heard[-1])
        assert [one["seq"] for one in missed[:-1]] == list(range(heard[-1] + 1, 21))


async def test_a_reader_who_is_slow_for_a_moment_hears_everything_in_order(signed_in, room):
    async with LiveSocket(client=signed_in, takes=1) as socket:
        await socket.subscribe("room:1")
        for _n in range(20):
            await happen(room)
        assert [(await socket.hear())["seq"] for _n in range(20)] == list(range(1, 21))
        await happen(room)
        assert (await socket.hear())["seq"] == 21


async def test_other_paths_have_no_socket():
    socket = LiveSocket()
    socket.scope["path"] = "/ws/other/"
    with pytest.raises(Refused):
        await socket.__aenter__()
