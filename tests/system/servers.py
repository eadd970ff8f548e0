"""A PostgreSQL and a Redis of one's own, to be killed: on free ports, in a directory that goes with them."""

import grp
import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
import redis

from tests.system.stack import free_port, postgres_binaries
from tests.waiting import wait_until


def can_be_started() -> bool:
    return postgres_binaries() is not None and shutil.which("redis-server") is not None


class Server:
    """One process that may be killed and started again on the same port."""

    process: subprocess.Popen

    def __init__(self, directory: Path):
        self.directory, self.port = directory, free_port()
        self.directory.mkdir()

    def start(self):
        with (self.directory.parent / f"{self.directory.name}.log").open("a") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.command(), cwd=self.directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self.owner()
            )  # fmt: skip
        wait_until(self.answers, seconds=60, what=f"{type(self).__name__} answers")

    def end(self, how: signal.Signals):
        self.process.send_signal(how)
        self.process.wait(60)

    def owner(self) -> dict:
        return {}

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError


class Postgres(Server):
    """Its data outlive it. Refuses to run as root, so that there it belongs to `postgres`."""

    def __init__(self, directory: Path):
        super().__init__(directory)
        self.binaries = postgres_binaries()
        if os.getuid() == 0:
            shutil.chown(directory, "postgres", "postgres")
        made = [self.binaries / "initdb", "-D", directory, "-U", "cop", "-A", "trust", "-E", "UTF8"]
        subprocess.run(  # noqa: S603
            [*map(str, made), "--locale=C.UTF-8", "--no-sync"], check=True, capture_output=True, cwd=directory, **self.owner()
        )  # fmt: skip

    @property
    def url(self) -> str:
        return f"postgres://cop@127.0.0.1:{self.port}/postgres"

    def owner(self) -> dict:
        if os.getuid() != 0:
            return {}
        return {
            "user": pwd.getpwnam("postgres").pw_uid,
            "group": grp.getgrnam("postgres").gr_gid,
            "extra_groups": [],
        }

    def command(self) -> list[str]:
        # The machine itself does not fall, so that what the system has is as good as on the disk.
        options = {"listen_addresses": "127.0.0.1", "max_connections": 200, "fsync": "off"}
        told = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        where = ["-D", str(self.directory), "-p", str(self.port), "-k", str(self.directory)]
        return [str(self.binaries / "postgres"), *where, *told]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class Redis(Server):
    """Nothing outlives it, as in docker-compose.yml."""

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        kept = [
            "--save",
            "",
            "--appendonly",
            "no",
            "--maxmemory",
            "256mb",
            "--maxmemory-policy",
            "volatile-lru",
        ]
        return ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), *kept]

    def answers(self) -> bool:
        try:
            with redis.Redis(port=self.port, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
