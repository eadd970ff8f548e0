"""Where things stand in the pictures of forums.across.pictures: geometry alone, in units of a drawing 300 wide."""

from dataclasses import dataclass
from math import ceil
from typing import Any

from forums.across.pictures import SMALL

WIDE = 300
LABEL, HEAD, ROW, GAP = 88, 34, 40, 3
SHADES = (15, 35, 70, 100)  # per cent of the lamp
BAR = 52
LONGEST_LINE = 12  # letters of a name on one line
LEFT, RIGHT, TOP, BOTTOM = 44, 292, 16, 186  # of the field of a curve
STEPS = (1, 2, 4, 6, 12, 24, 48, 96, 168)  # hours between the lines of a scale


@dataclass(frozen=True)
class Cell:
    """`shade`: 0 for none, then one of four."""

    x: float
    y: float
    wide: float
    high: float
    text: str
    shade: int
    alike: bool

    @property
    def middle(self):
        return self.x + self.wide / 2

    @property
    def base(self):
        return self.y + self.high / 2 + 5


def two_lines(name):
    """A name on one line, or parted into two where a word ends."""
    if len(name) <= LONGEST_LINE or " " not in name:
        return [name]
    words = name.split()
    best = min(range(1, len(words)), key=lambda cut: abs(len(" ".join(words[:cut])) - len(name) / 2))
    return [" ".join(words[:best]), " ".join(words[best:])]


def shade_of(number, most):
    """A small number has none, whatever it is."""
    return 0 if number == SMALL else min(len(SHADES), ceil(number / most * len(SHADES)))


def matrix(pictures):
    """Rows asked, columns answered: {heads, rows, high}, each row with its words and cells."""
    sectors = pictures.sectors
    wide = (WIDE - LABEL) / max(len(sectors), 1)
    shown = [n for row in pictures.replies.values() for n in row.values() if n != SMALL]
    most = max(shown, default=1)
    rows = []
    for place, asked in enumerate(sectors):
        top = HEAD + place * ROW
        cells = [
            Cell(
                x=LABEL + column * wide,
                y=top,
                wide=wide - GAP,
                high=ROW - GAP,
                text=str(pictures.replies[asked.pk][answered.pk]),
                shade=shade_of(pictures.replies[asked.pk][answered.pk], most),
                alike=asked.pk == answered.pk,
            )
            for column, answered in enumerate(sectors)
        ]
        words = two_lines(asked.name)
        base = top + (ROW - GAP) / 2 + (5 if len(words) == 1 else -2)
        rows.append(
            {
                "sector": asked,
                "words": [(line, base + 14 * n) for n, line in enumerate(words)],
                "cells": cells,
            }
        )
    heads = [(sector, LABEL + column * wide + (wide - GAP) / 2 - 11) for column, sector in enumerate(sectors)]
    return {"heads": heads, "rows": rows, "wide": WIDE, "high": HEAD + len(sectors) * ROW}


def curve(pictures):
    """The median and the 90th percentile over the weeks: {scale, median, ninetieth, points, last}; a week with too few
    breaks a line. None where no week has enough."""
    known = [week for week in pictures.weeks if week.median is not None]
    if not known:
        return None
    highest = max(week.median if week.ninetieth is None else week.ninetieth for week in known)
    step = next((one for one in STEPS if highest / one <= 4), ceil(highest / 4))
    top = step * max(1, ceil(highest / step))
    across = (RIGHT - LEFT) / max(len(pictures.weeks) - 1, 1)

    def point(place, hours):
        return round(LEFT + place * across, 1), round(BOTTOM - hours / top * (BOTTOM - TOP), 1)

    def line(name) -> list[Any]:
        found, begun = [], False
        for place, week in enumerate(pictures.weeks):
            hours = getattr(week, name)
            if hours is not None:
                x, y = point(place, hours)
                found.append(f"{'L' if begun else 'M'}{x} {y}")
            begun = hours is not None
        return found

    return {
        "scale": [(hours, point(0, hours)[1]) for hours in range(0, top + 1, step)],
        "median": " ".join(line("median")),
        "ninetieth": " ".join(line("ninetieth")),
        "points": [
            point(place, week.median) for place, week in enumerate(pictures.weeks) if week.median is not None
        ],
        "nineties": [
            point(place, week.ninetieth)
            for place, week in enumerate(pictures.weeks)
            if week.ninetieth is not None
        ],
    }


def bars(pictures):
    """One bar for each principle: {rows, high}, rows of (row, number or SMALL, top, length); a small number has a dashed place of one length."""
    shown = [number for _row, number in pictures.principles if number != SMALL]
    most = max(shown, default=1)
    room = WIDE - 48
    rows = [
        (row, number, BAR * place, 0 if number == SMALL else max(24, round(room * number / most)))
        for place, (row, number) in enumerate(pictures.principles)
    ]
    return {"rows": rows, "high": BAR * len(rows)}
