"""What Elasticsearch answers as entries, groups and counts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from search.engines import asking
from search.engines.base import COLUMN_OF, Facets, Hit, count_facets, date_ranges, fits
from search.query import DIMENSIONS, Query


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry that was judged closely. `fields`: what it is grouped and counted by; each is a list, or missing."""

    key: str
    score: float
    fields: dict[str, list[Any]]

    @property
    def group(self) -> str:
        return self.fields["group"][0]


def entries(asked: Sequence[Any], answers: Sequence[Any]) -> tuple[list[Judged], bool]:
    """Those of `asking.judged`, each once, and whether there may be more."""
    raw = [answer["hits"]["hits"] for answer in answers]
    found = {hit["_id"]: hit for hits in raw for hit in hits if hit["_score"] > 0}
    full = any(len(hits) >= body["size"] for hits, body in zip(raw, asked, strict=True))
    return [Judged(key, hit["_score"], hit["fields"]) for key, hit in found.items()], full


def with_worthy(found: Sequence[Judged], some: Iterable[Judged], least: float) -> list[Judged]:
    """What holds all words, and of what holds some that which is worth so much."""
    keys = {entry.key for entry in found}
    return [*found, *(entry for entry in some if entry.score >= least and entry.key not in keys)]


def grouped(found: Iterable[Judged]) -> list[Hit]:
    """Groups, the best first, each worth what its best entry is."""
    by_group: dict[str, list[Judged]] = defaultdict(list)
    for entry in sorted(found, key=lambda entry: (-entry.score, entry.key)):
        by_group[entry.group].append(entry)
    best = sorted(by_group.items(), key=lambda one: (-one[1][0].score, one[0]))
    return [
        Hit(group, tuple(entry.key for entry in held[: asking.PARTS]), held[0].score) for group, held in best
    ]


def counted(found: Iterable[Judged], query: Query) -> tuple[Facets, int]:
    """Facets of these entries, and how many of their groups fit what is chosen."""
    now = timezone.now().timestamp()
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: {name: set() for name in DIMENSIONS})
    for entry in found:
        values = groups[entry.group]
        for name in DIMENSIONS:
            held = entry.fields.get(COLUMN_OF.get(name, name), ())
            if name == "date":
                held = date_ranges(now - int(held[0]) / 1000 if held else None)
            values[name].update(filter(None, held))
    total = sum(fits(values, query.chosen) for values in groups.values())
    return count_facets(groups.values(), query.chosen), total


def counted_since(talk: Any) -> int | None:
    """When the oldest was said (milliseconds) of the talk that was counted; None where all was."""
    oldest = talk["aggregations"]["oldest"]["value"] if talk.get("terminated_early") else None
    return None if oldest is None else int(oldest)


def counts(answers: Sequence[Any]) -> tuple[Facets, int, bool]:
    """What Elasticsearch counted, of talk and of what else there is together; and whether it stopped counting."""
    found: Facets = {name: defaultdict(int) for name in DIMENSIONS}
    for answer in answers:
        for name in DIMENSIONS:
            for bucket in answer["aggregations"][name]["values"]["buckets"]:
                if (groups := bucket["groups"]["value"]) and bucket["key"]:
                    found[name][bucket["key"]] += groups
    total = sum(answer["aggregations"]["total"]["groups"]["value"] for answer in answers)
    stopped = any(answer.get("terminated_early", False) for answer in answers)
    return {name: dict(values) for name, values in found.items()}, total, stopped
