"""Findings at the level of what a writer sees: where they stand, what may stand instead, and what is left alone."""

import sys
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from safeguards.identifiers import LABELS, REASONS, accept, find, generalised
from tests.safeguards.score import SETS, read

TODAY = date(2026, 11, 26)
PASSAGES = [row["text"] for row in read(*SETS, "thumb", "careless")]
#: Texts as people make them: parts of passages, torn and glued, with what phones add.
PIECES = st.one_of(
    st.sampled_from(PASSAGES),
    st.sampled_from(
        [
            "😭",
            "👩🏽‍🍼",
            "\r\n",
            "\u0301",
            "\u200d",
            " ",
            "’s ",
            "¿",
            "مريم ",
            "‏שלום ",
            "Ⅷ",
            "ﬁ",
            "İ",
            "\x00",
            "\ud800",
        ]
    ),
    st.sampled_from(
        [
            "Maya",
            "mom ",
            "born 3/14/2024",
            "Dr. ",
            "la familia ",
            "at Oak Hill Clinic",
            "in Toledo",
            "555-0162 ",
        ]
    ),
    st.text(max_size=20),
)
TEXTS = st.lists(PIECES, max_size=5).map("".join)


def found(text, **options):
    return [(finding.label, text[finding.start : finding.end]) for finding in find(text, **options)]


@given(TEXTS)
@example("")
@example("İstanbul'da Maya")
@settings(deadline=None, max_examples=150)
def test_findings_stand_in_order_within_the_text_and_nothing_is_too_odd_to_read(text):
    end = 0
    for finding in find(text):
        assert end <= finding.start < finding.end <= len(text)
        assert finding.label in LABELS and finding.reason in REASONS and finding.suggestions
        start, stop = finding.replace
        assert 0 <= start <= finding.start < finding.end <= stop <= len(text)
        end = finding.end


@given(TEXTS)
@settings(deadline=None, max_examples=150)
def test_accepting_every_suggestion_leaves_no_finding(text):
    clean = generalised(text, today=TODAY)
    assert find(clean) == []
    assert generalised(clean, today=TODAY) == clean


def test_one_round_of_accepting_is_enough_for_what_people_write():
    left = [text for text in PASSAGES if find(accept(text, find(text, today=TODAY)))]
    assert len(left) <= len(PASSAGES) / 100, left


@given(st.sampled_from(PASSAGES), st.sampled_from(["😭 ", "👩🏽‍🍼\r\n", "‼️ ", "\u200f "]))
@settings(deadline=None, max_examples=60)
def test_what_stands_before_moves_findings_by_its_code_points(text, before):
    moved = [(one.start - len(before), one.end - len(before), one.label) for one in find(f"{before}. {text}")]
    assert moved == [(one.start, one.end, one.label) for one in find(f". {text}")]


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        ("La niña Jose\u0301 Marti\u0301nez canto\u0301.", "NAME", "Jose\u0301 Marti\u0301nez"),
        ("😭😭 xiomara no vino", "NAME", "xiomara"),
        ("Then Zaynab’s mother sang.", "NAME", "Zaynab"),
        ("We met “Anahera” there.\r\nShe sang.", "NAME", "Anahera"),
        ("Text her at 555‑0162.", "PHONE", "555‑0162"),
        ("شكرا for Tariq's visit", "NAME", "Tariq"),
        ("MOM KEISHA CALLED AGAIN AND I WAS NOT THERE", "NAME", "KEISHA"),
        ("su bisabuela de noventa y un años", "AGE_OVER_89", "noventa y un años"),
        ("la guarderia rayito de sol ya no tiene lugar", "ORGANIZATION", "guarderia rayito de sol"),
        ("ahora viven por la colonia las flores", "LOCATION", "colonia las flores"),
        ("no lo acepta la escuela 14 porque no tiene acta", "ORGANIZATION", "escuela 14"),
        ("mom lives out past dry fork now", "LOCATION", "dry fork"),
        ("the lady from bright futures came by", "ORGANIZATION", "bright futures"),
        ("saw wyatt and wade at the park", "NAME", "wade"),
        ("We moved to Kansas City in the fall.", "LOCATION", "Kansas City"),
    ],
)
def test_it_is_found_however_it_is_typed(text, label, words):
    assert (label, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Will you open the door? May I come in? I hope so.",
        "In May we read The Very Hungry Caterpillar, in June Goodnight Moon.",
        "Head Start and WIC, Part C and Title I: I know the letters.",
        "Dr. Brazelton and Fred Rogers said it first.",
        "Apgar of 8/9, pain 3/10, 2/3 of the group, 24/7, 98.6 degrees, 120/80.",
        "Call 911, 988 or 211; see cdc.gov/ActEarly and zerotothree.org.",
        "He waits @ drop-off. A grandmother of 68, ninety minutes, 95 percent.",
        "Con esperanza y luz, el pilar de la casa es la abuela.",
        "En mayo la niña cumple dos años; la mamá es de Guatemala y habla k'iche'.",
        "can someone tell me how to explain part c, i mess it up every time lol",
        "he lives in fear of the phone, stays in bed, and we live on food stamps",
        "la escuela grande cerro temprano, la clinica los atiende aqui y llega en paz",
        "mom is 19 and the kid is 3, i was at home from day one with good ideas",
    ],
)
def test_what_identifies_nobody_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Maya, born 3/14/2024, sang.", "A two-year-old, sang."),
        ("Then Maya's dad Tariq sang.", "Then the child's dad sang."),
        ("He was born on April 2, 2026.", "He was a 7-month-old."),
        ("We met at Lakeview Family Health Center.", "We met at a local center."),
        ("She came home on September 12.", "She came home recently."),
        ("She came home on September 12, 2025.", "She came home in 2025."),
        ("La familia Quispe sonrió.", "La familia sonrió."),
        ("Su bisabuela tiene 95 años.", "Su bisabuela tiene más de 89 años."),
        ("Ask Dr. Venkataraman about it.", "Ask the doctor about it."),
        ("Nos vimos en la Clínica Monte Sinaí.", "Nos vimos en una clínica."),
    ],
)
def test_a_suggestion_says_what_matters_without_saying_who(text, better):
    assert accept(text, find(text, today=TODAY)) == better


def test_what_is_kept_of_a_finding_has_no_words():
    assert find("Then Zaynab sang.")[0].kept() == {"start": 5, "end": 11, "label": "NAME"}


def work(text: str) -> int:
    """Calls made while reading a text: the clock of a busy machine says nothing."""
    calls = [0]

    def count(_frame, _event, _argument):
        calls[0] += 1

    sys.setprofile(count)
    try:
        find(text)
    finally:
        sys.setprofile(None)
    return calls[0]


@pytest.mark.parametrize(
    "unit",
    [
        "Then Zaynab and her mom went to Toledo on 3/14. ",
        "mrs ",
        "Ab de la ",
        "zzyxq ",
        "a@",
        "1-",
        "calle ",
        "9/9/",
        "É",
        "www.",
    ],
)
def test_work_grows_with_the_text_and_not_faster(unit):
    find(unit)
    short, long = (work((unit * 50_000)[:length]) for length in (12_500, 50_000))
    assert long <= 4.5 * short
