"""How good an order is: the judged queries, and nDCG@10 over them.

`judged.tsv` holds a query a line with the documents that answer it: 3 is what was meant, 2 helps, 1 has to do with it.
Queries marked `held` are kept out of tuning: whoever changes how search judges looks at those marked `dev` alone.
"""

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from math import log2
from pathlib import Path

DEPTH = 10


@dataclass(frozen=True, eq=False)
class Judged:
    """One query, in the words of somebody who sits in `seat`."""

    qid: str
    split: str
    group: str
    seat: str
    query: str
    grades: dict[str, int]


def judged() -> list[Judged]:
    with (Path(__file__).parent / "judged.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Judged(grades=grades(row.pop("judged")), **row) for row in rows]


def grades(text: str) -> dict[str, int]:
    """`g06:3 d03:1`"""
    return {docid: int(grade) for docid, _, grade in (one.partition(":") for one in text.split())}


def ndcg(found: list[str], wanted: dict[str, int]) -> float:
    """As trec_eval's ndcg_cut_10: a grade counts as it is, less by the logarithm of its place."""
    best = gain(sorted(wanted.values(), reverse=True))
    return gain([wanted.get(docid, 0) for docid in found]) / best if best else 0.0


def gain(values: list[int]) -> float:
    return sum(value / log2(place + 1) for place, value in enumerate(values[:DEPTH], 1))


def measure(search: Callable[[str], list[str]]) -> dict[Judged, float]:
    return {one: ndcg(search(one.query), one.grades) for one in judged()}


def table(name: str, scores: dict) -> str:
    """Means over all queries, those kept out of tuning, and each group and seat."""
    sums = defaultdict(list)
    for one, score in scores.items():
        for row in ("all", one.split, f"  {one.group}", f"    {one.seat}"):
            sums[row].append(score)
    order = sorted(sums, key=lambda row: (len(row) - len(row.lstrip()), row))
    lines = [f"{row:24} {sum(sums[row]) / len(sums[row]):.3f}  ({len(sums[row])})" for row in order]
    return "\n".join([f"nDCG@{DEPTH}, {name}", *lines])
