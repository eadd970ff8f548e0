"""One hub a process (strictly: an event loop): it joins a topic once and fans messages out to its own.

A message, as `live.publish` makes it and the channel layer carries it:

    {"type": "live.event", "topic": "thread:12", "version": 3 | None, "seq": 34 | None, "frames": {"en": "…"}}
    {"type": "live.close", "user": 7}
    {"type": "live.ask", "user": 7} or {"type": "live.ask", "topic": "presence:thread:12"}
    {"type": "live.presence", "topic": "presence:thread:12", …}: for its room alone (`presence.py`)

`frames` holds finished JSON texts by language (`""`: the same in all), so that nothing is rendered or
serialised for a receiver. With the in-memory layer messages are handed over directly: its queues belong to one
loop and drop what does not fit.
"""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any, Protocol

from channels.layers import InMemoryChannelLayer, get_channel_layer

log = logging.getLogger(__name__)

Message = dict[str, Any]

CONTROL = "live.control"  # the group that every hub is in

_hubs: dict[asyncio.AbstractEventLoop, "Hub"] = {}
_hubs_lock = threading.Lock()


class Listener(Protocol):
    """Whoever joined a topic. Both are called in the hub's loop and must not block. `doubt`: it may no longer be allowed
    to listen, and is to be asked before it hears more."""

    def receive(self, message: Message) -> None: ...

    def doubt(self) -> None: ...


class Connection(Protocol):
    """A socket as the hub sees it."""

    user_id: Any
    subscriptions: dict[str, Any]

    def push(self, text: str) -> None: ...

    def doubt(self) -> None: ...

    def close(self, code: int, reason: str = "") -> None: ...


def group_of(topic: str) -> str:
    """The channel layer's group of a topic: its alphabet has no colon."""
    return "live." + topic.replace(":", ".")


def running_hubs() -> list["Hub"]:
    """The hubs of this process: one under a server, none in a worker of its own, several under tests."""
    with _hubs_lock:
        return [hub for loop, hub in _hubs.items() if loop.is_running()]


class Hub:
    """Who listens in this process. Everything but `hand_over` is called in the hub's own loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop):
        self.loop = loop
        self.listeners: dict[str, set[Listener]] = {}
        self.heads: dict[str, int] = {}  # the newest sequence number seen, by topic
        self.rooms: dict[str, Any] = {}  # who is here, by topic
        self._connections: dict[Any, set[Connection]] = defaultdict(set)
        self._lock = asyncio.Lock()
        self._channel = ""
        self._reader: asyncio.Task | None = None
        self._care: list[asyncio.Task] = []
        self._gathered: list[Any] = []
        self._background: set[asyncio.Task] = set()

    @classmethod
    def here(cls) -> "Hub":
        """The hub of the running loop."""
        loop = asyncio.get_running_loop()
        with _hubs_lock:
            for closed in [other for other in _hubs if other.is_closed()]:
                del _hubs[closed]
            if loop not in _hubs:
                _hubs[loop] = cls(loop)
            return _hubs[loop]

    @property
    def connections(self) -> Iterator[Connection]:
        return (connection for group in tuple(self._connections.values()) for connection in tuple(group))

    def hand_over(self, message: Message) -> None:
        """Deliver from any thread."""
        with suppress(RuntimeError):  # the loop was closed meanwhile, and nobody listens there any more
            self.loop.call_soon_threadsafe(self.deliver, message)

    def deliver(self, message: Message) -> None:
        if message["type"] == "live.close":
            for connection in tuple(self._connections.get(message["user"], ())):
                connection.close(4401, "signed out")
            return
        if message["type"] == "live.ask":
            listeners = self.listeners.get(message.get("topic", ""), ())
            for one in (*self._connections.get(message.get("user"), ()), *listeners):
                one.doubt()
            return
        topic = message["topic"]
        if message["type"] == "live.presence":
            if topic in self.rooms:
                self.rooms[topic].hear(message)
            return
        seq = message["seq"]
        if seq is not None and topic in self.listeners:
            self.heads[topic] = max(seq, self.heads.get(topic, 0))
        for listener in tuple(self.listeners.get(topic, ())):
            listener.receive(message)

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run something beside; what it raises is logged."""
        task = self.loop.create_task(_logged(coroutine))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def gather(self, item: Any, handle: Callable[[list[Any]], Coroutine[Any, Any, None]]) -> None:
        """Collect what one turn of the loop brings, then handle it together."""
        if not self._gathered:
            self.loop.call_soon(self._handle_gathered, handle)
        self._gathered.append(item)

    def _handle_gathered(self, handle: Callable[[list[Any]], Coroutine[Any, Any, None]]) -> None:
        items, self._gathered = self._gathered, []
        self.spawn(handle(items))

    async def open(self, connection: Connection, *care: Callable[["Hub"], Coroutine[Any, Any, None]]) -> None:
        """Take a socket in. `care` runs for all of them as long as there is one."""
        async with self._lock:
            await self._listen()
            self._connections[connection.user_id].add(connection)
            if not self._care:
                self._care = [self.loop.create_task(function(self)) for function in care]

    async def shut(self, connection: Connection) -> None:
        async with self._lock:
            group = self._connections.get(connection.user_id, set())
            group.discard(connection)
            if not group:
                self._connections.pop(connection.user_id, None)
            await self._rest()

    async def join(self, topic: str, listener: Listener) -> None:
        """Deliver the topic's messages to the listener from now on. Raises what the channel layer raises."""
        async with self._lock:
            await self._listen()
            if self._channel and topic not in self.listeners:
                await get_channel_layer().group_add(group_of(topic), self._channel)
            self.listeners.setdefault(topic, set()).add(listener)

    async def leave(self, topic: str, listener: Listener) -> None:
        async with self._lock:
            if topic in self.rooms:
                self.rooms[topic].leave(listener)
            listeners = self.listeners.get(topic, set())
            listeners.discard(listener)
            if topic in self.listeners and not listeners:
                del self.listeners[topic]
                self.heads.pop(topic, None)
                if self._channel:
                    await _logged(get_channel_layer().group_discard(group_of(topic), self._channel))
            await self._rest()

    async def _listen(self) -> None:
        layer = get_channel_layer()
        if self._channel or isinstance(layer, InMemoryChannelLayer):
            return
        channel = await layer.new_channel()
        await layer.group_add(CONTROL, channel)
        self._channel = channel
        self._reader = self.loop.create_task(self._read(channel))

    async def _rest(self) -> None:
        """Leave nothing running when nobody listens."""
        if not self._connections:
            await _ended(*self._care)
            self._care = []
        if self._reader and not self._connections and not self.listeners:
            channel, reader, self._channel, self._reader = self._channel, self._reader, "", None
            await _logged(get_channel_layer().group_discard(CONTROL, channel))
            await _ended(reader)

    async def _read(self, channel: str) -> None:
        layer = get_channel_layer()
        while True:
            try:
                self.deliver(await layer.receive(channel))
            except Exception:
                log.exception("a live message could not be delivered")
                await asyncio.sleep(0.1)


async def _ended(*tasks: asyncio.Task) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _logged(awaitable: Awaitable[Any]) -> None:
    try:
        await awaitable
    except Exception:
        log.warning("live updates stumbled", exc_info=True)
