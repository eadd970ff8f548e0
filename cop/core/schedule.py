"""Periodic functions, run by the workers from one table; no cron.

    @every(hours=1)
    def prune_drafts(): ...

Each is claimed by one conditional update, so N workers run it once a period. A killed worker's claim ends
with its lease. Functions take no arguments, stand at module level in a room's `tasks.py`, and are short: a long
job enqueues background tasks.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils import timezone

from cop.core.models import PeriodicTask

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)


@dataclass(frozen=True)
class Periodic:
    """A registered function, its period and how long a worker may hold it."""

    function: Callable[[], Any]
    period: timedelta
    lease: timedelta


registered: dict[str, Periodic] = {}


def every(
    *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0, lease: timedelta = LEASE
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Run the function once in each such period, counted from the start of its last run."""
    period = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if period <= timedelta(0):
        raise ImproperlyConfigured("a periodic function needs a period")

    def decorator(function: Callable[[], Any]) -> Callable[[], Any]:
        name = f"{function.__module__}.{function.__qualname__}"
        if name in registered:
            raise ImproperlyConfigured(f"{name} is scheduled twice")
        registered[name] = Periodic(function, period, lease)
        return function

    return decorator


def run_due() -> int:
    """Run what is due and not held by another worker. Returns how many ran; failures are logged and kept."""
    rows = {row.name: row for row in PeriodicTask.objects.all()}
    missing = [PeriodicTask(name=name) for name in registered if name not in rows]
    if missing:
        PeriodicTask.objects.bulk_create(missing, ignore_conflicts=True)
    ran = 0
    for name, periodic in list(registered.items()):
        row = rows.get(name)
        if row and row.last_run and row.last_run > timezone.now() - periodic.period:
            continue
        if _claim(name, periodic):
            _run(name, periodic)
            ran += 1
    return ran


def _claim(name: str, periodic: Periodic) -> bool:
    now = timezone.now()
    due = Q(last_run=None) | Q(last_run__lte=now - periodic.period)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    return bool(PeriodicTask.objects.filter(due, free, name=name).update(leased_until=now + periodic.lease))


def _run(name: str, periodic: Periodic) -> None:
    started, error = timezone.now(), ""
    try:
        periodic.function()
    except Exception as exception:
        log.exception("periodic %s failed", name)
        error = repr(exception)
    PeriodicTask.objects.filter(name=name).update(last_run=started, leased_until=None, last_error=error)
