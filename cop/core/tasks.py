"""Periodic care for the queue itself."""

from datetime import timedelta

from cop.core.queue import prune_finished, sweep_lost_tasks
from cop.core.schedule import every


@every(seconds=10)
def sweep_queue() -> None:
    """Run again what killed workers left."""
    sweep_lost_tasks()


@every(hours=1)
def prune_queue() -> None:
    """Forget what succeeded an hour ago and what failed a month ago (its dead letter stays)."""
    prune_finished(succeeded=timedelta(hours=1), failed=timedelta(days=30))
