"""What the library holds for whom: principle by sector, one table for each kind. An empty place is one to write for."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Count

from library.models import GuidePage, Resource
from library.models.principles import known_principles
from members.models.sectors import known_sectors

SHADES = 4


@dataclass(frozen=True)
class Cell:
    """`shade`: 0 for none, then one of four: the more, the deeper."""

    principle: Any
    number: int
    shade: int


@dataclass(frozen=True)
class Row:
    """`sector`: None for what names no sector."""

    sector: Any
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    principles: list[Any]
    rows: list[Row]
    empty: int


def guides_covered(viewer, language=""):
    """Of published guides that the viewer may open. One in several languages counts once."""
    found = GuidePage.objects.visible_to(viewer)
    if language:
        found = found.filter(locale__language_code=language)
    return _table(found, Count("translation_key", distinct=True))


def resources_covered(viewer, kind="", language=""):
    """Of published resources that the viewer may see."""
    found = Resource.objects.visible_to(viewer).filter(state=Resource.State.PUBLISHED)
    if kind:
        found = found.filter(kind=kind)
    if language:
        found = found.filter(language=language)
    return _table(found, Count("pk", distinct=True))


def _table(found, number):
    rows = found.order_by().values_list("principles", "sectors").annotate(number=number)
    numbers = {(principle, sector): n for principle, sector, n in rows}
    principles = list(known_principles().values())
    sectors = [sector for sector in known_sectors().values() if sector.is_active]
    most = max(numbers.values(), default=1)

    def cell(principle, sector):
        n = numbers.get((principle.pk, sector and sector.pk), 0)
        return Cell(principle, n, ceil(n / most * SHADES))

    made = [Row(sector, [cell(one, sector) for one in principles]) for sector in [*sectors, None]]
    return Table(principles, made, sum(not each.number for row in made[:-1] for each in row.cells))
