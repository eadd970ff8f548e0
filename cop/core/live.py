"""Telling whoever is looking: `publish` to a topic, `wait_for` what comes next, close the sockets of a user.

Nothing here is durable. A lost broadcast is healed by the cursor: each topic's sequence is in the database,
and whoever sees a gap reads it there. The wire protocol is described in `consumers.py`.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from channels.db import database_sync_to_async
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import Http404
from django.utils.translation import get_language

from cop.core import registries
from cop.core.hub import CONTROL, Hub, Message, group_of, running_hubs
from cop.core.identity import Identity
from cop.core.registries import CatchUp

log = logging.getLogger(__name__)

MAX_WAIT = 25.0  # seconds a long poll may be held
LAYER_TIMEOUT = 2.0  # seconds a process without sockets waits for the channel layer
UNJOINED_POLL = 2.0  # seconds between looks at the database while the channel layer is down
RECHECK = 10.0  # seconds after which a long poll asks again whether its viewer may still listen


class SignedOut(Exception):
    """Whoever waited is nobody any more: the session ended or the token was revoked."""


def publish(topic: str, payload: dict[str, Any], *, access_version: int | None = None) -> None:
    """Send a payload (JSON-able; usually `seq`, `kind`, an id, `html`) to everybody who may hear the topic.

    After the commit, from any thread. `payload["html"]` may map languages to fragments: each receiver
    gets that of its language. Whoever subscribed at an older `access_version` is checked again before it is sent.
    """
    message = {
        "type": "live.event",
        "topic": topic,
        "version": access_version,
        "seq": payload.get("seq"),
        "frames": frames(topic, payload),
    }
    after_commit(lambda: send(group_of(topic), message))


def close_sockets(user_id: Any) -> None:
    """Close every socket of the user, after the commit: signed out, password changed, token revoked."""
    after_commit(lambda: send(CONTROL, {"type": "live.close", "user": user_id}))


def ask_again(*, topic: str = "", user_id: Any = None) -> None:
    """Ask, after the commit, whether everybody who hears a topic may go on, or a user all that they hear. Who may is
    told nothing."""
    if topic:
        after_commit(lambda: send(group_of(topic), {"type": "live.ask", "topic": topic}))
    if user_id is not None:
        after_commit(lambda: send(CONTROL, {"type": "live.ask", "user": user_id}))


async def wait_for(
    topic: str,
    viewer: Any,
    key: str,
    since: int,
    timeout: float = MAX_WAIT,
    *,
    language: str | None = None,
    identity: Identity | None = None,
) -> CatchUp:
    """What happened after `since` in `topic:key`; if nothing yet, wait up to `timeout` seconds (at most 25).

    `topic` is the registered prefix. Raises Http404 when the viewer may not listen, or no longer, and SignedOut when
    `identity` no longer stands for anybody: both are asked again whenever something happens, and every ten seconds.
    """
    key, language = str(key), language or get_language() or settings.LANGUAGE_CODE
    hub, waiter = Hub.here(), _Waiter(getattr(viewer, "pk", None))
    deadline = hub.loop.time() + min(timeout, MAX_WAIT)
    joined = await _joined(hub, f"{topic}:{key}", waiter)
    try:
        found = await _catch_up(topic, viewer, key, since, language)
        while not (found.events or found.reload or found.head > since):
            left = deadline - hub.loop.time()
            if left <= 0:
                break
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, RECHECK if joined else UNJOINED_POLL)):
                    await waiter.woken.wait()
            waiter.woken.clear()
            viewer = await _fresh(viewer, identity)
            found = await _catch_up(topic, viewer, key, since, language)
        return found
    finally:
        await hub.leave(f"{topic}:{key}", waiter)
        await hub.shut(waiter)


def frames(topic: str, payload: dict[str, Any]) -> dict[str, str]:
    """The finished texts of a payload, by language; one under `""` when it is the same in all."""
    event = {"topic": wire_name(topic), **payload}
    if not isinstance(html := payload.get("html"), dict):
        return {"": dumps(event)}
    return {language: dumps({**event, "html": fragment}) for language, fragment in html.items()}


def wire_name(topic: str) -> str:
    """The topic as clients call it: a personal one without its user's id."""
    prefix = topic.partition(":")[0]
    return prefix if getattr(registries.topics.get(prefix), "personal", False) else topic


def dumps(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


class _Waiter:
    """A long poll: a listener of one topic, and a connection of its user, so that signing out ends its wait."""

    def __init__(self, user_id: Any) -> None:
        self.woken = asyncio.Event()
        self.user_id = user_id
        self.subscriptions: dict[str, Any] = {}

    def receive(self, message: Message) -> None:
        self.woken.set()

    def doubt(self) -> None:
        self.woken.set()

    def push(self, text: str) -> None:
        """Heartbeats are for sockets."""

    def close(self, code: int, reason: str = "") -> None:
        self.woken.set()


async def _joined(hub: Hub, topic: str, waiter: _Waiter) -> bool:
    try:
        await hub.open(waiter)
        await hub.join(topic, waiter)
    except Exception:
        log.warning("the channel layer is down, polling the database", exc_info=True)
        return False
    return True


@database_sync_to_async
def _catch_up(prefix: str, viewer: Any, key: str, since: int, language: str) -> CatchUp:
    topic = registries.topics.get(prefix)
    if topic is None or topic.authorise(viewer, key) is None:
        raise Http404
    return topic.catch_up(viewer, key, since, language)


@database_sync_to_async
def _fresh(viewer: Any, identity: Identity | None) -> Any:
    """The viewer as the database has it now, without what was cached on the object."""
    if identity is not None:
        if (found := identity.load()) is None:
            raise SignedOut
        return found
    if not viewer.is_authenticated:
        return viewer
    fresh = type(viewer)._default_manager.filter(pk=viewer.pk, is_active=True).first()
    if fresh is None:
        raise Http404
    return fresh


def after_commit(action: Callable[[], None]) -> None:
    # Outside a transaction on_commit would open a connection only to find that out.
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(action)
    else:
        action()


def send(group: str, message: Message) -> None:
    """Hand a message to every process of the group, at once and from any thread."""
    layer, here = get_channel_layer(), running_hubs()
    if isinstance(layer, InMemoryChannelLayer):
        for hub in here:
            hub.hand_over(message)
    elif here:
        _watch(asyncio.run_coroutine_threadsafe(layer.group_send(group, message), here[0].loop), message)
    else:
        future = asyncio.run_coroutine_threadsafe(layer.group_send(group, message), _own_loop())
        try:  # a command may end right after this
            future.result(LAYER_TIMEOUT)
        except Exception as error:
            log.warning("a broadcast to %s was lost: %r", group, error)


def _watch(future: Any, message: Message) -> None:
    """Where the channel layer is away, this process's own readers hear of it all the same, others by their cursor."""

    def report(done: Any) -> None:
        if not done.cancelled() and (error := done.exception()):
            log.warning("a broadcast reached this process alone: %r", error)
            for hub in running_hubs():
                hub.hand_over(message)

    future.add_done_callback(report)


_own: asyncio.AbstractEventLoop | None = None
_own_lock = threading.Lock()


def _own_loop() -> asyncio.AbstractEventLoop:
    """A loop in a thread, for processes that send but have no server's loop: workers and commands."""
    global _own
    with _own_lock:
        if _own is None or _own.is_closed():
            _own = asyncio.new_event_loop()
            threading.Thread(target=_own.run_forever, name="live-sender", daemon=True).start()
        return _own
