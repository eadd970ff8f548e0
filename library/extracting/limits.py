"""How far a file is read, and what for."""

import resource
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any

PROCESSOR = 20  # seconds
PATIENCE = 60  # seconds by the clock
MEMORY = 1_000_000_000  # bytes of addresses
SAID = 2_000_000  # bytes that the process may write
CHARACTERS = 100_000  # about 40 full pages; PostgreSQL tells places of words no further
PAGES = 500
INFLATED = 40_000_000  # bytes of an archive's members that are read
MEMBERS = 2_000
TALLEST = 640  # points of the longer side of a picture


class Unreadable(Exception):
    """Why a file cannot be read: one of the values of `Extract.Why`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Read:
    """What a reader found: words, whether it left some out, pages where there are such, and what draws a picture or None."""

    words: list[str]
    more: bool = False
    pages: int | None = None
    draw: Callable[[], Any] = lambda: None


def hold_back() -> None:
    """Put the limits on this process. The kernel keeps them; where they cannot be set on Linux, nothing is read at all."""
    for what, most in (
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, SAID),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _soft, hard = resource.getrlimit(what)
        held = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with nullcontext() if sys.platform == "linux" else suppress(ValueError, OSError):
            resource.setrlimit(what, (held, held))  # macOS knows no limit of addresses
