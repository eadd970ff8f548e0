"""The live socket: one a tab, at `/ws/live/`, for every topic.

Handshake
    With the session cookie and an Origin of ours, or with `Authorization: Bearer <token>`; refused with 403.
    Without either a socket is anonymous and may hear public topics. `?lang=es` names the page's language.

Client → server: JSON texts of at most 4096 bytes
    {"subscribe": "thread:12", "since": 34}
        `since` is the last `seq` applied, 0 when left out. Asking again for a subscribed topic fills a gap.
    {"subscribe": "presence:thread:12", "quiet": true}
        Who is here: `quiet` looks on without being counted.
    {"typing": "presence:thread:12"}
        Every few seconds while somebody writes under their own name. Never answered.
    {"unsubscribe": "thread:12"}
    {"ping": 1}
        answered by {"pong": 1}

Server → client: JSON texts, to be told apart by these keys
    {"topic": "thread:12", "seq": 35, "kind": "post", …, "html": "…"}
        An event: first those missed, in order, then the live ones. Apply it as an upsert or a removal by its id.
        When `seq` is more than one ahead, subscribe again with the last one applied.
    {"topic": …, "kind": "ready", "head": 40}
        Everything up to `head` was sent, live events follow.
    {"topic": …, "kind": "reload", "head": 900}
        Too much was missed: load the page again. Live events follow.
    {"topic": "presence:thread:12", "kind": "presence", "here": "2 teachers are here", "typing": ""}
        In the language of the page, without the listener, at most every two seconds.
    {"topic": …, "kind": "gone"}
        The right to listen was lost; nothing more will come.
    {"kind": "heartbeat", "heads": {"thread:12": 40}}
        Every 25 s. Whoever is behind a head subscribes again.
    {"error": {"status": 404, "title": …, "topic": …}}
        An RFC 9457 problem. With `topic` it concerns that subscription alone and the socket stays open (404: no
        such topic for you, 429: too many); without, the socket closes.

Close codes
    1009 frame too large · 4400 frame not understood · 4401 signed out · 4408 too slow: reconnect with your
    cursor (the reason says which) · 1013 try again later
    After any of them but 4400 and 1009: connect again, with back-off, and subscribe with `since`.

The personal topic is `inbox`, without a key. Writing goes by HTTP, never over the socket.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from cop.core import registries
from cop.core.access import allowed
from cop.core.care import heartbeats, rechecks
from cop.core.database import in_database
from cop.core.hub import Hub
from cop.core.identity import Identity, Scope, identify, language_of
from cop.core.live import dumps
from cop.core.outbox import Outbox
from cop.core.presence import Room, gathers
from cop.core.problems import problem
from cop.core.still import check_writing
from cop.core.subscription import Nobody, Subscription, ask, is_personal, open_topic

log = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]

MAX_FRAME = 4096  # bytes
MAX_SUBSCRIPTIONS = 50  # a socket
CLOSE_TIMEOUT = 2.0  # seconds a closing socket may take to accept the last frames

_TOPIC = re.compile(r"(?=.{1,80}$)[a-z]+(:[A-Za-z0-9_-]+)*", re.ASCII)


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of the live socket."""
    await receive()
    try:
        found = await in_database(identify, scope)
    except Exception:
        log.exception("a handshake could not be looked at")
        found = None
    if found is None:
        await send({"type": "websocket.close", "code": 4403})
        return
    await send({"type": "websocket.accept"})
    identity, user = found
    await Socket(Hub.here(), identity, user.pk, language_of(scope, user), send).serve(receive)


class Socket:
    """One connection: reads frames one by one, writes through a bounded outbox that nobody else waits for."""

    def __init__(self, hub: Hub, identity: Identity, user_id: Any, language: str, send: Send):
        self.hub, self.send = hub, send
        self.identity, self.user_id, self.language = identity, user_id, language
        self.subscriptions: dict[str, Subscription] = {}
        self.outbox = Outbox(send, self._break)
        self.main = asyncio.current_task()
        self.closing: tuple[int, str] | None = None
        self.farewell = ""

    async def serve(self, receive: Receive) -> None:
        """Until either side closes."""
        try:
            await self._enter()
            while not self.closing and (message := await receive())["type"] == "websocket.receive":
                await self._frame(message)
        except asyncio.CancelledError:
            if not self.closing or not self.main:
                raise
            self.main.uncancel()
        finally:
            self.main = None
            self.outbox.close()
            await self._exit()
        if self.closing:
            await self._take_leave(*self.closing)

    def push(self, text: str, subscription: Subscription | None = None, seq: int | None = None) -> None:
        """Send a text without waiting; a socket too far behind is closed."""
        if not self.closing and not self.outbox.push(text, subscription, seq):
            self.fall_behind(subscription)

    def fall_behind(self, subscription: Subscription | None) -> None:
        self.close(4408, f"reconnect since {subscription.cursor}" if subscription else "reconnect")

    def ask(self, subscription: Subscription) -> None:
        """Ask whether a subscription may still be heard, together with the others of the same broadcast."""
        self.hub.gather(subscription, ask)

    def doubt(self) -> None:
        """Ask for all of them."""
        for subscription in self.subscriptions.values():
            self.ask(subscription)

    def lose(self, subscription: Subscription) -> None:
        """Take away a subscription whose right was lost."""
        del self.subscriptions[subscription.wire]
        self.hub.spawn(self.hub.leave(subscription.name, subscription))
        self.push(dumps({"topic": subscription.wire, "kind": "gone"}))

    def close(self, code: int, reason: str = "") -> None:
        """End from within the loop, whatever the socket is waiting for."""
        if self.closing:
            return
        self.closing = (code, reason)
        if self.main and self.main is not asyncio.current_task():
            self.main.cancel()

    async def _enter(self) -> None:
        try:
            await self.hub.open(self, heartbeats, rechecks)
        except Exception:
            log.warning("the channel layer is down", exc_info=True)
            self._refuse(1013, 503)

    async def _exit(self) -> None:
        for subscription in list(self.subscriptions.values()):
            await self.hub.leave(subscription.name, subscription)
        await self.hub.shut(self)

    def _break(self) -> None:
        self.close(1006, "the connection broke")

    async def _take_leave(self, code: int, reason: str) -> None:
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                if self.farewell:
                    await self.send({"type": "websocket.send", "text": self.farewell})
                await self.send({"type": "websocket.close", "code": code, "reason": reason})
        except Exception:
            log.debug("a socket closed without taking leave", exc_info=True)

    def _problem(self, status: int, detail: Any = "", **more: Any) -> str:
        return dumps({"error": problem(status, detail, **more)})

    def _refuse(self, code: int, status: int, detail: Any = "") -> None:
        with override(self.language):
            self.farewell = self._problem(status, detail)
        self.close(code)

    async def _frame(self, message: dict[str, Any]) -> None:
        with override(self.language):
            frame = message.get("text")
            if len((frame or "").encode(errors="replace") or message.get("bytes") or b"") > MAX_FRAME:
                self._refuse(1009, 413, _("A message to the socket may have at most 4096 bytes."))
                return
            match _parsed(frame):
                case {"subscribe": str(wire), **rest} if (
                    since := _since(rest)
                ) is not None and _TOPIC.fullmatch(wire):
                    await self._subscribe(wire, since, quiet=bool(rest.get("quiet")))
                case {"unsubscribe": str(wire)}:
                    if subscription := self.subscriptions.pop(wire, None):
                        await self.hub.leave(subscription.name, subscription)
                case {"typing": str(wire)}:
                    subscription = self.subscriptions.get(wire) if allowed(check_writing) else None
                    if subscription and gathers(subscription.prefix):
                        Room.of(self.hub, subscription.name).write(subscription)
                case {"ping": str() | int() | None as ping}:
                    self.push(dumps({"pong": ping}))
                case _other:
                    self._refuse(
                        4400,
                        400,
                        _("A message to the socket is subscribe, unsubscribe, typing or ping, as JSON."),
                    )

    async def _subscribe(self, wire: str, since: int, *, quiet: bool) -> None:
        prefix, _colon, key = wire.partition(":")
        if prefix not in registries.topics or (is_personal(prefix) and (key or not self.user_id)):
            self.push(self._problem(404, topic=wire))
            return
        if wire not in self.subscriptions and len(self.subscriptions) >= MAX_SUBSCRIPTIONS:
            self.push(self._problem(429, topic=wire))
            return
        before, subscription = self.subscriptions.get(wire), Subscription(self, wire, since)
        self.subscriptions[wire] = subscription
        doubts = subscription.doubts
        try:
            await self.hub.join(subscription.name, subscription)
            if before:
                await self.hub.leave(before.name, before)
            answer = await in_database(open_topic, *subscription.question, since, self.language)
        except Exception:
            log.exception("could not subscribe to %s", wire)
            self._refuse(1013, 503)
            return
        if answer is Nobody.SIGNED_OUT:
            self.close(4401, "signed out")
        elif answer is None:
            del self.subscriptions[wire]
            await self.hub.leave(subscription.name, subscription)
            self.push(self._problem(404, topic=wire))
        else:
            version, missed, person = answer
            await self._begin(subscription, version, doubts, missed)
            if gathers(subscription.prefix) and subscription.alive:
                Room.of(self.hub, subscription.name).enter(subscription, None if quiet else person)

    async def _begin(self, subscription: Subscription, version: int, doubts: int, missed: Any) -> None:
        """What was missed, at the reader's own pace; then what came meanwhile; then live."""
        wire = subscription.wire
        for event in missed.events:
            await self.outbox.put(dumps({"topic": wire, **event}), subscription, event.get("seq"))
        subscription.caught_up = max(subscription.caught_up, missed.head)
        kind = "reload" if missed.reload else "ready"
        ready = dumps({"topic": wire, "kind": kind, "head": missed.head})
        await self.outbox.put(ready, subscription, missed.head)
        subscription.opened(version, doubts)


def _parsed(text: str | None) -> Any:
    try:
        return json.loads(text or "")
    except (ValueError, RecursionError):
        return None


def _since(rest: Mapping[Any, Any]) -> int | None:
    since = rest.get("since") or 0
    return since if type(since) is int and 0 <= since < 2**63 else None
