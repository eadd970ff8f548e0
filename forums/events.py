"""Facts about conversations. Ids only."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class ThreadStarted(Event):
    """A thread with its opening post became readable."""

    thread_id: int


@dataclass(frozen=True)
class PostCreated(Event):
    """A post became readable for the first time; `seq` is the number of that change in its thread."""

    thread_id: int
    post_id: int
    seq: int


@dataclass(frozen=True)
class PostChanged(Event):
    """A post was edited, hidden, shown or removed, as `kind` (of ThreadEvent) says."""

    thread_id: int
    post_id: int
    seq: int
    kind: str


@dataclass(frozen=True)
class ThreadChanged(Event):
    """Title, principles, sectors, tags, lock or counters of a thread changed."""

    thread_id: int


@dataclass(frozen=True)
class ThreadAccessChanged(Event):
    """Who may read the thread may have changed; all that copies it looks again."""

    thread_id: int
