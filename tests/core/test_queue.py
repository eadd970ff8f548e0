import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from cop.core import queue
from cop.core.models import DeadLetter, Worker
from cop.core.queue import prune_finished, requeue, run_all_tasks, run_worker, sweep_lost_tasks
from tests.core import sample_tasks
from tests.core.marks import with_commits
from tests.core.sample_tasks import enqueue_another, fail, note, ran, write_or_hang
from tests.waiting import wait_until


@pytest.fixture(autouse=True)
def nothing_ran(monkeypatch):
    ran.clear()
    yield
    ran.clear()


def make_due():
    DBTaskResult.objects.update(run_after=timezone.now())


def drain_quietly():
    with pytest.raises(ValueError, match="word"):
        run_all_tasks()


def test_a_task_is_a_plain_call_too():
    note(word="now")
    assert ran == ["now"]


def test_an_enqueued_task_runs_once(db):
    note.enqueue(word="later")
    assert ran == []
    assert run_all_tasks() == 1
    assert run_all_tasks() == 0
    assert ran == ["later"]


def test_draining_the_queue_runs_what_tasks_enqueue(db):
    enqueue_another.enqueue(word="child")
    assert run_all_tasks() == 2
    assert ran == ["child"]


@with_commits
def test_a_rollback_leaves_no_task():
    with pytest.raises(RuntimeError), transaction.atomic():
        note.enqueue(word="never")
        raise RuntimeError
    assert run_all_tasks() == 0
    assert ran == []


def test_a_task_for_later_waits(db):
    note.later(timedelta(minutes=5)).enqueue(word="later")
    assert run_all_tasks() == 0
    make_due()
    assert run_all_tasks() == 1


def test_a_failed_task_is_tried_again_later_and_later(db):
    fail.enqueue(word="word")
    drain_quietly()
    row = DBTaskResult.objects.get()
    assert row.status == "READY"
    first = row.run_after - timezone.now()
    assert timedelta(0) < first < timedelta(seconds=3)
    make_due()
    drain_quietly()
    second = DBTaskResult.objects.get().run_after - timezone.now()
    assert second > 2 * first


def test_a_task_that_keeps_failing_becomes_a_dead_letter_that_can_be_requeued(db):
    fail.enqueue(word="word")
    for _ in range(3):
        make_due()
        drain_quietly()
    assert run_all_tasks() == 0
    letter = DeadLetter.objects.get()
    assert (letter.kwargs, letter.attempts, letter.exception) == ({"word": "word"}, 3, "builtins.ValueError")
    assert "raise ValueError(word)" in letter.traceback
    requeue(letter)
    drain_quietly()
    assert len(ran) == 4
    assert letter.requeued_at


def test_a_task_whose_code_is_gone_ends_as_a_dead_letter(db, monkeypatch):
    note.enqueue(word="x")
    DBTaskResult.objects.update(task_path="tests.core.sample_tasks.renamed")
    for _ in range(queue.DEFAULT_RETRIES + 1):
        make_due()
        with pytest.raises(ImportError):
            run_all_tasks()
    assert DeadLetter.objects.get().task_path.endswith("renamed")


def test_a_task_starts_in_the_sites_language(db, monkeypatch):
    class Languages(list):
        def append(self, word):
            super().append(translation.get_language())

    monkeypatch.setattr(sample_tasks, "ran", languages := Languages())
    with translation.override("es"):
        note.enqueue(word="x")
        run_all_tasks()
        assert translation.get_language() == "es"
    assert languages == ["en"]


def test_what_a_silent_worker_was_running_is_swept_and_run_again(db):
    note.enqueue(word="x")
    Worker.objects.create(id="dead", host="h", started_at=timezone.now(), last_seen=timezone.now())
    assert queue._claim("dead")
    assert sweep_lost_tasks() == 0, "its worker lives"
    assert run_all_tasks() == 0
    Worker.objects.update(last_seen=timezone.now() - timedelta(minutes=1))
    assert sweep_lost_tasks() == 1
    assert run_all_tasks() == 1
    assert ran == ["x"]


def test_a_task_that_kills_its_workers_ends_as_a_dead_letter(db):
    note.enqueue(word="poison")
    for _ in range(3):
        assert queue._claim("gone")
        assert sweep_lost_tasks() == 1
    assert DeadLetter.objects.get().exception.endswith("WorkerLost")
    assert run_all_tasks() == 0


def test_a_worker_that_was_taken_for_dead_does_not_overwrite_its_successors_outcome(db):
    fail.enqueue(word="word")
    stalled = queue._claim("stalled")
    assert sweep_lost_tasks() == 1
    successor = queue._claim("successor")
    assert isinstance(queue._run(stalled), ValueError)
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert DBTaskResult.objects.get().started_at == successor.started_at


def test_finished_results_are_pruned_after_their_time(db):
    for word in ("old", "new"):
        note.enqueue(word=word)
    run_all_tasks()
    old = DBTaskResult.objects.first()
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(hours=2))
    assert prune_finished(succeeded=timedelta(hours=1), failed=timedelta(days=30)) == 1
    assert DBTaskResult.objects.count() == 1


@with_commits
def test_several_workers_run_each_task_once_and_stop_when_told():
    stop = threading.Event()

    def work():
        run_worker(stop)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    try:
        for number in range(30):
            note.enqueue(word=str(number))
        wait_until(lambda: len(ran) >= 30, seconds=60)
        wait_until(lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists(), seconds=60)
        assert queue.healthy()
    finally:
        stop.set()
        for worker in workers:
            worker.join(60)
    assert not any(worker.is_alive() for worker in workers)
    assert sorted(ran, key=int) == [str(number) for number in range(30)]
    assert not Worker.objects.exists()
    assert not queue.healthy()


@with_commits
def test_a_worker_in_this_process_wakes_at_once(monkeypatch):
    monkeypatch.setattr(queue, "POLL", 600.0)
    stop = threading.Event()

    def work():
        run_worker(stop)
        connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        time.sleep(0.5)
        note.enqueue(word="x")
        wait_until(lambda: ran == ["x"], seconds=60)
    finally:
        stop.set()
        queue._wake.set()
        worker.join(60)
    assert not worker.is_alive()


@with_commits
def test_a_worker_survives_a_lost_database(monkeypatch, caplog):
    from django.db import OperationalError

    real, calls, stop = queue._claim, [], threading.Event()

    def flaky(worker_id):
        calls.append(worker_id)
        if len(calls) == 1:
            raise OperationalError("server closed the connection")
        return real(worker_id)

    monkeypatch.setattr(queue, "_claim", flaky)
    note.enqueue(word="x")
    run_worker(stop, batch=True)
    assert ran == ["x"]
    assert calls[0] != calls[1], "another id, so that the first one's tasks are swept"
    assert "lost the database" in caplog.text


def worker_process():
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        url = f"sqlite:///{name}"
    else:
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cop.settings.test"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@with_commits
def test_the_task_of_a_killed_worker_process_is_run_again_by_the_next(tmp_path, monkeypatch):
    path = tmp_path / "log"
    # The worker's schedule enqueues tasks of its own.
    row = DBTaskResult.objects.filter(task_path__endswith="write_or_hang")
    result = write_or_hang.enqueue(path=str(path))
    row = DBTaskResult.objects.filter(id=result.id)  # the schedule enqueues others beside it
    first = worker_process()
    try:
        wait_until(path.exists, seconds=40)
        call_command("worker", "--check")
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert row.get().status == "RUNNING"
    Worker.objects.update(last_seen=timezone.now() - timedelta(minutes=1))
    second = worker_process()
    try:
        wait_until(lambda: path.read_text() == "first,second", seconds=40)
        wait_until(lambda: row.get().status == "SUCCESSFUL")
    finally:
        second.send_signal(signal.SIGTERM)
    assert second.wait(10) == 0, "SIGTERM lets the worker end in order"
