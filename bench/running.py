"""The platform as it is run: the production settings, the server of deploy/web, one process."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRATCH = ROOT / "var/bench"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment():
    """All that the production settings ask for, but the database. Members may write as often as they like."""
    redis = os.environ.get("BENCH_REDIS_URL") or os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "REDIS_URL": redis,
        "EMAIL_URL": "consolemail://",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "http://127.0.0.1",
        "POSTS_A_MINUTE": "0",
        "POST_REPEATS": "0",
        "LOG_LEVEL": "WARNING",
        "MEDIA_ROOT": str(SCRATCH / "media"),
        "PROTECTED_ROOT": str(SCRATCH / "protected"),
        "STATIC_ROOT": str(SCRATCH / "static"),
    }


def prepared():
    """`environment`, with the files that pages link to collected."""
    variables = environment()
    SCRATCH.mkdir(parents=True, exist_ok=True)
    manage(
        variables | {"DATABASE_URL": "sqlite:///:memory:"}, "collectstatic", "--noinput", "--verbosity", "0"
    )
    return variables


def manage(variables, *arguments):
    """A command of manage.py, or with `-m` a module: what it prints."""
    command = arguments if arguments[0] == "-m" else ("manage.py", *arguments)
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextmanager
def served(variables):
    """A server with these variables: (its port, its process)."""
    port = free_port()
    process = subprocess.Popen(
        ["sh", "deploy/web"],
        cwd=ROOT,
        env=variables | {"HOST": "127.0.0.1", "PORT": str(port)},
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port, seconds=120):
    for _attempt in range(seconds * 5):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"nothing answers on port {port}")


def resident(pid="self"):
    """Bytes of memory that a process holds."""
    with open(f"/proc/{pid}/smaps_rollup") as smaps:
        return next(int(line.split()[1]) * 1024 for line in smaps if line.startswith("Rss:"))
