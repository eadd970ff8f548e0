"""Nothing that was acknowledged is lost: 20 writers and 50 readers, while one part after another is killed.

    python -m tests.system.storm --minutes 10          (`make soak MINUTES=10`)

The parts run with their production commands (`stack.py`), on a PostgreSQL and a Redis of their own (`servers.py`), and
with the Elasticsearch of ELASTICSEARCH_URL where there is one. Killed are a web process, the worker and Redis by
SIGKILL, and PostgreSQL by an immediate shutdown; each comes back after a few seconds, as a container does. In the end
`Account` says what became of every post, reader, notification and index entry; `wrong` is empty if nothing was lost.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.system.servers import Postgres, Redis
from tests.system.stack import ROOT, Stack, healthy
from tests.system.storm_readers import Reader, reading
from tests.system.storm_writers import Visitor, Writer
from tests.waiting import wait_until

READERS, WITHOUT_SOCKETS = 50, 10
CALM = 5.0  # seconds before the first blow, between two, and after the last
STUCK = 120  # seconds in which nothing moves any more, once the parts are back
MAY_FAIL = 0.02  # of the pages: what a process was answering when it was killed
GRACE = 12.0  # seconds after the database is back for which a page may still fail

SHORT = ("web", "worker", "redis", "postgres", "web")


@dataclass
class Account:
    posts: int = 0
    edits_and_removals: int = 0
    retries: int = 0
    slowest: float = 0.0
    blows: list[str] = field(default_factory=list)
    sockets: int = 0
    polls: int = 0
    reloads: int = 0
    visits: int = 0
    visits_failed: int = 0
    settled_after: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = [
            ("killed", ", ".join(self.blows)),
            ("posts acknowledged", f"{self.posts}, after {self.retries} attempts that failed; the slowest took {self.slowest:.1f} s"),
            ("changed or taken back", self.edits_and_removals),
            ("readers", f"{READERS}: {self.sockets} sockets opened, {self.polls} long polls, {self.reloads} pages loaded"),
            ("pages asked for", f"{self.visits}, of which {self.visits_failed} failed"),
            ("everything had arrived", f"{self.settled_after:.0f} s after the last post"),
            ("lost, doubled or stuck", "; ".join(self.wrong) or "nothing"),
        ]  # fmt: skip
        return "\n".join(f"{name:>24}  {value}" for name, value in rows)


class Storm:
    """`run()` answers the Account. Every process is ended by `end()`."""

    def __init__(self, elasticsearch: str = "", tell: Callable[[str], Any] = print, *, migrated=""):
        self.tell, self.migrated = tell, migrated
        self.account = Account()
        self.directory = Path(tempfile.mkdtemp(prefix="cop-storm-"))
        self.directory.chmod(0o755)
        self.postgres = Postgres(self.directory / "postgres")
        self.redis = Redis(self.directory / "redis")
        self.elasticsearch = elasticsearch
        self.stack: Stack | None = None
        self.away: list[tuple[float, float]] = []  # when the database was

    def start(self) -> None:
        self.postgres.start()
        self.redis.start()
        self.stack = Stack(
            seed="tests.system.storm_seed", migrated=self.migrated, DATABASE_URL=self.postgres.url, REDIS_URL=self.redis.url,
            ELASTICSEARCH_URL=self.elasticsearch, NOTIFICATION_MAIL_DELAY="1", LOG_LEVEL="WARNING",
        )  # fmt: skip
        self.stack.start()

    def end(self) -> None:
        if self.stack is not None:
            self.stack.stop()
        for server in (self.redis, self.postgres):
            if getattr(server, "process", None) and server.process.poll() is None:
                server.end(signal.SIGINT)
        shutil.rmtree(self.directory, ignore_errors=True)

    # ---- what happens ----------------------------------------------------------------------------------------
    def run(self, blows: Any) -> Account:
        """`blows`: names of parts, one after another; each is struck, stays away for a while and comes back."""
        seed = self.stack.seed
        self.readers = self._readers(seed)
        writers = [
            Writer(self.stack.proxy, one["thread"], one["session"], one["token"], by_form=n % 2 == 1)
            for n, one in enumerate(seed["writers"])
        ]
        someone = seed["listeners"][0]
        visitors = [
            Visitor(self.stack.proxy, path, someone["session"])
            for path in ("/", "/threads/", f"/threads/{someone['thread']}/", "/search/?q=kettle")
        ]
        with reading(self.readers):
            stop = threading.Event()
            working = [threading.Thread(target=one.write, args=[stop]) for one in writers]
            working += [threading.Thread(target=one.visit, args=[stop]) for one in visitors]
            for thread in working:
                thread.start()
            try:
                time.sleep(CALM)
                for part in blows:
                    self._strike(part)
                    time.sleep(CALM)
            finally:
                stop.set()
                for thread in working:
                    thread.join(120)
            self._settle(seed)
        self._judge(seed, writers, visitors)
        return self.account

    def _readers(self, seed) -> list[Reader]:
        people = seed["listeners"]
        return [
            Reader(
                self.stack.proxy, people[n % len(people)]["thread"], people[n % len(people)]["session"],
                people[n % len(people)]["token"], sockets=n >= WITHOUT_SOCKETS,
            )
            for n in range(READERS)
        ]  # fmt: skip

    def _strike(self, part: str) -> None:
        away = random.uniform(1, 5)  # noqa: S311
        began = time.monotonic()
        name = getattr(self, f"_{part}")(away)
        self.account.blows.append(part)
        self.tell(f"{name} was killed and is back after {time.monotonic() - began:.1f} s")

    def _web(self, away: float) -> str:
        port = random.choice(self.stack.ports)  # noqa: S311
        self.stack.kill(self.stack.web_processes[port])
        time.sleep(away)
        self.stack.web_processes[port] = self.stack.start_web(port)
        wait_until(lambda: healthy(port), seconds=60, what="the web process is back")
        return f"the web process at {port}"

    def _worker(self, away: float) -> str:
        self.stack.kill(self.stack.worker)
        time.sleep(away)
        self.stack.worker = self.stack.start_worker()
        return "the worker"

    def _redis(self, away: float) -> str:
        self.redis.end(signal.SIGKILL)
        time.sleep(away)
        self.redis.start()
        return "Redis"

    def _postgres(self, away: float) -> str:
        began = time.monotonic()
        self.postgres.end(signal.SIGQUIT)
        time.sleep(away / 2)
        self.postgres.start()
        self.away.append((began, time.monotonic() + GRACE))
        return "PostgreSQL"

    # ---- what became of it -----------------------------------------------------------------------------------
    def _settle(self, seed) -> None:
        """Wait until no task is left and every reader has heard of everything, as long as something moves."""
        began = moved = time.monotonic()
        before = None
        while True:
            here = self._ask(seed, "--waiting")
            behind = sum(here["heads"][str(reader.thread)] - reader.since for reader in self.readers)
            self.account.settled_after = time.monotonic() - began
            if not here["tasks"] and not behind:
                return
            if (here["tasks"], behind) != before:
                before, moved = (here["tasks"], behind), time.monotonic()
            elif time.monotonic() - moved > STUCK:
                self.account.wrong.append(f"stuck: {here['tasks']} tasks, readers {behind} events behind")
                return
            time.sleep(1)

    def _ask(self, seed, *arguments: str) -> dict:
        command = [sys.executable, "-m", "tests.system.storm_account", *arguments]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=self.stack.environment, input=json.dumps(seed), capture_output=True, text=True
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)

    def _judge(self, seed, writers, visitors) -> None:
        found, account = self._ask(seed), self.account
        wrong = account.wrong
        posts = {int(pk): rows for pk, rows in found["posts"].items()}
        shown = {pk: text for rows in posts.values() for pk, text in rows}
        written = [tuple(pair) for pair in found["written"]]
        acknowledged = {(key, pk) for writer in writers for key, pk in writer.said.items()}
        for writer in writers:
            if writer.refused:
                wrong.append(f"a writer was refused: {writer.refused}")
            lost = [word for pk, word in writer.words.items() if word not in shown.get(pk, "")]
            wrong += [f"acknowledged and not there: {word}" for word in lost]
            wrong += [f"taken back and still there: {pk}" for pk in writer.removed & shown.keys()]
        if missing := acknowledged - set(written):
            wrong.append(f"{len(missing)} acknowledged posts are not in the database")
        if len(written) != len(acknowledged):
            wrong.append(f"{len(acknowledged)} posts were acknowledged, {len(written)} are in the database")
        words = {
            thread: [[pk, next(part for part in text.split(" ") if part.startswith("word")).strip(".")] for pk, text in rows]
            for thread, rows in posts.items()
        }  # fmt: skip
        for n, reader in enumerate(self.readers):
            if reader.shown != words[reader.thread]:
                odd = [one for one in reader.shown if one not in words[reader.thread]]
                lacks = [one for one in words[reader.thread] if one not in reader.shown]
                wrong.append(f"reader {n} ({reader.sockets=}) lacks {lacks}, shows {odd} or another order")
        for name in (
            "sequences",
            "counters",
            "dead_letters",
            "tasks",
            "untold",
            "unmailed",
            "unindexed",
            "uncopied",
            "left_over",
        ):
            if found[name]:
                wrong.append(f"{name}: {str(found[name])[:600]}")
        account.visits = sum(one.asked for one in visitors)
        failed = [failure for visitor in visitors for failure in visitor.failures]
        there = [
            what for began, ended, what in failed if not any(a <= ended and began <= b for a, b in self.away)
        ]
        if len(there) > account.visits * MAY_FAIL:
            wrong.append(f"pages failed while the database was there: {there[:10]}")
        account.posts, account.retries = len(acknowledged), sum(len(writer.failures) for writer in writers)
        account.edits_and_removals = sum(len(writer.removed) for writer in writers) + sum(
            writer.changed for writer in writers
        )
        account.slowest = max(writer.slowest for writer in writers)
        account.sockets = sum(reader.sockets_opened for reader in self.readers)
        account.polls = sum(reader.polls for reader in self.readers)
        account.reloads = sum(reader.reloads for reader in self.readers)
        account.visits_failed = len(failed)


def endless(seconds: float):
    """Parts by chance, each at least as often as another now and then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield from random.sample(("web", "worker", "redis", "postgres"), 4)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    minutes = parser.parse_args().minutes
    storm = Storm(os.environ.get("ELASTICSEARCH_URL", ""), tell=lambda line: print(line, flush=True))
    try:
        storm.start()
        print(f"20 writers and {READERS} readers for {minutes:g} minutes", flush=True)
        account = storm.run(endless(60 * minutes))
        print(account)
        if account.wrong:
            for name in ("web", "worker"):
                print(f"---- the end of what the {name} said\n{storm.stack.log(name)[-6000:]}")
    finally:
        storm.end()
    return bool(account.wrong)


if __name__ == "__main__":
    sys.exit(main())
