"""Elasticsearch is stopped and started again: pages go on, and the index catches up by itself."""

import logging
import time
from urllib.parse import urlsplit

import pytest
from django_tasks_db.models import DBTaskResult

from cop.core.queue import _claim, _run
from search import engines, tasks
from search.engines import circuit
from search.engines import elasticsearch as engine_file
from search.engines.elasticsearch import ElasticsearchEngine
from search.services import indexing, rebuilding
from tests.search.conftest import drop_all
from tests.search.line import Line
from tests.search.scenes import ask, index, resource, titles

pytestmark = pytest.mark.elasticsearch

NOTE = "Elasticsearch does not answer."


@pytest.fixture
def line(settings, db, monkeypatch, caplog):
    """Elasticsearch behind a line of this test's own, with an empty index."""
    caplog.set_level(logging.CRITICAL)
    there = urlsplit(settings.ELASTICSEARCH_URL)
    line = Line(there.hostname, there.port or 9200)
    login = f"{there.username}:{there.password}@" if there.username else ""
    settings.ELASTICSEARCH_URL = f"{there.scheme}://{login}127.0.0.1:{line.port}"
    settings.ELASTICSEARCH_PREFIX = f"{settings.ELASTICSEARCH_PREFIX}-stopped"
    monkeypatch.setattr(engines, "PAUSE", 0.3)
    circuit.close()
    engine = ElasticsearchEngine()
    drop_all(engine)
    rebuilding.rebuild_copy(engine)
    yield line
    if not line.door.fileno() >= 0:
        line.mend()
    line.silent = False
    drop_all(engine)
    line.cut()
    circuit.close()


def written(row):
    """Indexed as the worker does, as far as it gets."""
    indexing.refresh(owner="resource", ids=[row.pk], follow=tasks.follow)
    while task := _claim("test"):
        _run(task)


def test_stopped_and_started_again(line, client_for, member, administrator):
    index("resource", resource("Kettle"))
    answer = ask(member, "kettle")
    assert (answer.results.engine, titles(answer)) == ("elasticsearch", ["Kettle"])

    line.cut()
    page = client_for(member).get("/search/?q=kettle").content.decode()
    assert "<mark>Kettle</mark>" in page and NOTE not in page
    assert NOTE in client_for(administrator).get("/search/?q=kettle").content.decode()
    written(resource("Samovar"))
    assert "<mark>Samovar</mark>" in client_for(member).get("/search/?q=samovar").content.decode()
    waiting = DBTaskResult.objects.filter(task_path="search.tasks.push", status="READY")
    assert waiting.count() == 1
    time.sleep(0.4)
    tasks.search_catch_up()
    assert _claim("test") is None  # it is still away: nothing is tried before its pause is over

    line.mend()
    tasks.search_catch_up()
    while task := _claim("test"):
        assert _run(task) is None
    time.sleep(0.4)
    answer = ask(member, "samovar")
    assert (answer.results.engine, titles(answer)) == ("elasticsearch", ["Samovar"])
    assert NOTE not in client_for(administrator).get("/search/?q=kettle").content.decode()


def test_one_that_does_not_answer_is_not_waited_for(line, client_for, member, monkeypatch):
    index("resource", resource("Kettle"))
    monkeypatch.setattr(engine_file, "PATIENCE", 0.5)
    line.silent = True
    begun = time.monotonic()
    page = client_for(member).get("/search/?q=kettle").content.decode()
    assert "<mark>Kettle</mark>" in page
    assert time.monotonic() - begun < 3
    assert circuit.is_open()


def test_after_the_pause_one_question_tries_and_the_others_do_not_wait(line, monkeypatch):
    circuit.open()
    assert not circuit.lets_through()
    time.sleep(0.4)
    assert circuit.lets_through()
    assert not circuit.lets_through()


def test_a_rebuild_that_was_lost_with_its_engine_goes_on_where_it_stopped(line, member, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 3)
    rows = [resource(f"Kettle {number}") for number in range(10)]
    index("resource", *rows)
    engine = ElasticsearchEngine()
    before = engine.answering()

    def lose(done):
        line.cut()

    with pytest.raises(Exception, match="Connection"):
        rebuilding.rebuild_copy(engine, progress=lose)
    line.mend()
    half = rebuilding.unfinished(engine)
    assert half.done == 3 and half.index in engine.written()
    assert engine.answering() == before
    rows[0].title = "Samovar"
    rows[0].save()
    index("resource", rows[0])

    done = []
    assert rebuilding.rebuild_copy(engine, progress=done.append) == half.index
    assert sum(done) == 7
    assert engine.answering() == engine.written() == [half.index]
    assert engine.count() == 10
    assert titles(ask(member, "samovar")) == ["Samovar"]
    assert rebuilding.unfinished(engine) is None
