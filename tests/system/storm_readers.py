"""Readers in the storm, who do what `static/js/live.js` does: a socket, a cursor, pauses that grow, long polls."""

import asyncio
import json
import random
import re
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

FIRST_PAUSE, LONGEST_PAUSE = 0.8, 30.0
PATIENCE, SILENCE = 10.0, 65.0
SOCKET_AGAIN = 60.0
FAILURES_BEFORE_POLLING = 2
POLL_WAIT = 25
WORD = re.compile(r"\bword(?:-[a-z]+){7}\b")  # as bench.asking.new_word spells them

_polls = ThreadPoolExecutor(64, thread_name_prefix="poll")


@dataclass
class Reader:
    """What one tab shows of a thread: the word of each post by its id and place."""

    base: str
    thread: int
    session: str
    token: str
    sockets: bool = True
    since: int = 0
    posts: dict[int, tuple[int, str]] = field(default_factory=dict)
    heard: int = 0
    twice: int = 0
    reloads: int = 0
    sockets_opened: int = 0
    polls: int = 0
    _failures: int = 0
    _asked: int = -1
    _live: bool = False

    @property
    def shown(self) -> list[list]:
        return [[pk, word] for pk, (_position, word) in sorted(self.posts.items(), key=lambda one: one[1][0])]

    async def read(self) -> None:
        await self._load()
        polling = asyncio.create_task(self._keep_polling())
        try:
            while self.sockets:
                with suppress(OSError, WebSocketException, TimeoutError):
                    await self._listen()
                self._live = False
                self._failures += 1
                if self._failures >= FAILURES_BEFORE_POLLING:
                    await asyncio.sleep(SOCKET_AGAIN * random.uniform(0.8, 1.2))  # noqa: S311
                else:
                    await asyncio.sleep(pause(self._failures - 1))
            await polling
        finally:
            polling.cancel()

    # ---- a socket --------------------------------------------------------------------------------------------
    async def _listen(self) -> None:
        address = self.base.replace("http://", "ws://") + "/ws/live/?lang=en"
        headers = {"Cookie": self.session}
        async with connect(
            address, origin=self.base, additional_headers=headers, open_timeout=PATIENCE, ping_interval=None
        ) as socket:
            self.sockets_opened += 1
            await self._subscribe(socket)
            patience = PATIENCE
            while True:
                frame = json.loads(await asyncio.wait_for(socket.recv(), patience))
                patience = SILENCE
                if "error" not in frame or "topic" in frame["error"]:
                    self._failures = 0
                await self._take(socket, frame)

    async def _subscribe(self, socket) -> None:
        self._asked = self.since
        await socket.send(json.dumps({"subscribe": f"thread:{self.thread}", "since": self.since}))

    async def _take(self, socket, frame) -> None:
        if "heads" in frame:
            if frame["heads"].get(f"thread:{self.thread}", 0) > self.since:
                await self._subscribe(socket)
        elif error := frame.get("error"):
            assert error["status"] == 503, f"a reader was refused: {frame}"
        elif frame["kind"] == "ready":
            self._asked, self._live = -1, True
            self.since = max(self.since, frame["head"])
        elif frame["kind"] == "reload":
            self._asked = -1
            await self._load()
        elif frame.get("seq") is not None and not self._apply(frame) and self._asked != self.since:
            await self._subscribe(socket)

    def _apply(self, event) -> bool:
        """Each number once and in order. False: one is missing before it."""
        if event["seq"] <= self.since:
            return True
        if event["seq"] > self.since + 1:
            return False
        self.since = event["seq"]
        self.heard += 1
        if html := event.get("html"):
            position = int(re.search(r'data-position="(\d+)"', html)[1])
            self.posts[event["post"]] = (position, "".join(WORD.findall(html)))
        elif event["kind"] in {"hidden", "removed"}:
            self.posts.pop(event["post"], None)
        return True

    # ---- long polls ------------------------------------------------------------------------------------------
    async def _keep_polling(self) -> None:
        tries = 0
        while True:
            if self.sockets and (self._live or self._failures < FAILURES_BEFORE_POLLING):
                await asyncio.sleep(0.2)
                continue
            try:
                told = await self._ask(f"/threads/{self.thread}/events?since={self.since}&wait={POLL_WAIT}")
            except (OSError, ValueError, HTTPException):
                await asyncio.sleep(pause(tries))
                tries += 1
                continue
            self.polls += 1
            tries = 0
            if told["reload"]:
                await self._load()
            else:
                for event in told["events"]:
                    self._apply(event)
                self.since = max(self.since, told["head"])

    async def _load(self) -> None:
        """The page again: its number first, then what it shows."""
        self.reloads += 1
        tries = 0
        while True:
            try:
                page = await self._get(f"/threads/{self.thread}/")
                posts, after = {}, 1
                while after:
                    told = await self._ask(f"/api/v1/threads/{self.thread}/posts?after={after}")
                    for post in told["posts"]:
                        if post["kind"] == "reply":
                            posts[post["id"]] = (post["position"], "".join(WORD.findall(post["text"])))
                    after = told["next"]
            except (OSError, ValueError, HTTPException):
                await asyncio.sleep(pause(tries))
                tries += 1
                continue
            self.posts = posts
            self.since = int(re.search(rb'data-since="(\d+)"', page)[1])
            return

    async def _ask(self, path):
        return json.loads(await self._get(path))

    async def _get(self, path) -> bytes:
        headers = {"Cookie": self.session, "Accept": "application/json"}
        if path.startswith("/api/"):
            headers = {"Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.base + path, headers=headers)  # noqa: S310

        def ask():
            try:
                with urllib.request.urlopen(request, timeout=POLL_WAIT + 35) as answer:  # noqa: S310
                    return answer.read()
            except urllib.error.HTTPError as error:
                with error:
                    assert error.code >= 500, f"a reader was refused: {error.code} {path}"
                    raise OSError(error.code) from None

        return await asyncio.get_running_loop().run_in_executor(_polls, ask)


def pause(tries: int) -> float:
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2**tries) * random.uniform(0.5, 1)  # noqa: S311


@contextmanager
def reading(readers):
    """All readers in one loop, in a thread of its own."""

    async def ended():
        mine = asyncio.all_tasks() - {asyncio.current_task()}
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)

    loop, failed = asyncio.new_event_loop(), []
    thread = threading.Thread(target=loop.run_forever, name="readers", daemon=True)
    thread.start()
    tasks = [asyncio.run_coroutine_threadsafe(reader.read(), loop) for reader in readers]
    try:
        yield
        failed = [repr(task.exception()) for task in tasks if task.done()]
    finally:
        asyncio.run_coroutine_threadsafe(ended(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()
    assert not failed, failed
