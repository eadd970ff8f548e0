"""Facts about conversations. Ids only."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class ThreadStarted(Event):
    thread_id: int


@dataclass(frozen=True)
class PostChanged(Event):
    """A post was created, hidden, shown or removed; `seq` is the number of that change in its thread."""

    thread_id: int
    post_id: int
    seq: int
    kind: str


@dataclass(frozen=True)
class ThreadAccessChanged(Event):
    """Who may read the thread may have changed."""

    thread_id: int
