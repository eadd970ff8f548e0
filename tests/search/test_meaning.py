"""What somebody meant who wrote it otherwise: slips, wordings of the field, the other language; the same for all engines."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from forums.services import removing
from library.models import GuidePage
from search.models import Meaning, VocabularyWord
from search.results import asked
from search.services import rebuilding, words
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said
from tests.search.scenes import ask, guide, index, resource, settle, titles

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture(autouse=True)
def no_meanings(db):
    Meaning.objects.all().delete()
    Meaning(english="x\ny").save()  # so that what was kept is forgotten
    Meaning.objects.all().first().delete()


def resources(*pairs, **fields):
    rows = [resource(title, text, **fields) for title, text in pairs]
    index("resource", *rows)
    return rows


def meaning(english="", spanish="", **fields):
    return Meaning.objects.create(english=english, spanish=spanish, **fields)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("seperation", "Separation"), ("intrepreter", "Interpreter"), ("granfather", "Grandfather"), ("brdge", "Bridge"),
        ("lonelyness", "Loneliness"), ("qinterpreter", "Interpreter"), ("granduncles", None),
    ],
)  # fmt: skip
def test_a_slip_finds_the_word_that_was_meant(member, typed, meant):
    resources(*((word, "x") for word in ("Separation", "Interpreter", "Grandfather", "Loneliness", "Bridge")))

    assert titles(ask(member, typed)) == ([meant] if meant else [])


def test_who_spelled_well_finds_only_that(member):
    resources(("Visits", "x"), ("Visit lists", "x"), ("Lists", "x"))

    assert "Lists" not in titles(ask(member, "visits"))
    assert ask(member, "visits").meaning.corrected == {}


def test_two_words_written_as_one_and_one_as_two(member):
    resources(("The drop off routine", "x"), ("Handoff", "x"))

    assert titles(ask(member, "dropoff")) == ["The drop off routine"]
    assert titles(ask(member, "hand off")) == ["Handoff"]


def test_words_of_one_meaning_find_each_other_from_the_moment_they_are_saved(member):
    resources(("Kettle", "On the stove."), ("Pot", "x"))
    assert titles(ask(member, "samovar")) == []

    row = meaning("kettle\nsamovar")
    assert titles(ask(member, "samovar")) == ["Kettle"]
    row.english = "pot\nsamovar"
    row.save()
    assert titles(ask(member, "samovars")) == ["Pot"]
    row.in_use = False
    row.save()
    assert titles(ask(member, "samovar")) == []


def test_an_abbreviation_finds_what_it_stands_for_and_the_other_way_round(member):
    meaning("HV\nhome visitor")
    resources(("A home visitor", "x"), ("An HV handbook", "x"), ("Visitor", "Who is at home."))
    resources(*((f"Morning {number}", "x") for number in range(8)))

    assert set(titles(ask(member, "hv"))) == {"A home visitor", "An HV handbook"}
    assert set(titles(ask(member, "home visitors"))) == {"A home visitor", "An HV handbook", "Visitor"}
    assert titles(ask(member, "home visitor"))[0] == "A home visitor"


def test_what_was_asked_stands_before_what_means_the_same(member):
    # Words of no other test: in Elasticsearch entries that are gone go on counting for how rare a word is.
    meaning("trivet\nladle")
    resources(("Trivet", "x"), ("Ladle", "x"))

    assert titles(ask(member, "trivet")) == ["Trivet", "Ladle"]
    assert titles(ask(member, "ladle")) == ["Ladle", "Trivet"]


def test_a_slip_in_a_wording_finds_what_means_the_same(member):
    meaning("daycare\nnursery")
    resources(("The nursery", "x"))

    assert titles(ask(member, "dacare")) == ["The nursery"]


def test_the_other_language_is_found_and_marked(member):
    meaning("parenting", "crianza")
    resources(("Parenting at night", "x"))

    (found,) = ask(member, "crianza", language="es").found
    assert found.entry.title == "Parenting at night"
    assert "<mark>Parenting</mark>" in found.title


def test_a_guide_is_found_by_what_its_translation_is_called(member):
    english = guide("A kettle for everybody", "Tea.")
    spanish = guide("Una tetera para todos", "Té.", locale="es")
    GuidePage.objects.filter(pk=spanish.pk).update(translation_key=english.translation_key)
    index("guide", english, spanish)

    found = titles(ask(member, "tetera", language="es"))
    assert found == ["Una tetera para todos", "A kettle for everybody"]

    GuidePage.objects.filter(pk=spanish.pk).update(live=False)
    index("guide", english, spanish)
    assert titles(ask(member, "tetera")) == []


def test_a_text_in_another_language_than_its_row_says_is_read_in_its_own(member):
    resources(("Puertas", "It was made by and for the parents of the children."), language="es")

    assert titles(ask(member, "parent child")) == ["Puertas"]


def test_nobody_is_told_words_that_not_every_member_may_see(member, run_tasks):
    discussion(member, title="A samovar on the porch", forum=circle_forum(member))
    run_tasks()

    assert not VocabularyWord.objects.filter(word="samovar").exists()
    assert ask(UserFactory(), "samovra").meaning.corrected == {}


def test_a_visitor_is_told_only_words_of_what_everybody_may_see(member, visitor):
    resources(("Samovar", "x"), audience="members")
    assert ask(member, "samovra").meaning.corrected == {"samovra": "samovar"}
    assert ask(visitor, "samovra").meaning.corrected == {}

    resources(("Samovar", "x"))
    assert ask(visitor, "samovra").meaning.corrected == {"samovra": "samovar"}


def test_what_is_erased_is_no_longer_known(member, other_member, moderator, run_tasks):
    thread = discussion(member, title="Mornings")
    post = said(other_member, thread, "Elderberry and samovar.")
    said(other_member, thread, "A samovar.")
    run_tasks()
    assert VocabularyWord.objects.get(word="samovar").entries == 2

    removing.redact(actor=moderator, post=post, reason="A name")
    run_tasks()
    assert not VocabularyWord.objects.filter(word="elderberry").exists()
    assert VocabularyWord.objects.get(word="samovar").entries == 1


def test_counting_anew_changes_nothing(member, run_tasks):
    resources(("Kettle", "A kettle and a samovar."), ("Samovar", "x"), audience="members")
    said(member, discussion(member, title="Kettles"), "A kettle.")
    run_tasks()
    counts = VocabularyWord.objects.order_by("word", "language").values_list(
        "word", "language", "entries", "open"
    )
    before = list(counts)
    assert before

    words.recount()
    assert list(counts) == before
    rebuilding.rebuild_entries(follow=lambda keys: None)
    assert list(counts) == before


def test_a_search_asks_no_more_than_a_few_questions(member, django_assert_max_num_queries):
    meaning("kettle\nsamovar")
    resources(("Kettle", "On the stove."), ("Handoff", "x"))
    ask(member, "kettle")  # what is kept is there
    with django_assert_max_num_queries(3):
        asked(member, QueryDict("q=ketle+hand+off+smaovar+handof"), language="en")


def test_a_curator_edits_words_and_a_member_does_not(client_for, curator, member):
    address = reverse(Meaning.snippet_viewset.get_url_name("add"))
    sent = {"english": "kettle\nsamovar", "spanish": "", "in_use": "on"}
    assert client_for(member).post(address, sent).status_code in (302, 403, 404)
    assert not Meaning.objects.exists()
    assert (
        client_for(curator).post(address, sent | {"english": "kettle"}).status_code == 200
    )  # one alone means nothing
    assert client_for(curator).post(address, sent).status_code == 302
    assert Meaning.objects.get().wordings == [("en", "kettle"), ("en", "samovar")]


def test_the_page_says_what_else_was_looked_for(client_for, member):
    meaning("daycare\nnursery")
    resources(("The nursery", "x"), ("Interpreter", "x"))
    settle()

    html = client_for(member).get("/search/?q=intrepreter+daycare&kind=resource").content.decode()
    assert "Nobody here wrote “intrepreter”" in html
    assert 'href="?q=interpreter+daycare&amp;kind=resource">interpreter</a>' in html
    assert "Also looked for nursery" in html
    assert "Nobody here wrote" not in client_for(member).get("/search/?q=interpreter").content.decode()


def test_before_anything_is_indexed_no_word_counts_as_a_slip(member):
    meaning("kettle\nsamovar")
    assert ask(member, "kettel").meaning.corrected == {}
    resources(("Percolator", "x"))
    assert ask(member, "kettel").meaning.corrected == {"kettel": "kettle"}


def test_a_few_capitals_that_nobody_wrote_are_no_slip(member):
    resources(("Ends meet", "x"))

    assert titles(ask(member, "epds")) == ["Ends meet"]
    assert ask(member, "EPDS").meaning.corrected == {}
    assert ask(member, "ENDZ MEETING").meaning.corrected == {}


def test_what_means_the_same_as_a_guess_is_worth_less_than_the_guess(member):
    meaning("tablet\ntelevision")
    resources(("Tablet", "x"), ("Television", "x"))

    answer = ask(member, "toblat")
    guessed = {other.words: other.worth for other in answer.query.units[0].also}
    assert guessed[("television",)] < guessed[("tablet",)]
    assert titles(answer) == ["Tablet", "Television"]
