"""How much of the labelled passages is found, per label and language:

    python -m tests.safeguards.score [FILE.jsonl …]

A labelled stretch is found if half of it is covered by findings (of any label; "with this label" asks for the same
one), a finding is right if half of it lies in labelled stretches; of ages any overlap counts. Without files all sets
beside this module are read: docs/deidentification.md says where they come from. --errors prints each miss.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from safeguards.identifiers import LABELS, find

HERE = Path(__file__).parent / "passages"
SETS = ("guide", "open", "wild", "probe", "kept", "last", "plain", "other", "apart")


def read(*names: str) -> list[dict]:
    paths = [HERE / f"{name}.jsonl" if "." not in name else Path(name) for name in names]
    return [
        json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line
    ]


def covered(span: dict, others: list[dict], label: str | None = None) -> bool:
    signs: set[int] = set()
    for other in others:
        if label in (None, other["label"]):
            signs.update(range(max(span["start"], other["start"]), min(span["end"], other["end"])))
    return len(signs) * 2 >= span["end"] - span["start"] or bool(signs and span["label"] == "AGE_OVER_89")


class Score:
    """Counts of one set of passages."""

    def __init__(self, rows: list[dict]):
        self.gold, self.found, self.typed, self.told, self.right = (Counter() for _ in range(5))
        self.clean = self.flagged = 0
        self.missed, self.wrong = [], []
        for row in rows:
            gold, told = row["spans"], [finding.kept() for finding in find(row["text"])]
            for span in gold:
                self.gold[span["label"]] += 1
                self.typed[span["label"]] += covered(span, told, span["label"])
                self.found[span["label"]] += covered(span, told)
                if not covered(span, told):
                    self.missed.append((row["id"], span["label"], row["text"][span["start"] : span["end"]]))
            for span in told:
                self.told[span["label"]] += 1
                self.right[span["label"]] += covered(span, gold)
                if not covered(span, gold):
                    self.wrong.append((row["id"], span["label"], row["text"][span["start"] : span["end"]]))
            self.clean += not gold
            self.flagged += not gold and bool(told)

    def recall(self, label: str | None = None) -> float:
        if label:
            return self.found[label] / max(1, self.gold[label])
        return self.found.total() / max(1, self.gold.total())

    def precision(self) -> float:
        return self.right.total() / max(1, self.told.total())

    def table(self) -> str:
        lines = [
            "| label | labelled | found | recall | with this label | precision |",
            "| --- | --: | --: | --: | --: | --: |",
        ]
        for label in LABELS:
            gold, told = self.gold[label], self.told[label]
            share = f"{self.right[label] / told:.3f}" if told else "–"
            if gold or told:
                lines.append(
                    f"| {label} | {gold} | {self.found[label]} | {self.found[label] / gold if gold else 1:.3f} | {self.typed[label]} | {share} |"
                )
        lines.append(
            f"| all | {self.gold.total()} | {self.found.total()} | {self.recall():.3f} | {self.typed.total()} | {self.precision():.3f} |"
        )
        return "\n".join([*lines, "", f"Clean passages with a finding: {self.flagged} of {self.clean}."])


def summary(name: str, score: Score) -> str:
    return (
        f"| {name} | {score.gold.total()} | {score.recall():.3f} | {score.recall('NAME'):.3f} | {score.precision():.3f} "
        f"| {score.flagged} of {score.clean} |"
    )


def main(names: list[str]) -> None:
    errors = "--errors" in names
    sets = {name: read(name) for name in names if not name.startswith("--")} or {
        name: read(name) for name in SETS
    }
    print("| set | labelled | recall | of names | precision | clean passages with a finding |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, rows in sets.items():
        print(summary(Path(name).stem, Score(rows)))
    for language, spoken in (("en", "English"), ("es", "Spanish")):
        score = Score([row for rows in sets.values() for row in rows if row["lang"] == language])
        print(f"\n### {spoken}, all sets\n\n{score.table()}")
        if errors:
            print("missed:", *score.missed, sep="\n   ")
            print("wrong:", *score.wrong, sep="\n   ")


if __name__ == "__main__":
    main(sys.argv[1:])
