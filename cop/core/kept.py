"""Small, seldom changed tables that every page shows, kept in the memory of each process."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Generic, TypeVar

from django.db import transaction

T = TypeVar("T")
SECONDS = 60  # after which another process's change is seen
_all: list["Kept[Any]"] = []


class Kept(Generic[T]):
    """`words = Kept(read)`: `words()` is what `read()` answered, at most a minute ago.

    Whoever changes the table calls `words.forget()`. Treat what it answers as read-only: all threads share it.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._found: tuple[float, T] | None = None
        _all.append(self)

    def __call__(self) -> T:
        found = self._found
        if found is None or monotonic() - found[0] > SECONDS:
            found = self._found = (monotonic(), self._read())
        return found[1]

    def forget(self, **signal: Any) -> None:
        """Now, and once more on commit: meanwhile another thread may have read what was there before."""
        self._clear()
        transaction.on_commit(self._clear)

    def _clear(self) -> None:
        self._found = None


def forget_all() -> None:
    """For tests: nothing crosses from one into the next."""
    for kept in _all:
        kept._clear()
