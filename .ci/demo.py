"""Starts `make demo` twice with a database of its own: how long each takes, what it says, how it stops."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

COLD, WARM = (
    120,
    5,
)  # seconds allowed, of work where the machine is busy with others; the installation comes before

PATIENCE = 1200  # seconds by the clock, after which it will not come any more, however busy the machine is


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # and with it what it started
    # A shell lets what it starts in the background ignore Ctrl-C, which the demo would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    work = Path(tempfile.mkdtemp(prefix="cop-demo-"))
    try:
        first = start(work)
        second = start(work)
    finally:
        shutil.rmtree(work)
    print("cold {:.1f} s ({:.1f} s of work), warm {:.1f} s ({:.1f} s of work)".format(*first, *second))
    return 0 if min(first) < COLD and min(second) < WARM else "too slow"


def start(work):
    """Until the front page answers; then Ctrl-C. Returns the seconds, and those of work until it ended."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{work}/db.sqlite3",
        "MEDIA_ROOT": f"{work}/media",
    }
    began, before = time.monotonic(), worked()
    with (work / "log").open("w+") as log:
        process = subprocess.Popen(
            ["make", "--no-print-directory", "demo", f"PORT={port}"],
            env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            while not answers(port):
                if process.poll() is not None or time.monotonic() > began + PATIENCE:
                    sys.exit(f"the demo did not start:\n{(work / 'log').read_text()}")
                time.sleep(0.1)
            took = time.monotonic() - began
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)  # as a terminal does
            process.wait(60)
        said = (work / "log").read_text()
    for word in (f"http://localhost:{port}/", "visitor@example.org", "Stopped."):
        if word not in said:
            sys.exit(f"the demo did not say {word!r}:\n{said}")
    for word in ("Warning", "Traceback", "No directory"):
        if word in said:
            sys.exit(f"the demo said {word!r}:\n{said}")
    return took, worked() - before


def worked():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main())
