"""The coach of words: phrases noticed with other words and a reason, strengths with why they are one."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from safeguards.identifiers.lexicon import DATA
from safeguards.models import Phrase
from safeguards.words import notices

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_ours(db):
    Phrase.objects.all().delete()


def phrase(wording, **fields):
    defaults = {"instead": "say what was seen", "reason": "It helps.", "principle": "trust-parents"}
    return Phrase.objects.create(wording=wording, **defaults | fields)


def told(text, language=None):
    return [(text[notice.start : notice.end], notice.phrase) for notice in notices(text, language)]


def test_every_form_is_noticed_with_other_words_and_a_reason():
    row = phrase("no-show\nno-shows")
    notice = notices("We had two No‑Shows this week.")[0]
    assert (notice.instead, notice.reason, notice.principle, notice.phrase) == (
        "say what was seen", "It helps.", "trust-parents", row.pk,
    )  # fmt: skip
    assert told("We had two No‑Shows this week.") == [("No‑Shows", row.pk)]


def test_accents_line_breaks_and_wildcards_make_no_difference():
    row = phrase("le dije que tenia que\neduque a la _\nmala* madre*", language="es")
    text = "Le dije que teni\u0301a\nque venir y eduqué a la señora. Malas madres no hay."
    assert [words for words, _pk in told(text, "es")] == [
        "Le dije que teni\u0301a\nque",
        "eduqué a la señora",
        "Malas madres",
    ]
    assert {pk for _words, pk in told(text, "es")} == {row.pk}


def test_the_longest_phrase_is_noticed_and_parts_of_words_are_not():
    phrase("difficult")
    longer = phrase("difficult mother")
    assert told("A difficult mother, they said.") == [("difficult mother", longer.pk)]
    assert told("The difficultmother.") == []


@pytest.mark.parametrize("text", ['The chart said "difficult mother".', "The chart said “difficult mother”."])
def test_what_is_quoted_is_left_alone(text):
    phrase("difficult mother")
    assert told(text) == []


def test_a_strength_is_noticed_too():
    phrase("kept trying", kind="strength", instead="", reason="Keeping on is a skill.")
    notice = notices("The mother kept trying.")[0]
    assert (notice.kind, notice.reason) == ("strength", "Keeping on is a skill.")


def test_phrases_out_of_use_and_of_other_languages_are_silent():
    phrase("difficult mother", in_use=False)
    phrase("the mother", language="es")
    assert told("The difficult mother is here, and the mother stays.") == []


def test_what_a_curator_changes_counts_at_once():
    row = phrase("difficult mother")
    assert told("A difficult mother.")
    row.wording = "hard mother"
    row.save()
    assert told("A difficult mother.") == [] and told("A hard mother.")


def test_one_query_is_asked_whatever_the_text(django_assert_num_queries):
    phrase("difficult mother")
    with django_assert_num_queries(1):
        notices("A difficult mother. " * 50)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"wording": "* _"}, "wording"),
        ({"wording": " \n "}, "wording"),
        ({"wording": "difficult mother", "instead": " "}, "instead"),
    ],
)
def test_a_phrase_needs_forms_and_other_words(fields, wrong):
    row = Phrase(**{"instead": "x", "reason": "y"} | fields)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert wrong in refused.value.message_dict


def test_the_database_refuses_a_phrase_to_reconsider_without_other_words():
    with pytest.raises(IntegrityError), transaction.atomic():
        phrase("difficult mother", instead="")


def test_a_curator_edits_phrases_and_a_member_does_not(client_for, curator, member):
    address = reverse(Phrase.snippet_viewset.get_url_name("add"))
    sent = {
        "language": "en", "kind": "reconsider", "wording": "difficult mother", "instead": "disagrees with …",
        "reason": "Wariness has a history.", "principle": "trust-parents", "in_use": "on",
    }  # fmt: skip
    assert client_for(member).post(address, sent).status_code in (302, 403)
    assert not Phrase.objects.exists()
    assert client_for(curator).post(address, sent).status_code == 302
    assert told("A difficult mother.") == [("difficult mother", Phrase.objects.get().pk)]


class TestStarterPhrases:
    @pytest.fixture(autouse=True)
    def starter(self, only_ours):
        rows = json.loads((DATA / "phrases.json").read_text(encoding="utf-8"))
        self.rows = [Phrase(**row) for row in rows]
        Phrase.objects.bulk_create(self.rows)

    def test_each_is_whole_and_finds_its_own_forms(self):
        for row in self.rows:
            row.full_clean(validate_unique=False, validate_constraints=False)
            for form in row.forms:
                assert told(form, row.language), form

    @pytest.mark.parametrize(
        "text",
        [
            "We talked about naps, and the mother told me about her week.",
            "La mamá llegó con su bebé y hablamos de la siesta.",
            "He was running a fever, so we moved the visit to Friday.",
        ],
    )
    def test_ordinary_sentences_are_left_alone(self, text):
        assert told(text) == []


@pytest.mark.parametrize(
    ("text", "instead", "becomes"),
    [
        ("She is very stubborn today.", "has said no for now", "She has said no for now today."),
        ("She is stubborn today.", "wary of us", "She is wary of us today."),
        ("So stubborn a child.", "has said no", "So has said no a child."),
        ("Mom is a stubborn.", "has come … times", "Mom has come … times."),
        ("La mamá es stubborn.", "le preocupa …", "La mamá le preocupa …."),
    ],
)
def test_other_words_that_bring_their_verb_take_the_place_of_the_one_before(text, instead, becomes):
    phrase("stubborn", instead=instead)
    start, end = notices(text, "en")[0].replace
    assert text[:start] + notices(text, "en")[0].words[0] + text[end:] == becomes


def test_advice_is_no_words_to_put_there():
    phrase("no-show", instead="the visit did not happen; (the reason, if known)")
    notice = notices("A no-show again.")[0]
    assert (notice.words, notice.advice) == (("the visit did not happen",), ("the reason, if known",))
