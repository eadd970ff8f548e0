"""How long a reply takes to reach its readers: `python -m bench.live`.

In one run and with one client, for each number of sockets: the platform (one process), and a bare ASGI loop that sends
the same bytes to the same sockets (`bench.bare`). One post a second is written over the API; measured is the time from
its answer to the receipt at every reader, and the memory that an idle socket costs the server. A few readers never
read. `--processes 2` puts the sockets of the platform on two processes, which need REDIS_URL.

It writes into the database of DATABASE_URL, which must be migrated: a forum, a thread and members of its own.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop.settings.development")
django.setup()

# These import models, which exist only now.
from allauth.account.models import EmailAddress  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.utils import timezone  # noqa: E402
from tqdm import tqdm  # noqa: E402

from bench.readers import connect  # noqa: E402
from forums.models import Forum, Thread  # noqa: E402
from forums.rendering import in_all_languages  # noqa: E402
from forums.services import posting  # noqa: E402
from library.models import Principle  # noqa: E402
from members.models import ApiToken, User  # noqa: E402

OPENING_AT_ONCE = 50
SLOW = 5  # readers that never read


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(application, port):
    """A process of its own, with the options that the platform is run with."""
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--log-level", "error"]
    options = [
        "--ws-per-message-deflate",
        "false",
        "--ws-max-size",
        "65536",
        "--lifespan",
        "on",
        "--backlog",
        "4096",
    ]
    environment = os.environ | {"ALLOWED_HOSTS": "localhost,127.0.0.1"}
    process = subprocess.Popen([*command, *options], env=environment)  # noqa: S603
    try:
        for _attempt in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def memory_of(process):
    """Resident bytes."""
    with open(f"/proc/{process.pid}/smaps_rollup") as smaps:
        return next(int(line.split()[1]) * 1024 for line in smaps if line.startswith("Rss:"))


def people(number):
    """Members with a session each: (session cookies, the token of the first)."""
    missing = number - User.objects.filter(email__startswith="bench-live-").count()
    User.objects.bulk_create(
        User(
            email=f"bench-live-{os.urandom(6).hex()}@example.org",
            display_name="Reader",
            approved_at=timezone.now(),
        )
        for _n in range(max(missing, 0))
    )
    members = list(User.objects.filter(email__startswith="bench-live-").order_by("pk")[:number])
    verified = set(EmailAddress.objects.filter(user__in=members).values_list("user_id", flat=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, primary=True, verified=True)
        for one in members
        if one.pk not in verified
    )
    backend, store = settings.AUTHENTICATION_BACKENDS[0], SessionStore()
    rows = []
    for member in members:
        told = {
            SESSION_KEY: str(member.pk),
            BACKEND_SESSION_KEY: backend,
            HASH_SESSION_KEY: member.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=os.urandom(16).hex(),
                session_data=store.encode(told),
                expire_date=timezone.now() + timedelta(hours=2),
            )
        )
    Session.objects.bulk_create(rows)
    ApiToken.objects.filter(member=members[0]).delete()
    return members, [row.session_key for row in rows]


def thread_of(author):
    forum, _made = Forum.objects.get_or_create(slug="bench-live", defaults={"name": "Bench"})
    principle = Principle.objects.first() or Principle.objects.create(slug="trust-parents")
    return posting.start_thread(
        actor=author,
        forum=forum,
        kind="discussion",
        title="One post a second",
        body="How fast?",
        principles=[principle],
    )


async def post(port, path, headers, body):
    """Answered: the moment at which the first bytes of the answer came."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
    status = await reader.readline()
    moment = time.perf_counter()
    if b" 201 " not in status:
        raise ConnectionError(status + await reader.read())
    writer.close()
    return moment


async def measure(ports, processes, readers, sessions, topic, since, posts, say):
    """Open the sockets, let `say(n)` speak `posts` times a second apart.

    Seconds from each answer to each receipt, seconds from the first to the last receipt of each post, bytes a socket,
    sockets dropped, receipts lost.
    """
    heard: dict[int, list[float]] = {}
    took = lambda seq, moment: heard.setdefault(seq, []).append(moment)  # noqa: E731
    before = sum(map(memory_of, processes))
    open_sockets, slow = [], []
    for start in tqdm(range(0, readers, OPENING_AT_ONCE), desc=f"{readers} sockets", leave=False):
        batch = [
            connect(
                ports[n % len(ports)], "/ws/live/?lang=en",
                {"Host": "localhost", "Origin": "http://localhost", "Cookie": f"{settings.SESSION_COOKIE_NAME}={sessions[n]}"},
                topic, since, took,
            )
            for n in range(start, min(start + OPENING_AT_ONCE, readers))
        ]  # fmt: skip
        opened = await asyncio.gather(*batch)
        await asyncio.gather(*(one.ready for one in opened))
        open_sockets += opened
    await asyncio.sleep(2)
    memory = (sum(map(memory_of, processes)) - before) / readers
    slow, open_sockets = open_sockets[:SLOW], open_sockets[SLOW:]
    for one in slow:
        one.transport.pause_reading()
    said: list[tuple[int, float]] = []
    for n in range(posts):
        begun = time.perf_counter()
        said.append(await say(n))
        await asyncio.sleep(max(0, 1 - (time.perf_counter() - begun)))
    await asyncio.sleep(3)
    # What came before the answer waited for nobody.
    late = [max(moment - at, 0.0) for seq, at in said for moment in heard.get(seq, ())]
    fan = [max(heard[seq]) - min(heard[seq]) for seq, _at in said if heard.get(seq)]
    lost = sum(len(open_sockets) - len(heard.get(seq, ())) for seq, _at in said)
    dropped = sum(one.closed is not None for one in open_sockets)
    for one in (*open_sockets, *slow):
        one.transport.abort()
    return late, fan, memory, dropped, lost


def told(name, readers, late, fan, memory, dropped, lost):
    late = sorted(late)
    row = {
        "server": name, "sockets": readers, "p50_ms": round(1000 * median(late), 1),
        "p99_ms": round(1000 * late[int(len(late) * 0.99)], 1), "fan_ms": round(1000 * median(fan), 1),
        "kB_a_socket": round(memory / 1024, 1),
        "dropped": dropped, "lost": lost,
    }  # fmt: skip
    print("{server:>10} {sockets:>6} p50 {p50_ms:>8} ms  p99 {p99_ms:>8} ms  first to last {fan_ms:>7} ms  {kB_a_socket:>6} kB a socket  "
          "{dropped} dropped, {lost} lost".format(**row), flush=True)  # fmt: skip
    return row


async def platform(readers, posts, processes, members, sessions, thread, token):
    ports = [free_port() for _n in range(processes)]
    contexts = [server("cop.asgi:application", port) for port in ports]
    running = [context.__enter__() for context in contexts]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        await asyncio.sleep(3)
        since = (await asyncio.to_thread(lambda: Thread.objects.get(pk=thread.pk))).head_seq
        numbers = iter(range(since + 1, since + posts + 1))

        async def say(n):
            body = json.dumps(
                {"body": f"Post {n}. " + "What each of them noticed at the door. " * 8}
            ).encode()
            return next(numbers), await post(
                ports[n % processes], f"/api/v1/threads/{thread.pk}/posts", headers, body
            )

        found = await measure(ports, running, readers, sessions, f"thread:{thread.pk}", since, posts, say)
    finally:
        for context in contexts:
            context.__exit__(None, None, None)
    return told(f"platform×{processes}", readers, *found)


async def bare(readers, posts, sessions, frame):
    port = free_port()
    with server("bench.bare:application", port) as process:

        async def say(n):
            text = frame.replace('"seq":0', f'"seq":{n + 1}')
            return n + 1, await post(port, "/say", {}, text.encode())

        found = await measure([port], [process], readers, sessions, "thread:1", 0, posts, say)
    return told("bare loop", readers, *found)


def frame_of(thread):
    """The bytes of one reply as readers get them."""
    html = in_all_languages(thread.posts.order_by("-position").first())["en"]
    return json.dumps(
        {"topic": f"thread:{thread.pk}", "seq": 0, "kind": "created", "post": 1, "html": html}
    ).replace('"seq": 0', '"seq":0')


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--readers", default="1000,2000", help="numbers of sockets, parted by commas")
    parser.add_argument("--posts", type=int, default=15)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    numbers = [int(number) for number in options.readers.split(",")]
    members, sessions = people(max(numbers))
    thread = thread_of(members[0])
    token = ApiToken.issue(member=members[0], name="bench")[1]
    posting.reply(
        actor=members[0], thread=thread, body="Post 0. " + "What each of them noticed at the door. " * 8
    )
    frame = frame_of(thread)
    rows = []
    for readers in numbers:
        rows.append(asyncio.run(bare(readers, options.posts, sessions, frame)))
        rows.append(
            asyncio.run(platform(readers, options.posts, options.processes, members, sessions, thread, token))
        )
        one, two = rows[-2:]
        ratios = ", ".join(f"{name} {two[name] / one[name]:.2f}" for name in ("p50_ms", "p99_ms", "fan_ms"))
        print(f"{'':>10} {readers:>6} ratios {ratios}", flush=True)
    Session.objects.filter(session_key__in=sessions).delete()
    return rows


if __name__ == "__main__":
    main()
