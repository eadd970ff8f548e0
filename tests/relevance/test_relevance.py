"""What people look for stands high in what they find. `make relevance` prints the figures."""

from django.db import connection

from cop.demo.loader import content, steps
from search.engines import named
from search.runs import found, member_who_reads_most
from search.services import rebuilding
from tests.relevance.measuring import judged, measure, ndcg, table
from tests.search.scenes import settle

LEAST = {"database": 0.75, "elasticsearch": 0.85}


def test_a_perfect_order_counts_one_and_nothing_found_counts_none():
    assert ndcg(["a", "b"], {"a": 3, "b": 1}) == 1
    assert ndcg(["b", "a"], {"a": 3, "b": 1}) < 1
    assert ndcg([], {"a": 3}) == 0


def test_there_are_enough_queries_and_what_answers_them_is_there():
    rows = judged()
    assert len(rows) >= 80
    assert len({one.qid for one in rows}) == len(rows)
    data = content()
    kinds = ("guides", "resources", "reflections", "discussions", "moments", "waiting")
    known = {row["id"] for kind in kinds for row in data[kind]} | {"round1", "round2"}
    assert {docid for one in rows for docid in one.grades} <= known


def test_what_is_looked_for_is_found_first(engine, capsys):
    for step in steps(content()):
        step()
    rebuilding.rebuild_entries(follow=lambda keys: None)
    name = "elasticsearch" if engine != "database" else "database"
    if name == "elasticsearch":
        engine.index(list(rebuilding.SearchEntry.objects.values_list("key", flat=True)))
        settle()
    viewer = member_who_reads_most()
    scores = measure(
        lambda text: [docid for docid, _ in found(text, engine=named(name), viewer=viewer, depth=10)]
    )
    shown = name if name == "elasticsearch" else connection.vendor
    with capsys.disabled():
        print(f"\n{table(shown, scores)}")
    for split in ("dev", "held"):
        of_split = [score for one, score in scores.items() if one.split == split]
        assert sum(of_split) / len(of_split) >= LEAST[name], split
