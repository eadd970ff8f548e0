"""Entries follow their rows, copies follow the entries, and what is lost is mended."""

import logging
import time
from importlib import import_module

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django_tasks_db.models import DBTaskResult

from cop.core.models import DeadLetter
from cop.core.queue import _claim, _run
from cop.core.registries import entries
from forums.models import Post, Thread
from forums.services import posting, using
from library.models import Resource
from search import engines, results, tasks
from search.engines import EngineDown, QuestionRefused, circuit, postgres, remote
from search.engines.elasticsearch import ElasticsearchEngine
from search.models import SearchEntry, split
from search.services import indexing, rebuilding
from tests.forums.scenes import discussion, said, table
from tests.search.scenes import ask, guide, index, keys, resource, titles


@pytest.mark.usefixtures("engine")
class TestWhatFollows:
    def test_a_thread_and_its_replies_are_found_once_the_worker_has_run(
        self, member, other_member, run_tasks
    ):
        thread = discussion(member, title="A samovar in the morning")
        post = said(other_member, thread, "Mine is a kettle.")
        assert keys() == set()
        run_tasks()

        assert keys() == {f"thread:{thread.pk}", f"post:{post.pk}"}
        assert titles(ask(member, "kettle")) == ["A samovar in the morning"]

    def test_a_write_that_is_rolled_back_leaves_no_entry(self, member, run_tasks):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            discussion(member)
            raise ZeroDivisionError
        run_tasks()

        assert keys() == set()

    def test_an_edited_text_is_found_by_its_new_words_only(self, member, run_tasks):
        row = resource("Kettle", "A samovar.")
        index("resource", row)
        row.description = "A percolator."
        row.save()
        index("resource", row)
        run_tasks()

        assert titles(ask(member, "percolator")) == ["Kettle"]
        assert titles(ask(member, "samovar")) == []

    def test_a_deleted_row_is_forgotten(self, member, run_tasks):
        row = resource("Kettle")
        index("resource", row)
        pk = row.pk
        row.delete()
        tasks.index_rows(owner="resource", ids=[pk])
        run_tasks()

        assert keys() == set()
        assert ask(member, "kettle").results.total == 0

    def test_a_new_title_reaches_the_replies(self, member, run_tasks):
        thread = discussion(member, title="Mornings")
        post = said(member, thread, "A samovar.")
        run_tasks()
        Thread.objects.filter(pk=thread.pk).update(title="Evenings")
        tasks.index_thread(thread_id=thread.pk)
        run_tasks()

        assert SearchEntry.objects.get(key=f"post:{post.pk}").title == "Evenings"
        assert titles(ask(member, "evenings samovar")) == ["Evenings"]

    def test_replies_of_a_long_thread_follow_in_batches(self, member, run_tasks, monkeypatch):
        monkeypatch.setattr(tasks, "BATCH", 3)
        thread = discussion(member, title="Mornings")
        for number in range(8):
            said(member, thread, f"Samovar {number}.")
        run_tasks()
        Thread.objects.filter(pk=thread.pk).update(audience="public")
        tasks.index_posts.enqueue(thread_id=thread.pk)
        run_tasks()

        assert set(SearchEntry.objects.filter(kind="post").values_list("audience", flat=True)) == {"public"}
        assert SearchEntry.objects.filter(kind="post").count() == 8

    def test_indexing_twice_changes_nothing(self, member, run_tasks):
        thread = discussion(member)
        run_tasks()

        assert indexing.refresh(owner="thread", ids=[thread.pk], follow=lambda keys: None) == []
        assert SearchEntry.objects.count() == 1

    def test_repair_mends_what_is_missing_stale_and_without_a_row(self, member, run_tasks, caplog):
        caplog.set_level(logging.ERROR, "search")
        missing, stale, gone = resource("Missing kettle"), resource("Stale kettle"), resource("Gone kettle")
        index("resource", missing, stale, gone)
        Resource.objects.filter(pk=gone.pk).delete()
        Resource.objects.filter(pk=stale.pk).update(title="Fresh kettle")
        with transaction.atomic():
            indexing.delete([f"resource:{missing.pk}"])
        tasks.search_repair()
        run_tasks()

        assert sorted(titles(ask(member, "kettle"))) == ["Fresh kettle", "Missing kettle"]
        assert keys() == {f"resource:{missing.pk}", f"resource:{stale.pk}"}

    def test_reindex_begins_from_nothing(self, member, run_tasks, capsys):
        page = guide("Kettle guide")
        thread = discussion(member, title="A kettle")
        SearchEntry.objects.all().delete()
        call_command("search_reindex")
        call_command("search_reindex")
        run_tasks()

        assert {f"guide:{page.pk}", f"thread:{thread.pk}"} <= keys()
        assert len(titles(ask(member, "kettle"))) == 2

    def test_every_kind_of_entry_says_its_own_name(self, member, run_tasks):
        post = said(member, discussion(member), "A samovar.")
        index("guide", guide("Kettle"))
        row = resource("Kettle")
        index("resource", row)
        using.tell(actor=member, resource=row, words="We drank tea with it.")
        run_tasks()

        assert {key.split(":")[0] for key in keys()} == {"guide", "resource", "use", "thread", "post"}
        assert set(SearchEntry.objects.values_list("kind", flat=True)) == {
            "guide", "section", "resource", "use", "thread", "post",
        }  # fmt: skip
        assert SearchEntry.objects.get(key=f"post:{post.pk}").group == f"thread:{post.thread_id}"
        assert set(entries) == {"guide", "principle", "collection", "resource", "use", "thread", "post"}


def test_terms_go_into_one_column_and_come_back(db, database_only):
    row = resource("Kettle")
    row.tags.add("home visit", "a|b")
    index("resource", row)

    entry = SearchEntry.objects.get()
    assert entry.tags == ("a b", "home visit")
    assert split("") == ()


@pytest.mark.elasticsearch
class TestElasticsearch:
    def test_an_older_copy_never_replaces_a_newer_one(self, elastic, member):
        row = resource("Old kettle")
        index("resource", row)
        old = SearchEntry.objects.get()
        row.title = "New kettle"
        row.save()
        index("resource", row)
        there = remote()
        (name,) = there.written()
        there.bulk([old], name)

        assert there.versions([old.key], name) == {old.key: SearchEntry.objects.get().version}

    def test_what_was_removed_meanwhile_does_not_come_back(self, elastic, member):
        index("resource", resource("Kettle"))
        old = SearchEntry.objects.get()
        with transaction.atomic():
            indexing.delete([old.key])
        there = remote()
        (name,) = there.written()
        there.index([old.key])
        there.bulk([old], name)

        there.refresh()
        assert there.count() == 0

    def test_writes_during_a_rebuild_reach_the_new_index(self, rebuilt, member, monkeypatch):
        rows = [resource(f"Kettle {number}") for number in range(7)]
        index("resource", *rows)
        before = rebuilt.written()
        monkeypatch.setattr(rebuilding, "BATCH", 3)
        happened = []

        def meanwhile(done):
            if happened:
                return
            happened.append(done)
            assert len(rebuilt.written()) == 2
            rows[0].title = "Changed samovar"
            rows[0].save()
            late = resource("Late samovar")
            gone = rows[6]
            pk = gone.pk
            gone.delete()
            index("resource", rows[0], late)
            tasks.index_rows(owner="resource", ids=[pk])
            tasks.push(keys=[f"resource:{pk}"])
            assert len(titles(ask(member, "samovar"))) == 2  # the old index answers, and is kept up

        name = rebuilding.rebuild_copy(rebuilt, progress=meanwhile)

        assert happened
        assert rebuilt.written() == [name]
        assert before[0] not in rebuilt.all_indices()
        assert rebuilt.count() == SearchEntry.objects.count() == 7
        assert set(titles(ask(member, "samovar"))) == {"Changed samovar", "Late samovar"}

    def test_a_rebuild_that_fails_leaves_the_old_index_in_place(self, rebuilt, member):
        index("resource", resource("Kettle"))
        before = rebuilt.written()

        def fail(done):
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            rebuilding.rebuild_copy(rebuilt, progress=fail)

        assert rebuilt.written() == before == rebuilt.all_indices()
        assert titles(ask(member, "kettle")) == ["Kettle"]

    def test_repair_mends_the_copies(self, elastic, member, run_tasks):
        kept, lost = resource("Kept kettle"), resource("Lost kettle")
        index("resource", kept, lost)
        there = remote()
        (name,) = there.written()
        there.client.delete(index=name, id=f"resource:{lost.pk}")
        entry = SearchEntry.objects.get(key=f"resource:{kept.pk}")
        entry.key = entry.group = "resource:999999"
        there.bulk([entry], name)
        there.refresh()
        SearchEntry.objects.filter(key=f"resource:{lost.pk}").update(version=entry.version + 10**6)

        tasks.repair_copies()
        there.refresh()
        assert there.count() == 2
        assert set(titles(ask(member, "kettle"))) == {"Kept kettle", "Lost kettle"}

    def test_without_an_index_the_database_answers_and_one_is_built(self, rebuilt, member, run_tasks):
        for name in rebuilt.all_indices():
            rebuilt.drop(name)
        indexing.refresh(owner="resource", ids=[resource("Kettle").pk], follow=tasks.follow)
        answer = results.search(member, QueryDict("q=kettle"), language="en")
        assert (answer.results.engine, titles(answer)) == ("database", ["Kettle"])
        run_tasks()
        circuit.close()

        answer = ask(member, "kettle")
        assert (answer.results.engine, titles(answer)) == ("elasticsearch", ["Kettle"])

    def test_an_index_of_other_fields_is_neither_asked_nor_kept(self, rebuilt):
        """As after an upgrade: what another version made goes once there is one of this."""
        stranger = f"{rebuilt.every_family}-00000000-20200101000000000000-abcdef"
        fresh = f"{rebuilt.every_family}-00000000-29990101000000000000-abcdef"
        for name in (stranger, fresh):
            rebuilt.client.indices.create(index=name)
        assert rebuilt.of_other_versions() == [stranger] and stranger not in rebuilt.all_indices()
        rebuilt.publish(rebuilt.create())
        assert rebuilt.of_other_versions() == [] and len(rebuilt.answering()) == 1
        rebuilt.drop(fresh)


class TestElasticsearchDown:
    @pytest.fixture(autouse=True)
    def down(self, settings):
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"  # nobody listens there
        circuit.close()
        yield
        circuit.close()

    def test_the_database_answers_the_page(self, client_for, member, caplog, run_tasks):
        row = resource("Kettle")
        indexing.refresh(owner="resource", ids=[row.pk], follow=lambda keys: None)
        caplog.set_level(logging.CRITICAL)

        response = client_for(member).get("/search/?q=kettle")

        assert response.status_code == 200
        assert b"<mark>Kettle</mark>" in response.content

    def test_administrators_alone_read_that_it_is_away(self, client_for, member, administrator, caplog):
        caplog.set_level(logging.CRITICAL)
        note = "Elasticsearch does not answer."
        assert note not in client_for(member).get("/search/?q=kettle").content.decode()
        assert note in client_for(administrator).get("/search/?q=kettle").content.decode()

    def test_after_the_pause_one_question_tries_and_the_others_do_not_wait(self, monkeypatch):
        monkeypatch.setattr(engines, "PAUSE", 0.2)
        circuit.open()
        assert not circuit.lets_through()
        time.sleep(0.3)
        assert circuit.lets_through()
        assert not circuit.lets_through()

    def test_it_is_not_asked_again_for_a_while(self, member, caplog, monkeypatch):
        caplog.set_level(logging.CRITICAL)
        calls = []

        def search(self, query):
            calls.append(query)
            raise EngineDown("slow")

        monkeypatch.setattr(ElasticsearchEngine, "search", search)
        monkeypatch.setattr(ElasticsearchEngine, "refresh", lambda self: None)
        for _n in range(3):
            assert ask(member, "kettle").results.engine == "database"

        assert len(calls) == 1

    def test_a_question_that_is_too_much_for_it_is_answered_and_bars_nobody_elses(
        self, member, caplog, monkeypatch
    ):
        caplog.set_level(logging.CRITICAL)
        indexing.refresh(owner="resource", ids=[resource("Kettle").pk], follow=lambda keys: None)

        def search(self, query):
            raise QuestionRefused("too many clauses")

        monkeypatch.setattr(ElasticsearchEngine, "search", search)
        monkeypatch.setattr(ElasticsearchEngine, "refresh", lambda self: None)

        answer = ask(member, "kettle")
        assert (answer.results.engine, titles(answer)) == ("database", ["Kettle"])
        assert not circuit.is_open()

    def test_the_copy_is_tried_again_and_the_entry_is_there_all_the_same(self, member, caplog):
        caplog.set_level(logging.CRITICAL)
        indexing.refresh(owner="resource", ids=[resource("Kettle").pk], follow=tasks.follow)
        assert keys()
        while row := _claim("test"):
            if row.task_path == "search.tasks.push":
                break
            _run(row)
        assert _run(row) is not None

        (again,) = DBTaskResult.objects.filter(task_path="search.tasks.push")
        assert again.status == "READY"
        assert again.run_after is not None
        assert not DeadLetter.objects.exists()


@pytest.mark.postgres
def test_postgresql_answers_from_its_index(db, database_only):
    rows = [resource(f"Kettle {number}", "A samovar.") for number in range(200)]
    indexing.refresh(owner="resource", ids=[row.pk for row in rows], follow=lambda keys: None)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM search_searchentry e WHERE e.vector @@ '''ensamovar'''::tsquery"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "search_searchentry_words" in plan


def test_no_talk_crowds_out_what_curators_keep(member, database_only, run_tasks, monkeypatch):
    """Of a word that stands in more entries than are looked at the newest are, and of guides and resources as many."""
    monkeypatch.setattr(import_module("search.engines.database"), "CAP", 4)
    monkeypatch.setattr(postgres, "LEAST", 4)
    monkeypatch.setattr(postgres, "OF_TALK", 1)
    index("guide", guide("Kettle"))
    for number in range(6):
        discussion(member, title=f"A kettle {number}")
    run_tasks()
    answer = ask(member, "kettle")
    assert titles(answer)[0] == "Kettle" and answer.results.capped
    assert {f"A kettle {number}" for number in (2, 3, 4, 5)} == set(titles(answer)[1:])


@pytest.mark.postgres
def test_the_newest_are_looked_at_first_and_the_oldest_where_these_are_too_few(
    member, database_only, run_tasks, monkeypatch
):
    """However far apart the ids of entries are."""
    monkeypatch.setattr(postgres, "LEAST", 2)
    monkeypatch.setattr(postgres, "OF_TALK", 1)
    monkeypatch.setattr(import_module("search.engines.database"), "CAP", 2)
    talk = [discussion(member, title=f"Kettle {number}") for number in range(5)]
    run_tasks()
    first = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    for thread, pk in zip(
        talk, (first, first + 1, first + 100_000, first + 2_000_000, first + 2_000_001), strict=True
    ):
        SearchEntry.objects.filter(key=f"thread:{thread.pk}").update(id=pk)
    cache.delete("search:newest")
    assert set(titles(ask(member, "kettle"))) == {"Kettle 3", "Kettle 4"}

    Thread.objects.filter(pk__in=[thread.pk for thread in talk[3:]]).update(title="A pot")
    index("thread", *talk)
    assert set(titles(ask(member, "kettle"))) == {"Kettle 1", "Kettle 2"}


@pytest.mark.parametrize("newest", [0, 16_383, 16_384, 1_100_000, 4_194_303, 70_000_000, 900_000_000])
def test_spans_hold_every_id_and_the_newest_first(newest):
    def spans_of(pk):
        return {(pk >> 14) // 4**size * 6 + size for size in range(6)}

    lists = postgres.spans(newest)
    asked = [newest, newest + 1, newest + 1_000_000, *(newest * share // 1000 for share in range(1000))]
    where = [next(n for n, numbers in enumerate(lists) if spans_of(pk) & set(numbers)) for pk in asked]
    assert where[:3] == [0, 0, 0]
    assert where[3:] == sorted(where[3:], reverse=True)
    assert sum(len(numbers) for numbers in lists) < 200


@pytest.mark.postgres
def test_who_holds_all_words_is_found_whatever_its_age(member, database_only, run_tasks, monkeypatch):
    """Where each of the words stands in more entries than are looked at."""
    monkeypatch.setattr(postgres, "LEAST", 2)
    monkeypatch.setattr(import_module("search.engines.database"), "CAP", 2)
    for title in ("A kettle on a samovar", *(["A kettle", "A samovar"] * 4)):
        discussion(member, title=title)
        run_tasks()
    assert titles(ask(member, '"kettle" samovar'))[0] == "A kettle on a samovar"


def test_the_beginning_of_a_frequent_word_finds_it(member, database_only, run_tasks, monkeypatch):
    monkeypatch.setattr(postgres, "SEVERAL", 1)
    discussion(member, title="A kettle")
    discussion(member, title="Kettles in a row")
    discussion(member, title="A ketch at sea")
    run_tasks()
    assert set(titles(ask(member, "kettl"))) == {"A kettle", "Kettles in a row"}
    assert set(titles(ask(member, "ket"))) == {"A kettle", "Kettles in a row", "A ketch at sea"}


def test_a_search_costs_the_same_whatever_it_finds(
    member, client_for, run_tasks, database_only, django_assert_max_num_queries, django_assert_num_queries
):
    def fill(number):
        for n in range(number):
            thread = discussion(member, title=f"A kettle {number} {n}")
            said(member, thread, "The kettle again.")
            index("resource", resource(f"Kettle {number} {n}"))
            index("guide", guide(f"Kettle {number} {n}", slug=f"kettle-{number}-{n}"))
        run_tasks()

    client = client_for(member)
    fill(1)
    for _warm in range(2):
        client.get("/search/?q=kettle")
    with django_assert_max_num_queries(16) as first:
        client.get("/search/?q=kettle")
    fill(2)
    with django_assert_num_queries(len(first)):
        client.get("/search/?q=kettle")


def test_posting_does_not_wait_for_the_index(member, database_only):
    thread = discussion(member, forum=table())
    posting.reply(actor=member, thread=thread, body="x")
    assert Post.objects.count() == 2
    assert keys() == set()
