"""Background tasks in the database queue of `django-tasks-db`, with what that queue leaves to its users.

    @background(retries=5)
    def index_thread(*, thread_id): ...

    index_thread.enqueue(thread_id=12)   # a row in the caller's transaction: it exists exactly if the write does
    index_thread(thread_id=12)           # a plain call

Arguments of our own tasks are keywords, of others' (Wagtail's indexing) what they like, and JSON-able. A task takes ids, reads the present truth, may run twice, and ends
quietly when its row is gone. One that raises is tried again after 2, 8, 32 … seconds, `retries` times, then
becomes a `DeadLetter`. A worker says every `BEAT` seconds that it lives; what a silent one was running is swept
back into the queue. A task may run as long as it needs.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from traceback import format_exception
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections, transaction
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from cop.core import schedule
from cop.core.models import DeadLetter, Worker

log = logging.getLogger(__name__)

POLL = 0.25  # seconds between looks at the queue, for tasks that another process enqueued
BEAT = 5.0  # seconds between a worker's signs of life
SILENCE = timedelta(seconds=30)  # a worker silent for longer is taken for dead
SCHEDULE_POLL = 1.0  # seconds between looks at the schedule
DEFAULT_RETRIES = 5

_wake = threading.Event()


class WorkerLost(Exception):
    """The worker that ran the task was killed."""


@dataclass(frozen=True, kw_only=True)
class Background(Task):
    """A task that knows how often it is tried again. Made by `background`."""

    retries: int = DEFAULT_RETRIES

    def __call__(self, **kwargs: Any) -> Any:
        return self.func(**kwargs)

    def enqueue(self, **kwargs: Any) -> Any:  # type: ignore[override]
        """Write the task into the queue, in the caller's transaction; wake this process's worker on commit."""
        result = super().enqueue(**kwargs)
        transaction.on_commit(_wake.set)
        return result

    def later(self, delay: timedelta) -> "Background":
        """The same task, to `enqueue` for no earlier than `delay` from now."""
        return self.using(run_after=timezone.now() + delay)

    def waiting(self, *, failed_with: str) -> Any:
        """What waits for another attempt after an exception whose path begins so."""
        ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=self.module_path)
        return ready.filter(run_after__gt=timezone.now(), exception_class_path__startswith=failed_with)

    def hurry(self, *, failed_with: str) -> int:
        """Try what waits so now: what it failed at is there again. Returns how many."""
        return self.waiting(failed_with=failed_with).update(run_after=timezone.now())


def background(
    *, retries: int = DEFAULT_RETRIES, priority: int = 0
) -> Callable[[Callable[..., Any]], Background]:
    """Make a module-level function a background task. Higher priorities (-100 to 100) run first."""

    def decorator(function: Callable[..., Any]) -> Background:
        return Background(func=function, retries=retries, priority=priority)

    return decorator


def run_worker(stop: threading.Event, *, batch: bool = False) -> None:
    """Run tasks and the schedule until `stop` is set; the task at hand is finished first.

    With `batch`, return when nothing is ready. After a lost database the worker begins anew under another id,
    so that a task whose outcome could not be written is swept like that of a killed one.
    """
    while not stop.is_set():
        try:
            with _signs_of_life() as worker_id:
                _serve(worker_id, stop, batch)
        except (DatabaseError, InterfaceError):
            log.exception("worker lost the database")
            connections.close_all()
            stop.wait(1.0)
        else:
            return


def run_all_tasks() -> int:
    """For tests: run what is ready, and what that enqueues, in this thread; raise what a task raises."""
    count = 0
    while row := _claim("test"):
        count += 1
        if error := _run(row):
            raise error
    return count


def requeue(letter: DeadLetter) -> None:
    """Give a dead letter a fresh round of attempts."""
    with transaction.atomic():
        import_string(letter.task_path).enqueue(*letter.args, **letter.kwargs)
        letter.requeued_at = timezone.now()
        letter.save(update_fields=["requeued_at"])


def sweep_lost_tasks() -> int:
    """Put back what killed workers were running. Returns how many."""
    living = set(Worker.objects.filter(last_seen__gt=timezone.now() - SILENCE).values_list("id", flat=True))
    lost = [row for row in DBTaskResult.objects.running() if row.worker_ids[-1] not in living]
    for row in lost:
        log.warning("worker %s was lost while running %s", row.worker_ids[-1], row.task_path)
        _fail(row, WorkerLost(row.worker_ids[-1]), delay=timedelta(0))
    return len(lost)


def prune_finished(*, succeeded: timedelta, failed: timedelta, batch: int = 1000) -> int:
    """Delete results older than this, and workers that are long gone. Returns how many results."""
    now = timezone.now()
    old = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - succeeded)
    old |= DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - failed)
    total = 0
    while ids := list(old.order_by().values_list("pk", flat=True)[:batch]):
        total += DBTaskResult.objects.filter(pk__in=ids).delete()[0]
    Worker.objects.filter(last_seen__lt=now - timedelta(days=1)).delete()
    return total


def healthy(host: str | None = None) -> bool:
    """Whether a worker on this machine (or the named host) lives."""
    fresh = Worker.objects.filter(last_seen__gt=timezone.now() - SILENCE)
    return fresh.filter(host=host or socket.gethostname()).exists()


def _serve(worker_id: str, stop: threading.Event, batch: bool) -> None:
    look_at_schedule = 0.0
    while not stop.is_set():
        close_old_connections()
        if monotonic() >= look_at_schedule:
            schedule.run_due()
            look_at_schedule = monotonic() + SCHEDULE_POLL
        _wake.clear()
        if row := _claim(worker_id):
            _run(row)
        elif batch:
            return
        else:
            close_old_connections()
            _wake.wait(POLL)


def _claim(worker_id: str) -> DBTaskResult | None:
    # A look without a lock first: on SQLite a lock would stop every writer four times a second.
    if not DBTaskResult.objects.ready().exists():
        return None
    with transaction.atomic():
        row = DBTaskResult.objects.ready().select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.status = TaskResultStatus.RUNNING
        row.started_at = timezone.now()
        row.worker_ids = [*row.worker_ids, worker_id]
        claimed = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.READY).update(
            status=row.status, started_at=row.started_at, worker_ids=row.worker_ids
        )
    return row if claimed else None


def _run(row: DBTaskResult) -> Exception | None:
    """Run a claimed task and write down how it went."""
    try:
        with translation.override(settings.LANGUAGE_CODE):
            row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:
        log.warning("%s failed, attempt %d", row.task_path, len(row.worker_ids), exc_info=True)
        _fail(row, error)
        return error
    _still_ours(row).update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())
    return None


def _fail(row: DBTaskResult, error: Exception, delay: timedelta | None = None) -> None:
    attempts = len(row.worker_ids)
    exception = f"{type(error).__module__}.{type(error).__qualname__}"
    traceback = "".join(format_exception(error))
    if attempts <= _retries(row):
        wait = timedelta(seconds=min(2 * 4 ** (attempts - 1), 3600)) if delay is None else delay
        _still_ours(row).update(
            status=TaskResultStatus.READY,
            run_after=timezone.now() + wait,
            exception_class_path=exception,
            traceback=traceback,
        )
        return
    with transaction.atomic():
        changed = _still_ours(row).update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            exception_class_path=exception,
            traceback=traceback,
        )
        if changed:
            DeadLetter.objects.create(
                task_path=row.task_path,
                args=row.args_kwargs["args"],
                kwargs=row.args_kwargs["kwargs"],
                attempts=attempts,
                exception=exception[:255],
                traceback=traceback,
            )
            log.error("%s is a dead letter after %d attempts: %s", row.task_path, attempts, exception)


def _still_ours(row: DBTaskResult) -> Any:
    """The row, unless it was swept and claimed by another worker meanwhile."""
    return DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)


def _retries(row: DBTaskResult) -> int:
    try:
        return getattr(row.task, "retries", DEFAULT_RETRIES)
    except ImportError:  # enqueued by a newer version of the code, or one that is gone
        return DEFAULT_RETRIES


@contextmanager
def _signs_of_life() -> Iterator[str]:
    """A row for this worker, kept fresh by a thread, so that a long task does not look like death."""
    now = timezone.now()
    host = socket.gethostname()
    worker = Worker.objects.create(
        id=f"{host[:24]}-{os.getpid()}-{uuid4().hex[:12]}", host=host, started_at=now, last_seen=now
    )
    done = threading.Event()

    def beat() -> None:
        while not done.wait(BEAT):
            try:
                Worker.objects.filter(pk=worker.pk).update(last_seen=timezone.now())
            except (DatabaseError, InterfaceError):
                log.warning("worker %s could not say that it lives", worker.pk, exc_info=True)
            finally:
                connections.close_all()

    thread = threading.Thread(target=beat, name=f"beat-{worker.pk}", daemon=True)
    thread.start()
    try:
        yield worker.pk
    finally:
        done.set()
        thread.join()
    Worker.objects.filter(pk=worker.pk).delete()
