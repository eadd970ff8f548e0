"""Harmless details that add up."""

import pytest

from safeguards.identifiers import combinations
from tests.safeguards.score import SETS, read


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "The boy has Rett syndrome, is one of seven siblings, and lives in a small town.",
            {"diagnosis", "siblings", "setting"},
        ),
        (
            "They are the only family in town that speaks Mam, and the twins are four.",
            {"only", "language", "siblings"},
        ),
        (
            "Vive en un pueblo chico, habla mixteco y tiene seis hermanos.",
            {"setting", "language", "siblings"},
        ),
        (
            "La niña tiene espina bífida, son trillizos y el papá es pastor's.",
            {"diagnosis", "siblings", "role"},
        ),
    ],
)
def test_three_details_are_asked_about_with_their_places(text, kinds):
    combination = combinations(text)
    assert combination is not None
    assert set(combination.kinds) >= kinds
    assert all(0 <= start < end <= len(text) for start, end, _kind in combination.spans)
    assert str(combination.prompt)


@pytest.mark.parametrize(
    "text",
    [
        "The boy has Rett syndrome and loves music.",
        "Twins in a small town, and both are fine.",
        "We talked about naps.",
    ],
)
def test_fewer_are_left_alone(text):
    assert combinations(text) is None


def test_being_the_only_one_counts_for_two():
    assert combinations("They are the only family in a small town.")


def test_ordinary_passages_are_seldom_asked_about():
    rows = read(*SETS)
    assert sum(combinations(row["text"]) is not None for row in rows) <= len(rows) / 50
