import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils import timezone

from cop.core import schedule
from cop.core.models import PeriodicTask
from cop.core.schedule import every, run_due
from tests.core.marks import with_commits


@pytest.fixture
def runs(monkeypatch):
    monkeypatch.setattr(schedule, "registered", {})
    return []


def test_a_periodic_function_runs_once_a_period(db, runs):
    every(hours=1)(lambda: runs.append(1))
    assert (run_due(), run_due()) == (1, 0)
    PeriodicTask.objects.update(last_run=timezone.now() - timedelta(minutes=61))
    assert run_due() == 1


def test_what_another_worker_holds_is_left_alone_until_its_lease_ends(db, runs):
    every(hours=1)(lambda: runs.append(1))
    name = next(iter(schedule.registered))
    PeriodicTask.objects.create(name=name, leased_until=timezone.now() + timedelta(minutes=1))
    assert run_due() == 0
    PeriodicTask.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert run_due() == 1


def test_a_failure_is_kept_and_waits_for_the_next_period(db, runs, caplog):
    @every(hours=1)
    def broken():
        raise ValueError("no disk")

    assert (run_due(), run_due()) == (1, 0)
    assert "no disk" in PeriodicTask.objects.get().last_error
    assert "no disk" in caplog.text


@with_commits
def test_several_workers_run_it_once(runs):
    every(hours=1)(lambda: runs.append(1))
    together = threading.Barrier(4)

    def work():
        together.wait()
        run_due()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs == [1]


def test_a_function_is_scheduled_once_and_with_a_period(runs):
    def function(): ...

    every(minutes=1)(function)
    with pytest.raises(ImproperlyConfigured):
        every(minutes=1)(function)
    with pytest.raises(ImproperlyConfigured):
        every()
