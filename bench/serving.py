"""Servers to be measured, each a process of its own with the options that the platform is run with."""

import os
import resource
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

OPTIONS = [
    "--no-proxy-headers",
    "--no-server-header",
    "--ws-per-message-deflate",
    "false",
    "--ws-max-size",
    "65536",
    "--lifespan",
    "on",
    "--log-level",
    "error",
    "--backlog",
    "4096",
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(application, **environment):
    """(process, port) of an ASGI application that listens."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", application, "--port", str(port), *OPTIONS]
    environment = os.environ | {"ALLOWED_HOSTS": "localhost,127.0.0.1"} | environment
    process = subprocess.Popen(command, env=environment)  # noqa: S603
    try:
        for _attempt in range(600):
            with socket.socket() as probe:
                if process.poll() is not None:
                    raise RuntimeError(f"{application} ended with {process.returncode}")
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield process, port
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def allow_files(number):
    """Let this process and those that it starts open so many files and sockets at once."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        raise SystemExit(
            f"{number} open files are needed and {hard} allowed: raise it with ulimit -Hn {number}"
        )
    if soft != resource.RLIM_INFINITY and soft < number:
        resource.setrlimit(resource.RLIMIT_NOFILE, (number, hard))
