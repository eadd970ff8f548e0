"""Waiting for what another thread or process does."""

import time


def wait_until(ready, *, seconds: float = 10, what: str = "it happened"):
    """The first true answer of `ready()`; AssertionError after that many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ready():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"after {seconds:.0f} seconds still not: {what}")
