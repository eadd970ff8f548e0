"""Background tasks for the tests; importable by path, as a worker imports them."""

import os
import time

from cop.core.live import publish
from cop.core.queue import background

ran: list[str] = []


@background(retries=2)
def note(*, word):
    ran.append(word)


@background(retries=2)
def fail(*, word):
    ran.append(word)
    raise ValueError(word)


@background(retries=2)
def enqueue_another(*, word):
    note.enqueue(word=word)


@background(retries=2)
def write_or_hang(*, path):
    """Hang at the first attempt, write at the second."""
    if os.path.exists(path):
        with open(path, "a") as file:
            file.write("second")
        return
    with open(path, "w") as file:
        file.write("first,")
    time.sleep(600)


@background(retries=2)
def broadcast(*, topic, seq):
    publish(topic, {"seq": seq, "kind": "post"})
