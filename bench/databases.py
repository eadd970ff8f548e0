"""Databases of the corpora: made when they are missing or what they were made by has changed, and kept between runs.

BENCH_DATABASE_URL names a PostgreSQL server, a role that may make databases, and the beginning of their names:
`postgres://cop@localhost/cop_bench` gives `cop_bench_10000`. A comment on each says what it was made by.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("cop", "members", "library", "forums", "search", "notifications", "bench")
MULTIPLIED = 100_000  # posts of the corpus of which greater ones are made
DEFAULT = "postgres://cop@127.0.0.1:5432/cop_bench"


class Databases:
    """`environment`: what the processes that fill them are started with, without DATABASE_URL."""

    def __init__(self, environment):
        self.url = urlsplit(os.environ.get("BENCH_DATABASE_URL") or DEFAULT)
        self.environment = environment

    def address(self, name):
        return self.url._replace(path=f"{self.url.path}_{name}").geturl()

    def ensure(self, posts, *, anew=False):
        """The address of the corpus, which is made now if need be."""
        made_by = fingerprint()
        if anew or self._comment(str(posts)) != made_by:
            if posts > MULTIPLIED and posts % MULTIPLIED == 0:
                self.ensure(MULTIPLIED)
                copies = posts // MULTIPLIED - 1
                self._make(str(posts), str(MULTIPLIED), made_by, f"--copies={copies}")
            else:
                self._base(made_by)
                self._make(str(posts), "base", made_by, f"--posts={posts}")
        return self.address(posts)

    def empty(self, name):
        """The address of a new copy of what all corpora begin with: the starter content."""
        self._base(fingerprint())
        self._make(name, "base", "")
        return self.address(name)

    def _base(self, made_by):
        if self._comment("base") != made_by:
            self._make("base", None, made_by, "--base")

    def _make(self, name, template, made_by, option=None):
        whole = self._whole(name)
        with self._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(whole))
            command = sql.SQL("CREATE DATABASE {}").format(whole)
            if template:
                command += sql.SQL(" TEMPLATE {}").format(self._whole(template))
            server.execute(command)
        environment = self.environment | {"DATABASE_URL": self.address(name)}
        if option:
            subprocess.run(
                [sys.executable, "-m", "bench.corpus", option], cwd=ROOT, env=environment, check=True
            )
        with self._server() as server:
            server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(whole, sql.Literal(made_by)))

    def _whole(self, name):
        return sql.Identifier(f"{self.url.path.lstrip('/')}_{name}")

    def _comment(self, name):
        with self._server() as server:
            found = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [f"{self.url.path.lstrip('/')}_{name}"],
            ).fetchone()
        return found[0] if found else None

    def _server(self):
        return psycopg.connect(self.url._replace(path="/postgres").geturl(), autocommit=True)


def fingerprint():
    """Of every migration by name and of everything that makes a corpus."""
    migrations = sorted(
        str(path.relative_to(ROOT)) for room in ROOMS for path in (ROOT / room).rglob("migrations/0*.py")
    )
    made = [path.read_text() for path in sorted((ROOT / "bench/corpus").glob("*.py"))]
    return hashlib.sha256("\n".join([*migrations, *made]).encode()).hexdigest()[:16]
