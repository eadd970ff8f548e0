from dataclasses import FrozenInstanceError, dataclass

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from cop.core import events
from cop.core.events import Event, durable, emit, live, subscribers_of
from tests.core.marks import with_commits


@dataclass(frozen=True)
class Happened(Event):
    thing_id: int


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(events, "_durable", {Happened: []})
    monkeypatch.setattr(events, "_live", {Happened: []})
    return []


@with_commits
def test_durable_subscribers_run_inside_the_transaction_that_emit_opens(heard):
    durable(Happened)(lambda event: heard.append((event.thing_id, connection.in_atomic_block)))
    emit(Happened(7))
    assert heard == [(7, True)]
    assert not connection.in_atomic_block


@with_commits
def test_live_subscribers_run_only_after_the_commit(heard):
    live(Happened)(lambda event: heard.append(connection.in_atomic_block))
    with transaction.atomic():
        emit(Happened(7))
        assert heard == []
    assert heard == [False]


@with_commits
def test_a_rollback_silences_live_subscribers(heard):
    live(Happened)(lambda event: heard.append("live"))
    with pytest.raises(RuntimeError), transaction.atomic():
        emit(Happened(7))
        raise RuntimeError
    assert heard == []


@with_commits
def test_a_failing_live_subscriber_is_logged_and_disturbs_no_other(heard, caplog):
    def broken(event):
        raise ValueError("no layer")

    live(Happened)(broken)
    live(Happened)(lambda event: heard.append("second"))
    emit(Happened(7))
    assert heard == ["second"]
    assert "broken" in caplog.text
    assert "no layer" in caplog.text


@with_commits
def test_a_failing_durable_subscriber_rolls_the_write_back(heard):
    def broken(event):
        raise ValueError("cannot enqueue")

    durable(Happened)(broken)
    live(Happened)(lambda event: heard.append("live"))
    with pytest.raises(ValueError, match="cannot enqueue"):
        emit(Happened(7))
    assert heard == []


def test_the_registry_names_the_subscribers_of_an_event(heard):
    @durable(Happened)
    def first(event): ...

    @live(Happened)
    def second(event): ...

    assert subscribers_of(Happened) == [first, second]
    with pytest.raises(ImproperlyConfigured):
        live(Happened)(second)


def test_events_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Happened(7).thing_id = 8
