"""Elasticsearch judges closely what holds the words most often, and counts so many; beyond that nothing is lost."""

import pytest

from search.engines import asking
from tests.forums.scenes import discussion, said
from tests.search.scenes import ask, guide, index, titles

pytestmark = pytest.mark.elasticsearch


def test_one_long_conversation_leaves_room_for_others(member, elastic, run_tasks, monkeypatch):
    monkeypatch.setattr(asking, "JUDGED", 3)
    long = discussion(member, title="Kettle, kettle")
    for _n in range(4):
        said(member, long, "Kettle kettle kettle.")
    discussion(member, title="Over tea somebody spoke of a kettle, among much else")
    run_tasks()
    assert titles(ask(member, "kettle")) == [
        "Kettle, kettle",
        "Over tea somebody spoke of a kettle, among much else",
    ]


def test_no_talk_crowds_out_what_curators_keep_here_either(member, elastic, run_tasks, monkeypatch):
    monkeypatch.setattr(asking, "JUDGED", 2)
    index("guide", guide("Tea", summary="Somewhere in here, after much else, a kettle is spoken of as well."))
    for number in range(5):
        discussion(member, title=f"Kettle {number}")
    run_tasks()
    answer = ask(member, "kettle")
    assert "Tea" in titles(answer)
    assert answer.results.facets["kind"] == {"guide": 1, "discussion": 5}
    assert len(titles(answer)) == answer.results.total == 6


def test_beyond_what_is_counted_there_is_more(member, elastic, run_tasks, monkeypatch):
    monkeypatch.setattr(asking, "COUNTED", 2)
    for number in range(5):
        discussion(member, title=f"Kettle {number}")
    run_tasks()
    answer = ask(member, "kettle")
    assert answer.results.capped
    assert answer.results.total < len(titles(answer)) == 5


def test_what_holds_some_of_the_words_is_counted_and_narrowed(member, elastic, run_tasks):
    index("guide", guide("A kettle", principles=["village"]))
    discussion(member, title="A samovar")
    discussion(member, title="A kettle and a samovar")
    run_tasks()
    answer = ask(member, "kettle samovar")
    assert set(titles(answer)) == {"A kettle", "A samovar", "A kettle and a samovar"}
    assert answer.results.facets["kind"] == {"guide": 1, "discussion": 2}
    narrowed = ask(member, "kettle samovar", kind="guide")
    assert titles(narrowed) == ["A kettle"]
    assert narrowed.results.total == 1
    assert narrowed.results.facets["kind"] == {"guide": 1, "discussion": 2}
    assert narrowed.results.facets["principle"] == {"village": 1}
    newest = ask(member, "kettle samovar", sort="newest")
    assert set(titles(newest)) == set(titles(answer))
