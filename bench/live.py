"""How long a reply takes to reach everybody who reads along: `python -m bench.live`.

For each number of sockets, at the same time and with one client: the platform (one process), and a bare ASGI loop
(`bench.bare`) that sends the same bytes to as many sockets. One post a second is written to each, in turn, so that
whatever else the machine does disturbs both alike.

What is measured: from the moment at which the server has acknowledged the post to its receipt at each reader, by one
clock of the machine. Acknowledged is, for the platform, the commit of its transaction (from there on the post stands,
and only then does its answer go out); for the bare loop, the moment before its answer. Rendering the post, handing it
through Redis, asking who may hear it and writing to every socket all lie after that moment. `answer` is when the
writer has the answer, counted the same way: readers may well have the post before.

Ten readers never read: five are silent, five ask until the server can no longer write to them. They must delay nobody,
be dropped, and find everything when they come back with their cursor. At the end each reader's numbers are compared
with the posts, in order.

`--processes 2` puts the platform's sockets on so many processes (REDIS_URL is needed), without the bare loop.
It writes into the database of DATABASE_URL, which must be migrated: a forum, a thread and members of its own.
"""

import argparse
import asyncio
import gc
import json
import os
import random
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop.settings.development")
django.setup()

# These import models, which exist only now.
from django.conf import settings  # noqa: E402
from tqdm import tqdm  # noqa: E402

from bench import crowd  # noqa: E402
from bench.readers import Reader, Stuck, connect  # noqa: E402
from bench.running import resident  # noqa: E402
from bench.serving import allow_files, server  # noqa: E402
from forums.models import Thread  # noqa: E402

OPENING_AT_ONCE = 50
WRITERS = 10  # nobody may write so fast alone
SILENT, STUCK = 5, 5  # readers that never read
SETTLE = 30  # seconds in which what was said last has come
KEEPALIVE = 45.0  # seconds in which the server notices that a reader answers no more
WITHIN = 2.0  # times the bare loop
IDLE_BYTES = 40 * 1024  # a socket
WORDS = [
    "what",
    "each",
    "of",
    "them",
    "noticed",
    "at",
    "the",
    "door",
    "and",
    "how",
    "the",
    "mother",
    "held",
    "her",
    "while",
    "the",
    "kettle",
    "sang",
    "so",
    "that",
    "nobody",
    "spoke",
    "until",
    "the",
    "boy",
    "laughed",
    "then",
    "we",
    "all",
    "did",
    "because",
    "it",
    "was",
    "the",
    "first",
    "time",
    "since",
    "spring",
    "that",
    "he",
    "looked",
    "at",
    "her",
    "like",
    "that",
    "when",
    "asked",
    "she",
    "said",
    "listening",
    "helped",
    "more",
    "than",
    "advice",
    "would",
    "have",
    "done",
    "in",
    "those",
    "long",
    "weeks",
    "before",
    "we",
    "met",
    "again",
]
WARM = 3  # posts before those that count


@dataclass
class Measured:
    """Of one server: milliseconds, bytes, and what must be none."""

    server: str
    sockets: int
    p50: float
    p99: float
    last: float
    answer: float
    bytes_a_socket: int
    dropped: int
    lost: int
    disordered: int
    stuck_dropped: int | None = None
    stuck_whole: int | None = None

    def __str__(self):
        line = (
            f"{self.server:>12} {self.sockets:>6} sockets  p50 {self.p50:7.1f} ms  p99 {self.p99:7.1f} ms  "
            f"last {self.last:7.1f} ms  answer {self.answer:6.1f} ms  {self.bytes_a_socket / 1024:5.1f} kB a socket  "
            f"{self.dropped} dropped, {self.lost} lost something, {self.disordered} out of order"
        )
        if self.stuck_dropped is not None:
            line += (
                f"; of {SILENT + STUCK} that never read {self.stuck_dropped} dropped, "
                f"{self.stuck_whole} whole when back"
            )
        return line


@dataclass
class Side:
    """One of the servers that are measured at the same time, with its readers."""

    name: str
    processes: list
    ports: list[int]
    topic: str
    since: int
    readers: list[Reader] = field(default_factory=list)
    heard: dict[int, list[float]] = field(default_factory=dict)
    said: list[tuple[int, float, float]] = field(default_factory=list)  # number, acknowledged, answered
    memory: int = 0

    async def open(self, headers):
        for start in tqdm(range(0, len(headers), OPENING_AT_ONCE), desc=f"{self.name}: sockets", leave=False):
            batch = range(start, min(start + OPENING_AT_ONCE, len(headers)))
            opened = await asyncio.gather(*(self.connect(n, headers[n], self.note) for n in batch))
            await asyncio.gather(*(one.ready for one in opened))
            self.readers += opened
            if not start:  # the first few have loaded whatever there is to load
                before = sum(resident(one.pid) for one in self.processes)
        await asyncio.sleep(2)
        self.memory = (sum(resident(one.pid) for one in self.processes) - before) // max(
            len(headers) - OPENING_AT_ONCE, 1
        )

    def connect(self, n, headers, heard=lambda seq, moment: None, since=None):
        reader = Reader(headers, self.topic, self.since if since is None else since, heard)
        return connect(self.ports[n % len(self.ports)], n, reader)

    def note(self, seq, moment):
        self.heard.setdefault(seq, []).append(moment)

    async def say(self, n, path, headers, body):
        acknowledged, answered = await post(self.ports[n % len(self.ports)], path, headers, body)
        self.said.append((self.since + n + 1, acknowledged, answered))

    def measured(self, readers):
        numbers, counted = [seq for seq, _at, _answered in self.said], self.said[WARM:]
        late = sorted(moment - at for seq, at, _answered in counted for moment in self.heard.get(seq, ()))
        if not late:
            raise SystemExit(f"{self.name}: nobody heard anything")
        return Measured(
            self.name,
            len(self.readers),
            p50=1000 * median(late),
            p99=1000 * late[int(len(late) * 0.99)],
            last=1000 * median(max(self.heard[seq]) - at for seq, at, _a in counted if seq in self.heard),
            answer=1000 * median(answered - at for _seq, at, answered in counted),
            bytes_a_socket=self.memory,
            dropped=sum(one.closed is not None for one in readers),
            lost=sum(not set(numbers) <= set(one.seqs) for one in readers),
            disordered=sum(one.seqs != sorted(set(one.seqs)) for one in readers),
        )


def words():
    """Some 320 characters that nobody has said before."""
    return " ".join(random.sample(WORDS, 50))


async def post(port, path, headers, body):
    """When the server acknowledged, and when the first bytes of its answer came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
    status = await reader.readline()
    moment = time.perf_counter()
    rest = await reader.read()
    writer.close()
    if b" 201 " not in status or b'"held"' in rest:
        raise ConnectionError(status + rest)
    head = rest.lower()
    start = head.index(b"x-acknowledged:") + 15
    return float(head[start : head.index(b"\r", start)]), moment


async def compare(readers, posts, processes, thread, writers, headers):
    """Measured of the platform and, with one process, of the bare loop."""
    own = await asyncio.to_thread(lambda: Thread.objects.get(pk=thread.pk))
    with ExitStack() as servers:
        running = [servers.enter_context(server("bench.platform:application")) for _n in range(processes)]
        platform = Side(
            "platform" + (f"×{processes}" if processes > 1 else ""),
            *map(list, zip(*running, strict=True)), f"thread:{thread.pk}", own.head_seq,
        )  # fmt: skip
        sides = [platform]
        if processes == 1:
            process, port = servers.enter_context(server("bench.bare:application"))
            sides.append(Side("bare loop", [process], [port], "thread:1", 0))
        await asyncio.sleep(3)
        return await run(sides, headers[:readers], posts, f"/api/v1/threads/{thread.pk}/posts", writers)


async def run(sides, headers, posts, path, writers):
    platform, *bare = sides
    for side in sides:
        await side.open(headers)
    silent = platform.readers[:SILENT]
    for one in silent:
        one.transport.pause_reading()
    paused_at = time.perf_counter()
    stuck = [Stuck(one) for one in platform.readers[SILENT : SILENT + STUCK]]
    await asyncio.gather(*(one.fill() for one in stuck))
    attentive = platform.readers[SILENT + STUCK :]
    gc.collect()
    gc.freeze()
    for n in tqdm(range(WARM + posts), desc="posts", leave=False):
        begun = time.perf_counter()
        await platform.say(n, path, writers[n % len(writers)], json.dumps({"body": words()}).encode())
        await asyncio.sleep(max(0, begun + 0.5 - time.perf_counter()))
        frame = attentive[0].last.replace(
            f'"seq":{attentive[0].cursor},'.encode(), f'"seq":{n + 1},'.encode()
        )
        for side in bare:
            await side.say(n, "/say", {}, frame)
        await asyncio.sleep(max(0, begun + 1 - time.perf_counter()))
    for _second in range(SETTLE):
        await asyncio.sleep(1)
        if all(len(one.seqs) >= WARM + posts for one in attentive):
            break
    rows = [platform.measured(attentive)] + [side.measured(side.readers) for side in bare]
    rows[0].stuck_dropped, rows[0].stuck_whole = await come_back(
        platform, silent, stuck, headers, paused_at + KEEPALIVE
    )
    for side in sides:
        for one in side.readers:
            one.transport.abort()
    return rows


async def come_back(side, silent, stuck, headers, until):
    """(dropped, whole) of those who never read: they read what is left, and open a new socket with their cursor."""
    for one in stuck:
        one.ask(300)
    await asyncio.sleep(max(3, until - time.perf_counter()))
    numbers = [seq for seq, _at, _answered in side.said]
    dropped = whole = 0
    for n, reader in enumerate([*silent, *(one.reader for one in stuck)]):
        reader.transport.resume_reading()
        try:
            async with asyncio.timeout(5):
                await asyncio.shield(reader.ended)
        except TimeoutError:
            continue
        dropped += 1
        again = await side.connect(n, headers[n], since=reader.cursor)
        await again.ready
        whole += reader.seqs + again.seqs == numbers
        again.transport.abort()
    return dropped, whole


def verdicts(rows):
    """(what, number, limit, held) of each demand on one comparison."""
    platform, *bare = rows
    for other in bare:
        for name in ("p50", "p99"):
            ratio = getattr(platform, name) / getattr(other, name)
            yield f"{name} over the bare loop's", round(ratio, 2), WITHIN, ratio <= WITHIN
    kb = round(platform.bytes_a_socket / 1024, 1)
    yield "kB an idle socket", kb, IDLE_BYTES // 1024, platform.bytes_a_socket < IDLE_BYTES
    gone = platform.dropped + platform.lost + platform.disordered
    yield "readers dropped or not whole", gone, 0, not gone
    missed = 2 * (SILENT + STUCK) - platform.stuck_dropped - platform.stuck_whole
    yield "who never read, kept or not whole", missed, 0, not missed


def measure(numbers, *, posts=20, processes=1):
    """A list of (rows, verdicts) for each number of sockets; prints as it goes."""
    if processes > 1 and not settings.REDIS_URL:
        raise SystemExit("Several processes need Redis between them: set REDIS_URL.")
    allow_files(2 * max(numbers) + 500)
    people = crowd.members(max(numbers))
    thread, headers = crowd.conversation(people[0]), crowd.sessions(people)
    writers = [crowd.token(one) for one in people[:WRITERS]]
    found = []
    for readers in numbers:
        rows = asyncio.run(compare(readers, posts, processes, thread, writers, headers))
        judged = list(verdicts(rows))
        for row in rows:
            print(row)
        for what, number, limit, held in judged:
            print(f"{'':>12} {what}: {number} (limit {limit}) {'held' if held else 'NOT HELD'}", flush=True)
        found.append((rows, judged))
    return found


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", default="1000,2000", help="numbers of sockets, parted by commas")
    parser.add_argument("--posts", type=int, default=20)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--json", help="a file that gets the numbers")
    options = parser.parse_args()
    numbers = [int(number) for number in options.readers.split(",")]
    found = measure(numbers, posts=options.posts, processes=options.processes)
    if options.json:
        with open(options.json, "w") as file:
            json.dump([[asdict(row) for row in rows] for rows, _judged in found], file, indent=1)


if __name__ == "__main__":
    main()
