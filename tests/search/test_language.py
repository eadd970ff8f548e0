"""The language of the box: whatever is typed is understood as far as it can be, and the page says how; all engines alike."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.query import LONGEST, read
from tests.search.scenes import ask, guide, index, resource, titles

pytestmark = pytest.mark.usefixtures("engine")

#: Pieces of the language in any order, broken or not.
PIECES = st.sampled_from(
    ["kettle", "OR", "O", "|", "-", "--", '"', "“", "”", "kind:", "kind:guide", "-kind:guide", "in:guides", "-in:", "sector:x", "tag:", "lang:es",
     "after:2026", "before:soon", "is:", ":", "(", ")", "*", "~2", "\\", "'", "%s", "\x00", "\u202e", "💛", "ﬃ", "İ", "a:b:c", "-\"a b\"", "niño", "ﾞ", "-ﾞ", "\"ﾞ kettle\""]
)  # fmt: skip
BOXES = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=14).map(" ".join)


def resources(*pairs, **fields):
    rows = [resource(title, text, **fields) for title, text in pairs]
    index("resource", *rows)
    return rows


@given(BOXES)
@example('"')
@example("OR OR OR")
@example('kettle OR "')
@example("-" * 400)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_box_is_read_and_its_parts_stand_in_it(text):
    box = read(text, resolve=lambda dimension, value: value if dimension in ("kind", "tag") else None)
    assert len(box.text) <= LONGEST + 1
    for part in box.parts:
        assert 0 <= part.start < part.end <= len(box.text)
    for unit in box.units:
        assert unit.ways
        assert all(all(way) for way in unit.all_ways)


@given(BOXES)
@example('kettle OR "')
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_box_is_answered(member, text):
    ask(member, text)
    ask(member, f"kettle {text}")


def test_one_of_two_words_is_enough(member):
    resources(("Kettle", "x"), ("Samovar", "x"), ("Pot", "x"), ("Iron kettle", "x"))

    assert set(titles(ask(member, "kettle OR samovar"))) == {"Kettle", "Samovar", "Iron kettle"}
    assert set(titles(ask(member, "samovar O pot"))) == {"Samovar", "Pot"}
    assert titles(ask(member, "iron kettle OR samovar"))[0] == "Iron kettle"


def test_a_phrase_may_stand_beside_or(member):
    resources(("Reflection circle", "x"), ("Circle of reflection", "x"), ("Samovar", "x"))

    assert set(titles(ask(member, '"reflection circle" OR samovar'))) == {"Reflection circle", "Samovar"}


def test_or_without_neighbors_says_nothing(member):
    resources(("Kettle", "x"), ("Or", "x"))

    for question in ("kettle OR", "OR kettle", "kettle OR -nap", "kettle OR OR"):
        assert titles(ask(member, question)) == ["Kettle"], question


def test_what_is_of_a_kind_can_be_asked_for_and_left_out(member):
    index("guide", guide("Kettle guide", tags=["tea"], sectors=["pediatrics"], principles=["village"]))
    resources(("Kettle resource", "x"))

    assert titles(ask(member, "kettle in:guides")) == ["Kettle guide"]
    for question in ("-in:guides", "-kind:guide", "-tag:tea", "-sector:pediatrics", "-principle:village"):
        assert titles(ask(member, f"kettle {question}")) == ["Kettle resource"], question
    assert titles(ask(member, "kettle -lang:es")) != []
    assert ask(member, "kettle -in:guides").results.facets["kind"] == {"resource": 1}


def test_a_phrase_that_nobody_closed_ends_with_the_box(member):
    resources(("Reflection circle", "x"), ("Circle of reflection", "x"))

    assert titles(ask(member, '"reflection circle')) == ["Reflection circle"]


def test_a_filter_that_means_nothing_is_read_as_words_and_the_page_says_so(member, client_for):
    resources(("Kettle", "A sector."))

    answer = ask(member, "kettle sector:moon")
    assert answer.box.unread == ("sector:moon",)
    assert titles(answer) == ["Kettle"]
    page = client_for(member).get("/search/", {"q": "kettle sector:moon"}).content.decode()
    assert "Nothing is called “sector:moon” here; it was read as words." in page


def test_the_page_says_how_it_read_or_and_what_is_left_out(member, client_for):
    html = client_for(member).get("/search/", {"q": "tea kettle OR samovar -in:guides"}).content.decode()
    chips = [
        unescape(text).strip()
        for text in re.findall(r'<a class="chip" href="[^"]*"><span class="vh">[^<]*</span>([^<]*)<', html)
    ]
    assert chips == ["tea", "one of kettle / samovar", "without Kind: Guides"]
