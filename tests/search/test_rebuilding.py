"""A rebuild that was interrupted goes on where it stopped, and bars nobody who writes meanwhile."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from elasticsearch.helpers import BulkIndexError

from library.models import Resource
from search.models import Rebuild, SearchEntry, VocabularyWord
from search.services import indexing, rebuilding, words
from tests.search.scenes import index, keys, resource


def nobody(keys):
    """Nothing else follows."""


@pytest.fixture
def interrupted(db, database_only, monkeypatch):
    """Ten resources, of which the fifth was on its way when somebody stopped the rebuild."""
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    rows = [resource(f"Kettle {number}") for number in range(10)]
    real, seen = rebuilding.refresh, []

    def refresh(*, owner, ids, follow):
        if owner == "resource" and len(seen) == 2:
            raise KeyboardInterrupt
        seen.extend([ids] if owner == "resource" else [])
        return real(owner=owner, ids=ids, follow=follow)

    monkeypatch.setattr(rebuilding, "refresh", refresh)
    with pytest.raises(KeyboardInterrupt):
        call_command("search_reindex")
    seen.clear()
    monkeypatch.setattr(rebuilding, "refresh", lambda **given: seen.append(given["ids"]) or real(**given))
    return rows, seen


def test_it_goes_on_where_it_was_stopped(interrupted, capsys):
    rows, seen = interrupted
    assert len(keys()) == 4
    call_command("search_reindex")

    assert sum(seen, []) == [row.pk for row in rows[4:]]
    assert len(keys()) == 10
    assert "Going on with resource after 4." in capsys.readouterr().out
    assert not Rebuild.objects.exists()


def test_it_begins_from_the_start_where_that_is_wished(interrupted):
    rows, seen = interrupted
    call_command("search_reindex", anew=True)
    assert sum(seen, []) == [row.pk for row in rows]


@pytest.mark.elasticsearch
def test_an_index_that_nobody_fills_any_further_is_given_up(rebuilt):
    resources = [resource(f"Kettle {number}") for number in range(3)]
    index("resource", *resources)

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild_copy(rebuilt, progress=stop)
    assert len(rebuilt.written()) == 2
    rebuilding.drop_unfinished(rebuilt, older_than=timedelta(days=1))
    assert len(rebuilt.written()) == 2

    Rebuild.objects.update(reached_at=timezone.now() - timedelta(days=2))
    rebuilding.drop_unfinished(rebuilt, older_than=timedelta(days=1))
    assert rebuilt.written() == rebuilt.answering()


@pytest.mark.django_db(transaction=True)
def test_counting_words_anew_bars_nobody_and_misses_nothing(database_only):
    rows = [resource(f"Kettle {number}", "A samovar.") for number in range(3)]
    indexing.refresh(owner="resource", ids=[row.pk for row in rows], follow=nobody)
    VocabularyWord.objects.filter(word="samovar").update(entries=7)
    VocabularyWord.objects.filter(word="kettle").delete()
    late = resource("Percolator", "A samovar.")
    wrote = threading.Event()

    def write():
        indexing.refresh(owner="resource", ids=[late.pk], follow=nobody)
        connections.close_all()
        wrote.set()

    def meanwhile(done):
        threading.Thread(target=write).start()
        assert wrote.wait(10), "the writer was held off"

    words.recount(progress=meanwhile)
    held = dict(VocabularyWord.objects.values_list("word", "entries"))
    assert (held["samovar"], held["kettle"], held["percolator"]) == (4, 3, 1)
    assert SearchEntry.objects.count() == Resource.objects.count() == 4


@pytest.mark.elasticsearch
def test_what_is_said_once_an_index_answers_is_found_without_further_ado(rebuilt):
    """While it is filled nothing is made ready to be found, which costs a third of the time."""
    index("resource", *(resource(f"Kettle {number}") for number in range(3)))
    often = []

    def look(done):
        *_others, new = rebuilt.written()
        often.append(
            rebuilt.client.indices.get_settings(index=new)[new]["settings"]["index"]["refresh_interval"]
        )

    name = rebuilding.rebuild_copy(rebuilt, progress=look)
    often.append(
        rebuilt.client.indices.get_settings(index=name)[name]["settings"]["index"]["refresh_interval"]
    )
    assert often == ["-1", "1s"]


@pytest.mark.elasticsearch
def test_what_elasticsearch_refuses_ends_the_rebuild_and_says_so(rebuilt, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH", 2)
    index("resource", *(resource(f"Kettle {number}") for number in range(7)))
    real, arrived = rebuilt.actions, []

    def strange(entries):
        found = real(entries)
        for action in found:
            if action["_source"]["title_en"] == "Kettle 4":
                action["_source"]["strange"] = "no such field"
        return found

    monkeypatch.setattr(rebuilt, "actions", strange)
    with pytest.raises(BulkIndexError):
        rebuilding.rebuild_copy(rebuilt, progress=arrived.append)
    assert arrived == [2, 2] and len(rebuilt.written()) == 1
