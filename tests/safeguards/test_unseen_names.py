"""The same passages with other names: what is found must not hang on the names that rules were tuned with."""

import random
import unicodedata

import pytest

from safeguards.identifiers import find
from tests.safeguards.score import covered, read

#: From many places, most of them in no list of names.
NAMES = (
    "Nkauj Tswjfwm Paj Zeb Tooj Nplaim Ixchel Tzunun Ixmucane Warsame Xaawo Sagal Deeqo Jamilah"
    " Myroslava Bohdan Yevhen Zoryana Thangamani Lakshmipriya Venkatesh Xiuying Zhihao Tsehay"
    " Gebremedhin Tupou Losaline Uwimana Ndayishimiye Wisly Guerlande Dieula Fanfan Haseya"
    " Ashkii Yanaba Chilaili Tlalli Citlaly Nahomy Yosgart Osmin Lesbia Marvin Elmer Keyla"
    " Anderson Wilson Yenifer Yuleisy Kelvin Deyvi Sayra Ngozika Chiamaka Tomiwa Babajide"
    " Zainabu Mwajuma Baraka Furaha Asad Rukhsana Parwana Gulnaz Zalmai Hewan Selam Yodit Aster"
    " Kidist Sophea Rithy Dararith Bounmy Khamla Somchai Hser Thida Aung Hnin Tenzing Dolma Pema"
    " Kunzang Nerguiz Altansarnai Oyunbileg Piotrek Agnieszka Zsofia Dragana Vesna Luljeta"
    " Besnik Arta Malakai Sione Vaea Leota Tavae Lagi Kealohilani Nohea Ikaika Jakobe Ty'Shawn"
    " Da'Quan Lashawnda Quintavious Kyrie Khloe Brynlee Brantley Ryker Paisleigh Kashton"
    " Oakleigh Tripp Maisie Saoirse Niamh Eoghan"
)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFD", sign)[0] for sign in text)


def renamed(row: dict, choose: random.Random) -> tuple[str, list[dict]]:
    """The passage with its names exchanged, one for one, and where they stand now."""
    text, chosen, pieces, spans, end, length = row["text"], {}, [], [], 0, 0
    for span in sorted(row["spans"], key=lambda span: span["start"]):
        old = text[span["start"] : span["end"]]
        new = old
        if span["label"] == "NAME" and "." not in old:
            new = " ".join(chosen.setdefault(part, choose.choice(NAMES.split())) for part in old.split())
            new = new.lower() if old.islower() else new
        pieces += [text[end : span["start"]], new]
        start = length + span["start"] - end
        length, end = start + len(new), span["end"]
        spans.append({"start": start, "end": length, "label": span["label"]})
    return "".join([*pieces, text[end:]]), spans


@pytest.mark.parametrize(
    ("typed", "floor"),
    [(str, 0.94), (plain, 0.94), (str.lower, 0.85), (str.upper, 0.85)],
    ids=["as written", "without accents", "small", "shouted"],
)
def test_names_from_elsewhere_are_found(typed, floor):
    choose, names, found, told, right = random.Random(7), 0, 0, 0, 0
    for row in read("guide", "open"):
        text, spans = renamed(row, choose)
        if len(typed(text)) != len(text):
            continue
        findings = [finding.kept() for finding in find(typed(text))]
        told += len(findings)
        right += sum(covered(finding, spans) for finding in findings)
        for span in spans:
            if span["label"] == "NAME":
                names += 1
                found += covered(span, findings)
    assert found / names >= floor
    assert right / told >= 0.95
