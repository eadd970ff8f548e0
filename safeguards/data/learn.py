# /// script
# requires-python = ">=3.11"
# dependencies = ["scikit-learn==1.9.1"]
# ///
"""What teaches `learned.txt.gz` anew, from invented texts alone:

    python safeguards/data/learn.py [SET.jsonl …]

with scikit-learn beside the packages of the platform. Taught is with the labelled passages of the tests (or those
named), typed small, and again with other names, places and bodies in them; and with `lessons.txt`, whose gaps are filled
from the lists and from words that such bodies are called by. What has nothing to find counts as often as what has. Every run with the same texts gives the same weights.
"""

import gzip
import json
import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from sklearn.feature_extraction import DictVectorizer  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

from safeguards.identifiers.learned import clues  # noqa: E402
from safeguards.identifiers.lexicon import table  # noqa: E402
from safeguards.identifiers.reading import Reading  # noqa: E402
from safeguards.identifiers.signs import Signs  # noqa: E402

TAUGHT = ("NAME", "LOCATION", "ORGANIZATION")


@cache
def words(part: str) -> list[str]:
    """A list that stands in lessons.txt behind an @."""
    lines = (HERE / "lessons.txt").read_text(encoding="utf-8").splitlines()
    return next(line.split(": ")[1].split("|") for line in lines if line.startswith(f"@{part}:"))


class Filler:
    """Names, towns and bodies by chance, the same every time."""

    def __init__(self, seed: int):
        self.choose = random.Random(seed)  # noqa: S311
        rows = [
            (word, grades) for word, grades in sorted(table().items()) if "-" not in word and "'" not in word
        ]
        self.common = [w for w, g in rows if g[2] > "3" and "_" not in w]
        self.rare = [w for w, g in rows if g[2] in "12" and g[:2] == "00"]
        self.double = [w for w, g in rows if g[2] > "3" and max(g[:2]) > "3" and "_" not in w]
        self.families = [w for w, g in rows if g[3] > "2" and "_" not in w]
        self.towns = [w.replace("_", " ") for w, g in rows if g[4] > "3"]
        self.known_towns = [w.replace("_", " ") for w, g in rows if g[4] > "5"]

    def given(self) -> str:
        lists = (self.common, self.common, self.rare, self.double)
        return self.choose.choice(self.choose.choice(lists))

    def family(self) -> str:
        return self.choose.choice(self.families)

    def town(self) -> str:
        return self.choose.choice(self.choose.choice((self.towns, self.known_towns)))

    def body(self, language: str) -> str:
        pick, one = self.choose.choice, self.choose.random()
        if language == "es":
            name = pick(words("called")) if one < 0.6 else pick((self.town(), self.given(), self.family()))
            return pick(("la ", "el ", "", "")) + pick(words("fronts")) + " " + name if one < 0.85 else name
        pair = pick(words("first")) + " " + pick(words("second"))
        if one < 0.3:
            return pair
        if one < 0.85:
            name = pair if one < 0.6 else pick((self.town(), self.family(), "st " + self.given()))
            return name + " " + pick(words("heads"))
        return self.family()

    def street(self, language: str) -> str:
        pick = self.choose.choice
        name = pick((self.family(), pick(words("first")), self.town()))
        if language == "es":
            return "la " + pick(words("calles")) + " " + name
        return name if self.choose.random() < 0.15 else name + " " + pick(words("streets"))

    def gap(self, kind: str, language: str) -> tuple[str, str]:
        """What stands in a gap of a lesson, and its label."""
        if kind in "gf":
            return self.given() if kind == "g" else self.family(), "NAME"
        if kind == "b":
            return self.body(language), "ORGANIZATION"
        return self.town() if kind == "t" else self.street(language), "LOCATION"


def lessons(filler: Filler, rounds: int) -> Iterator[dict]:
    """The lines of lessons.txt with their gaps filled again and again, and those without gaps half as often."""
    language = "en"
    for line in (HERE / "lessons.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            language = line[3:5] if line.startswith("## ") else language
        if line.startswith(("#", "@")):
            continue
        for _round in range(rounds if "{" in line else rounds // 2):
            text, spans = "", []
            for n, part in enumerate(re.split(r"\{(\w)\}", line)):
                word = part
                if n % 2:
                    word, label = filler.gap(part, language)
                    article = re.match(r"(?:la|el) (?=\w+ )", word)
                    start = len(text) + (len(article[0]) if article and language == "es" else 0)
                    spans.append({"start": start, "end": len(text) + len(word), "label": label})
                text += word
            yield {"text": text, "spans": spans, "lang": language}


def renamed(row: dict, filler: Filler) -> dict:
    """The passage, small, with other names, towns and bodies."""
    text, pieces, spans, end, length = row["text"], [], [], 0, 0
    for span in sorted(row["spans"], key=lambda span: span["start"]):
        old = new = text[span["start"] : span["end"]]
        if span["label"] == "NAME" and "." not in old:
            new = " ".join(filler.given() for _word in old.split())
        elif span["label"] == "LOCATION" and re.fullmatch(r"[^\W\d_]+", old):
            new = filler.town()
        elif span["label"] == "ORGANIZATION":
            new = re.sub(r"^(?:la|el) ", "", filler.body(row["lang"]))
        pieces += [text[end : span["start"]], new]
        start = length + span["start"] - end
        length, end = start + len(new), span["end"]
        spans.append({"start": start, "end": length, "label": span["label"]})
    return {"text": "".join([*pieces, text[end:]]), "spans": spans, "lang": row["lang"]}


def examples(rows: list[dict]) -> Iterator[tuple[list[str], str]]:
    """The clues of each token, and what it is part of."""
    for row in rows:
        small = row["text"].lower()
        signs = Signs(Reading(small if len(small) == len(row["text"]) else row["text"]), [])
        for token, each in zip(signs.tokens, clues(signs), strict=True):
            start, end = signs.reading.back(token.start, token.end)
            here = [s["label"] for s in row["spans"] if s["start"] < end and start < s["end"]]
            yield each, here[0] if here and here[0] in TAUGHT else ""


def main(paths: list[Path], out: Path) -> None:
    passages = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    filler = Filler(7)
    rows = [*passages, *lessons(filler, 8)]
    for _round in range(3):
        rows += [renamed(row, filler) for row in passages]
    told = list(examples(rows))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(each, 1.0) for each, _label in told])
    matrix.indices, matrix.indptr = matrix.indices.astype("int32"), matrix.indptr.astype("int32")
    identifies = [bool(label) for _each, label in told]
    for_it = LogisticRegression(l1_ratio=1.0, solver="liblinear", C=1.0, random_state=7).fit(
        matrix, identifies
    )
    named = [n for n, yes in enumerate(identifies) if yes]
    person = LogisticRegression(l1_ratio=1.0, solver="liblinear", C=0.5, random_state=7)
    person.fit(matrix[named], [told[n][1] == "NAME" for n in named])
    lines = [f"bias\t{for_it.intercept_[0] * 100:.0f}\t{person.intercept_[0] * 100:.0f}"]
    for clue, one, two in zip(
        vectorizer.get_feature_names_out(), for_it.coef_[0], person.coef_[0], strict=True
    ):
        if abs(one) >= 0.03 or abs(two) >= 0.1:
            lines.append(f"{clue}\t{one * 100:.0f}\t{two * 100:.0f}")
    with gzip.GzipFile(out, "wb", mtime=0) as file:
        file.write("\n".join(lines).encode())
    print(f"{len(told)} words of {len(rows)} texts, {len(lines)} clues")


if __name__ == "__main__":
    given = [Path(path) for path in sys.argv[1:]]
    every = sorted((HERE.parent.parent / "tests/safeguards/passages").glob("*.jsonl"))
    # What says how much is found of texts that nothing was learned from is never taught.
    main(given or [path for path in every if path.stem != "apart"], HERE / "learned.txt.gz")
