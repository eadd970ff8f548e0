"""What goes out to one socket, in order, without a task for each text.

A server takes a text as long as the other side keeps up with it: then `send` comes back without having waited, and a
broadcast to a thousand sockets is one loop. Only where the other side is slow does the rest wait, and a task writes it.
"""

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

MAX_WAITING = 256  # texts that a slow socket may be behind

Text = tuple[str, Any, int | None]  # the text, the subscription that it belongs to, its sequence number


class Outbox:
    """`broke` is called when the connection takes nothing any more. Everything runs in the socket's loop."""

    __slots__ = ("_broke", "_send", "_waiting", "_writer")

    def __init__(
        self, send: Callable[[dict[str, Any]], Coroutine[Any, Any, None]], broke: Callable[[], None]
    ):
        self._send, self._broke = send, broke
        self._waiting: deque[Text] = deque()
        self._writer: asyncio.Task | None = None

    def push(self, text: str, subscription: Any = None, seq: int | None = None) -> bool:
        """Send at once, or after what waits. False: too much waits already."""
        item = text, subscription, seq
        if self._writer is not None:
            if len(self._waiting) >= MAX_WAITING:
                return False
            self._waiting.append(item)
            return True
        try:
            rest = begun(self._send(_message(text)))
        except Exception:
            self._broke()
            return True
        if rest is None:
            _written(item)
        else:
            self._writer = asyncio.get_running_loop().create_task(self._write(rest, item))
        return True

    async def put(self, text: str, subscription: Any = None, seq: int | None = None) -> None:
        """Send at the pace of the other side: after all that waits."""
        if self._writer is not None:
            await asyncio.wait([self._writer])
        self.push(text, subscription, seq)

    def close(self) -> None:
        """Drop what waits."""
        self._waiting.clear()
        if self._writer is not None:
            self._writer.cancel()

    async def _write(self, rest: Awaitable[None], item: Text) -> None:
        try:
            await rest
            _written(item)
            while self._waiting:
                item = self._waiting.popleft()
                await self._send(_message(item[0]))
                _written(item)
        except Exception:
            self._broke()
        finally:
            self._writer = None


def begun(coroutine: Coroutine[Any, Any, None]) -> Awaitable[None] | None:
    """Run a coroutine as far as it goes without waiting: None if that was all, else the rest of it, to be awaited."""
    try:
        future = coroutine.send(None)
    except StopIteration:
        return None
    return _rest(coroutine, future)


@types.coroutine
def _rest(coroutine: Coroutine[Any, Any, None], future: Any) -> Generator[Any, Any, None]:
    """What `await coroutine` would do from here on, after it waited for `future` first."""
    while True:
        try:
            answer = yield future
        except BaseException as error:
            resume: Callable[[Any], Any] = coroutine.throw
            answer = error
        else:
            resume = coroutine.send
        try:
            future = resume(answer)
        except StopIteration:
            return


def _message(text: str) -> dict[str, Any]:
    return {"type": "websocket.send", "text": text}


def _written(item: Text) -> None:
    _text, subscription, seq = item
    if subscription is not None and seq is not None:
        subscription.cursor = max(subscription.cursor, seq)
