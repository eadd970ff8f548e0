"""Small things that every page shows and that seldom change, kept in the memory of each process."""

from collections.abc import Callable
from time import monotonic
from typing import Any, Generic, TypeVar, cast

from django.db import transaction

T = TypeVar("T")
SECONDS = 60  # after which another process's change is seen
MOST = 1024  # answers of one question
_all: list["Kept[Any]"] = []


class Kept(Generic[T]):
    """`words = Kept(read)`: `words(*about)` is what `read(*about)` answered, at most a minute ago.

    Whoever changes what is read calls `words.forget()`. Treat what it answers as read-only: all threads share it.
    """

    def __init__(self, read: Callable[..., T]) -> None:
        self._read = read
        self._found: dict[tuple[Any, ...], tuple[float, T]] = {}
        _all.append(self)

    def __call__(self, *about: Any) -> T:
        found = self._found.get(about)
        if found is not None and monotonic() - found[0] <= SECONDS:
            return found[1]
        answer = self._read(*about)
        if len(self._found) >= MOST:
            self._clear()
        self._found[about] = (monotonic(), answer)
        return answer

    def row(self, key: Any) -> Any:
        """What stands under a key of the one mapping that is kept; None for no key. One that is not known yet may have
        come in another process meanwhile: then all is read again."""
        if key is None:
            return None
        found = cast(Any, self())
        if key not in found:
            self._clear()
            found = cast(Any, self())
        return found.get(key)

    def forget(self, **signal: Any) -> None:
        """Now, and once more on commit: meanwhile another thread may have read what was there before."""
        self._clear()
        transaction.on_commit(self._clear)

    def _clear(self) -> None:
        self._found = {}


def forget_all() -> None:
    """For tests: nothing crosses from one into the next."""
    for kept in _all:
        kept._clear()
