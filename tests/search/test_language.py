"""The language of the box: whatever is typed is understood as far as it can be, and the page says how; all engines alike."""

import re
from datetime import date
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search import days
from search.box import LONGEST, read
from search.chips import chips
from search.models import Meaning
from tests.forums.scenes import discussion
from tests.search.scenes import ask, guide, index, resource, settle, titles

pytestmark = pytest.mark.usefixtures("engine")

#: Pieces of the language in any order, broken or not.
PIECES = st.sampled_from(
    ["kettle", "OR", "O", "|", "-", "--", '"', "“", "”", "kind:", "kind:guide", "-kind:guide", "in:guides", "-in:", "sector:x", "tag:", "in: guides", "NOT", "ket*", "*", "lang:es",
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


@pytest.mark.parametrize("said", ["forum", "threads", "foro", "conversaciones"])
def test_all_conversations_are_one_place(member, run_tasks, said):
    resources(("Kettle resource", "x"))
    discussion(member, title="Kettle talk")
    run_tasks()

    answer = ask(member, f"kettle in:{said}")
    assert titles(answer) == ["Kettle talk"]
    assert [chip["text"] for chip in chips(answer, QueryDict())] == ["kettle", "Kind: Conversations"]
    assert titles(ask(member, f"kettle -in:{said}")) == ["Kettle resource"]


def test_a_filter_is_understood_with_a_blank_in_it_and_without_what_is_meant_left_out(member, client_for):
    index("guide", guide("Kettle guide"))
    resources(("Kettle resource", "x"))

    for question in ("kettle in: guides", "kettle in : guides", "in :guides kettle", "kettle -in: resources"):
        assert titles(ask(member, question)) == ["Kettle guide"], question
    assert set(titles(ask(member, "kettle in:"))) == {"Kettle guide", "Kettle resource"}
    page = client_for(member).get("/search/", {"q": "kettle in:"}).content.decode()
    assert "“in:” was left out" in page


@pytest.mark.parametrize(
    ("said", "code"), [("spanish", "es"), ("español", "es"), ("inglés", "en"), ("English", "en")]
)
def test_languages_are_called_by_any_of_their_names(member, said, code):
    assert ask(member, f"lang:{said}").query.languages == {code}


def test_not_leaves_out_where_it_is_written_large(member):
    resources(("Kettle", "x"), ("Iron kettle", "x"), ("Samovar", "x"), ("Pot", "x"), ("Cup", "x"))

    assert titles(ask(member, "kettle NOT iron")) == ["Kettle"]
    assert set(titles(ask(member, "kettle not iron"))) == {"Kettle", "Iron kettle"}
    assert ask(member, "DO NOT SHOUT").query.without == ()
    assert ask(member, '"kettle NOT iron"').query.without == ()


def test_quotes_take_one_word_as_it_is_and_a_star_all_that_begin_so(member):
    Meaning.objects.create(english="kettle\nsamovar")
    resources(
        ("Kettle", "x"), ("Kettles", "x"), ("Samovar", "x"), ("Settle", "x"), ("Kettledrum lesson", "x")
    )

    assert set(titles(ask(member, "kettle"))) >= {"Kettle", "Samovar"}
    assert set(titles(ask(member, '"kettle"'))) == {"Kettle", "Kettles"}
    answer = ask(member, "kettledr* lesson")
    assert (titles(answer), answer.meaning.corrected) == (["Kettledrum lesson"], {})


@pytest.mark.parametrize(
    ("said", "meant", "language"),
    [
        ("2026", "2026", "en"), ("2026-3", "2026-03", "en"), ("2026/03/05", "2026-03-05", "en"),
        ("03/2026", "2026-03", "es"), ("3/5/2026", "2026-03-05", "en"), ("3/5/2026", "2026-05-03", "es"),
        ("25/3/2026", "2026-03-25", "en"), ("march-2026", "2026-03", "en"), ('"marzo de 2026"', "2026-03", "en"),
        ("ayer", "2026-02-28", "es"), ("today", "2026-03-01", "en"), ("march", "2026-03", "en"), ("april", "2025-04", "en"),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(member, monkeypatch, said, meant, language):
    monkeypatch.setattr(days, "_today", lambda: date(2026, 3, 1))
    with translation.override(language):
        answer = ask(member, f"after:{said}", language=language)
    assert answer.box.filters == {"after": {meant}}
    assert answer.query.after == days.day(meant)


@pytest.mark.parametrize(
    "said", ["soon", "2026-13", "2026-00", "31/2/2026", "0000", "2026-02-30", "9999-12-31-1"]
)
def test_what_is_no_day_is_said(member, client_for, said):
    page = client_for(member).get("/search/", {"q": f"after:{said}"}).content.decode()
    assert f"“after:{said}” names no day" in page and "after:2026-03-15" in page


def test_a_day_is_said_in_the_readers_words(member):
    for language, words in (("en", "from March 5, 2026 on"), ("es", "desde: 5 de marzo de 2026")):
        with translation.override(language):
            (chip,) = chips(ask(member, "after:2026-03-05", language=language), QueryDict())
        assert chip["text"] == words


@pytest.mark.parametrize("question", ["-", "OR", "🙂", "%", '""', "kind:"])
def test_a_question_that_asks_nothing_says_so(member, client_for, question):
    resources(("Kettle", "x"))
    settle()
    page = unescape(client_for(member).get("/search/", {"q": question}).content.decode())
    assert f"Nothing can be looked for in “{question}”. Here is what is newest." in page
    assert "Kettle" in page


def test_an_or_that_joins_nothing_is_said(member, client_for):
    page = client_for(member).get("/search/", {"q": "kettle OR"}).content.decode()
    assert "“OR” was left out" in page
    assert "was left out" not in client_for(member).get("/search/", {"q": "kettle OR pot"}).content.decode()


def test_how_much_of_a_long_question_was_read_is_said(member, client_for):
    resources(("Kettle", "x"))
    for question in (
        "kettle " * 300,
        " ".join(f"word{number}" for number in range(500)),
        "kettle " + "x" * 900,
    ):
        page = client_for(member).get("/search/", {"q": question}).content.decode()
        assert "Of so long a question only the first words" in page, question[:40]
    assert titles(ask(member, "kettle " * 300)) == ["Kettle"]


def test_a_filter_of_members_says_so_to_visitors(visitor, client):
    for question in ("is:unread", "by:rosa"):
        page = client.get("/search/", {"q": question}).content.decode()
        assert f"“{question}” is for members" in page


def test_what_was_typed_as_a_filter_can_be_unticked(member, client_for):
    index("guide", guide("Kettle guide"))
    resources(("Kettle resource", "x"))
    page = (
        client_for(member)
        .get("/search/", {"q": "kettle kind:guide after:2026", "view": "kinds"})
        .content.decode()
    )
    form = page.split("data-facets>", 1)[1].split("</form>", 1)[0]
    assert '<input type="hidden" name="q" value="kettle after:2026">' in form
    assert '<input type="hidden" name="view" value="kinds">' in form
    assert 'name="kind" value="guide" checked' in form


def test_the_page_says_how_it_read_or_and_what_is_left_out(member, client_for):
    html = client_for(member).get("/search/", {"q": "tea kettle OR samovar -in:guides"}).content.decode()
    chips = [
        unescape(text).strip()
        for text in re.findall(r'<a class="chip" href="[^"]*"><span class="vh">[^<]*</span>([^<]*)<', html)
    ]
    assert chips == ["tea", "one of kettle / samovar", "without Kind: Guides"]
