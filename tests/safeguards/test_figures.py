"""The floor that the findings never fall below again; docs/deidentification.md has the figures of the day."""

import re

import pytest

from tests.safeguards.score import SETS, Score, read


@pytest.mark.parametrize("name", SETS)
def test_what_identifies_is_found_and_little_else(name):
    score = Score(read(name))
    assert score.recall() >= 0.95, score.missed
    assert score.recall("NAME") >= 0.93, score.missed
    assert score.precision() >= 0.90, score.wrong
    assert score.flagged <= score.clean / 10, score.wrong


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_typed_by_thumb_is_mostly_found(language):
    """Hard on purpose: names that are words, streets and bodies in small letters."""
    score = Score([row for row in read("thumb") if row["lang"] == language])
    assert score.recall() >= 0.91, score.missed
    assert score.recall("NAME") >= 0.91, score.missed
    assert score.precision() >= 0.95, score.wrong
    assert score.flagged <= score.clean / 20, score.wrong


def test_bodies_places_and_slips_of_the_thumb_are_told_apart():
    """Hard as well: bodies and places that grammar alone gives away, beside clean words that are misspelt."""
    score = Score(read("rushed"))
    assert score.recall() >= 0.93, score.missed
    assert score.precision() >= 0.90, score.wrong
    assert score.flagged <= score.clean / 20, score.wrong


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_typed_without_any_care_is_mostly_found(language):
    score = Score([row for row in read("careless", "mixed", "other-careless") if row["lang"] == language])
    assert score.recall() >= 0.92, score.missed
    assert score.recall("NAME") >= 0.93, score.missed
    assert score.precision() >= 0.95, score.wrong
    assert score.flagged <= score.clean / 20, score.wrong


def as_phones_do(row):
    """Capitals where sentences begin, and for I."""
    text = re.sub(r"(?<=[.!?] )\w", lambda match: match[0].upper(), row["text"])
    text = re.sub(r"\bi\b", "I", text[:1].upper() + text[1:])
    assert len(text) == len(row["text"])
    return row | {"text": text}


@pytest.mark.parametrize("language", ["en", "es"])
def test_capitals_that_a_phone_sets_by_itself_hide_nobody(language):
    score = Score([as_phones_do(row) for row in read("thumb") if row["lang"] == language])
    assert score.recall() >= 0.88, score.missed
    assert score.precision() >= 0.95, score.wrong
    assert score.flagged <= score.clean / 20, score.wrong


@pytest.mark.parametrize("language", ["en", "es"])
def test_both_languages_are_read(language):
    score = Score([row for row in read(*SETS) if row["lang"] == language])
    assert score.recall() >= 0.95, score.missed
    assert score.recall("NAME") >= 0.93, score.missed
    assert score.precision() >= 0.90, score.wrong


def test_every_labelled_stretch_is_one_of_its_text():
    for row in read(*SETS, "thumb", "rushed", "careless", "mixed", "other-careless"):
        for span in row["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(row["text"]), row["id"]
