"""What is often asked, as far as five different people asked it (search.models.asking)."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from cop.core.kept import Kept
from search.models import AskedMonth, OpenedMonth
from search.services.counting import ENOUGH, POSITIONS, this_month

SHOWN = 20
WIDE, BAR = 300, 52  # of the drawings, as of those of forums.across.drawing


@dataclass(frozen=True)
class Asked:
    query: str
    times: int
    nothing: int


def asked_often() -> list[Asked]:
    """What five people asked in one month or another, the most asked first."""
    times: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    rows = AskedMonth.objects.filter(times__gte=ENOUGH)
    for row in (row for row in rows if row.askers >= ENOUGH):
        times[row.query] += row.times
        nothing[row.query] += row.nothing
    ordered = sorted(times, key=lambda query: (-times[query], query))
    return [Asked(query, times[query], nothing[query]) for query in ordered]


def opened() -> list[tuple[int, int]]:
    """(position, how often a result there was opened), all positions up to the last."""
    found: Counter[int] = Counter()
    for position, times in OpenedMonth.objects.values_list("position", "times"):
        found[position] += times
    return [(place, found[place]) for place in range(1, POSITIONS + 1)] if found else []


def bars(rows: list[tuple[str, int]]) -> dict:
    """Where bars stand: {rows, high}, rows of (words, number, top, length)."""
    most = max((number for _words, number in rows), default=1) or 1
    return {
        "rows": [
            (words, number, BAR * place, max(2, round((WIDE - 56) * number / most)) if number else 0)
            for place, (words, number) in enumerate(rows)
        ],
        "high": BAR * len(rows),
    }


def begun(said: str, limit: int = 3) -> list[str]:
    """What members asked lately that begins so, in any of its words, and found something."""
    said = said.casefold()
    return [query for query in _lately() if query != said and f" {said}" in f" {query}"][:limit]


def _read() -> list[str]:
    month = this_month()
    months = [month, this_month(month - timedelta(days=1))]
    rows = AskedMonth.objects.filter(month__in=months, times__gte=ENOUGH).order_by("-times", "query")
    found = [row.query for row in rows if row.askers >= ENOUGH and row.nothing < row.times]
    return list(dict.fromkeys(found))


_lately = Kept(_read)
