"""Elasticsearch judges closely what holds the words most often, and counts so many; beyond that nothing is lost."""

import pytest
from elastic_transport import ConnectionError as NoConnection

from search.engines import asking
from search.engines.elasticsearch import ElasticsearchEngine
from search.services import rebuilding
from tests.forums.scenes import discussion, said
from tests.search.scenes import ask, guide, index, keys, titles

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def judged(elastic, monkeypatch):
    def limit(others, talk):
        monkeypatch.setattr(asking, "JUDGED", others)
        monkeypatch.setattr(asking, "OF_TALK", talk)

    return limit


def test_one_long_conversation_leaves_room_for_others(member, judged, run_tasks):
    judged(3, 3)
    long = discussion(member, title="Kettle, kettle")
    for _n in range(4):
        said(member, long, "Kettle kettle kettle.")
    discussion(member, title="Over tea somebody spoke of a kettle, among much else")
    run_tasks()
    both = ["Kettle, kettle", "Over tea somebody spoke of a kettle, among much else"]
    assert titles(ask(member, "kettle")) == both


def test_talk_is_judged_apart_from_what_curators_keep(member, judged, run_tasks, monkeypatch):
    judged(1, 10)
    monkeypatch.delattr(ElasticsearchEngine, "_paged")
    index("guide", guide("Tea", summary="Somewhere in here, after much else, a kettle is spoken of as well."))
    for number in range(5):
        discussion(member, title=f"Kettle {number}")
    run_tasks()
    answer = ask(member, "kettle", kind=["guide"])
    assert titles(answer) == ["Tea"]
    assert answer.results.facets["kind"] == {"guide": 1, "discussion": 5}


def test_pages_hold_each_once_across_what_is_judged(member, elastic, judged, run_tasks):
    judged(2, 7)
    for number in range(25):
        discussion(member, title=f"{'A kettle ' * (number % 4 + 1)}{number}")
    run_tasks()
    # Equals stand in the order of the index, which would change if Elasticsearch merged it between two pages.
    elastic.client.indices.forcemerge(index=elastic.read_alias, max_num_segments=1)
    elastic.refresh()
    pages = [titles(ask(member, "kettle", page=page)) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({title for page in pages for title in page}) == 25


def test_what_is_nearly_equal_keeps_its_place_while_the_clock_runs(member, judged, run_tasks):
    judged(2, 7)
    for number in range(25):
        discussion(member, title=f"A kettle {number + 10}")
    run_tasks()
    assert len({tuple(titles(ask(member, "kettle"))) for _again in range(100)}) == 1


def test_of_very_much_talk_the_newest_is_judged_and_what_is_titled_so(
    member, elastic, run_tasks, monkeypatch
):
    monkeypatch.setattr(asking, "COUNTED", 3)
    discussion(member, title="The kettle")
    for number in range(5):
        said(member, discussion(member, title=f"Tea {number}"), "A kettle is spoken of here.")
    run_tasks()
    elastic.client.indices.forcemerge(index=elastic.read_alias, max_num_segments=1)  # the newest first
    elastic.refresh()
    said(member, discussion(member, title="Supper"), "And a kettle, too.")  # in a piece of its own
    run_tasks()
    answer = ask(member, "kettle")
    assert answer.results.capped
    assert set(titles(answer)) == {"The kettle", "Supper", "Tea 4", "Tea 3", "Tea 2"}


def test_beyond_what_is_counted_there_is_more(member, elastic, run_tasks, monkeypatch):
    monkeypatch.setattr(asking, "COUNTED", 2)
    for number in range(5):
        discussion(member, title=f"Kettle {number}")
    index("guide", guide("A kettle"))
    run_tasks()
    answer = ask(member, "kettle")
    assert answer.results.capped
    assert answer.results.total == len(titles(answer)) == 6
    narrowed = ask(member, "kettle", kind=["guide"])
    assert narrowed.results.total == 1 and titles(narrowed) == ["A kettle"]


def test_what_holds_some_of_the_words_is_counted_and_narrowed(member, elastic, run_tasks):
    index("guide", guide("A kettle", principles=["village"]))
    discussion(member, title="A samovar")
    discussion(member, title="A kettle and a samovar")
    run_tasks()
    answer = ask(member, "kettle samovar")
    assert set(titles(answer)) == {"A kettle", "A samovar", "A kettle and a samovar"}
    assert answer.results.facets["kind"] == {"guide": 1, "discussion": 2}
    assert "" not in answer.results.facets["lang"]
    narrowed = ask(member, "kettle samovar", kind="guide")
    assert titles(narrowed) == ["A kettle"]
    assert narrowed.results.total == 1
    assert narrowed.results.facets["kind"] == {"guide": 1, "discussion": 2}
    assert narrowed.results.facets["principle"] == {"village": 1}
    newest = ask(member, "kettle samovar", sort="newest")
    assert set(titles(newest)) == set(titles(answer))


def test_what_holds_all_words_stays_among_much_that_holds_some(member, judged, run_tasks):
    judged(2, 2)
    discussion(
        member, title="Of much that was said over tea one thing was a kettle and another, later, a samovar"
    )
    for number in range(6):
        discussion(member, title=f"Kettle kettle {number}")
    run_tasks()
    answer = ask(member, "kettle samovar")
    assert "samovar" in titles(answer)[0]
    assert answer.results.capped


def test_an_index_that_cannot_be_merged_answers_all_the_same(rebuilt, member, run_tasks, monkeypatch, caplog):
    discussion(member, title="A kettle")
    run_tasks()

    def refuse(self, **how):
        raise NoConnection("busy")

    monkeypatch.setattr(type(rebuilt.client.indices), "forcemerge", refuse)
    rebuilding.rebuild_copy(rebuilt)
    assert rebuilt.count() == len(keys()) == 1
    assert "is not merged into one piece" in caplog.text
