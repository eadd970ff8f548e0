"""Facts and what follows them.

A service states a fact with `emit(event)`. Durable consequences run inside the transaction and only enqueue
background tasks, so they exist exactly if the write does. Live consequences run after the commit, each on its
own: one that fails is logged and disturbs nobody, because a reader recovers from its cursor.

    @dataclass(frozen=True)
    class PostCreated(Event):
        post_id: int

    @durable(PostCreated)
    def index_post(event): index_thread.enqueue(...)

    @live(PostCreated)
    def broadcast_post(event): publish(...)
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

log = logging.getLogger(__name__)

Subscriber = Callable[[Any], None]


@dataclass(frozen=True)
class Event:
    """A fact in the past tense. Subclasses are frozen dataclasses that carry ids only."""


_durable: dict[type[Event], list[Subscriber]] = defaultdict(list)
_live: dict[type[Event], list[Subscriber]] = defaultdict(list)


def durable(*event_classes: type[Event]) -> Callable[[Subscriber], Subscriber]:
    """Subscribe a function that runs inside the emitting transaction; all it may do is enqueue tasks."""
    return _subscribe(_durable, event_classes)


def live(*event_classes: type[Event]) -> Callable[[Subscriber], Subscriber]:
    """Subscribe a function that runs after the commit; what it raises is logged and goes no further."""
    return _subscribe(_live, event_classes)


def subscribers_of(event_class: type[Event]) -> list[Subscriber]:
    """Every subscriber of the class, durable ones first."""
    return [*_durable.get(event_class, ()), *_live.get(event_class, ())]


def emit(event: Event) -> None:
    """State a fact. What a durable subscriber raises reaches the caller and rolls the write back."""
    with transaction.atomic():
        for subscriber in _durable.get(type(event), ()):
            subscriber(event)
        for subscriber in _live.get(type(event), ()):
            transaction.on_commit(_isolated(subscriber, event))


def _subscribe(table: dict[type[Event], list[Subscriber]], event_classes: tuple[type[Event], ...]):
    def decorator(function: Subscriber) -> Subscriber:
        for event_class in event_classes:
            if function in table[event_class]:
                raise ImproperlyConfigured(f"{function.__qualname__} already follows {event_class.__name__}")
            table[event_class].append(function)
        return function

    return decorator


def _isolated(subscriber: Subscriber, event: Event) -> Callable[[], None]:
    # on_commit(robust=True) asks the callable for its __qualname__, which a partial has not.
    def run() -> None:
        try:
            subscriber(event)
        except Exception:
            log.exception("live subscriber %s failed on %r", subscriber.__qualname__, event)

    return run
