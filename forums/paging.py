"""A long list of threads, some at a time: from the key of the last one shown, never by counting from the start.

The address holds the id of a thread alone. The moment at which it was last spoken in would tell too much where who
spoke is known by sector only.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from forums.models import Thread

SIZE = 20

#: Sorts by name: the column, and whether its largest comes first. Each has an index (column, id).
SORTS = {
    "active": ("active_at", True),
    "new": ("created_at", True),
    "thanked": ("thanks_count", True),
    "oldest": ("created_at", False),
}


@dataclass(frozen=True)
class Stretch:
    """Some rows of a list. `previous` and `next`: parameters of the address of what lies beside them, or empty."""

    rows: list[Any]
    previous: str = ""
    next: str = ""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def stretch(threads, viewer, params, sort="active", size=SIZE):
    """The threads after `?after=<id>`, before `?before=<id>`, or the first ones. Unknown ids count as not given."""
    column, down = SORTS[sort]
    after, before = key_of(params.get("after")), key_of(params.get("before"))
    edge = Thread.objects.visible_to(viewer).filter(pk=after or before).values_list(column, flat=True).first() \
        if after or before else None  # fmt: skip
    if edge is None:
        rows = list(ordered(threads, column, down)[: size + 1])
        return _told(rows, size, more_before=False)
    if after:
        rows = list(ordered(threads.filter(beyond(column, edge, after, down)), column, down)[: size + 1])
        return _told(rows, size, more_before=True)
    rows = list(ordered(threads.filter(beyond(column, edge, before, not down)), column, not down)[: size + 1])
    if len(rows) <= size:  # the beginning is reached: show it whole
        return stretch(threads, viewer, {}, sort, size)
    rows = rows[:size][::-1]
    return Stretch(rows, f"before={rows[0].pk}", f"after={rows[-1].pk}")


def _told(rows, size, *, more_before):
    more, rows = len(rows) > size, rows[:size]
    return Stretch(
        rows,
        f"before={rows[0].pk}" if rows and more_before else "",
        f"after={rows[-1].pk}" if more else "",
    )


def ordered(threads, column, down):
    sign = "-" if down else ""
    return threads.order_by(f"{sign}{column}", f"{sign}pk")


def beyond(column, edge, pk, down):
    """What stands behind (edge, pk) in that direction, in the form that an index on (column, id) answers."""
    way = "lt" if down else "gt"
    return Q(**{f"{column}__{way}e": edge}) & (Q(**{f"{column}__{way}": edge}) | Q(**{f"pk__{way}": pk}))


def key_of(text):
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 18 else None
