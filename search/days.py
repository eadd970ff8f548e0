"""Days as people write them in the box: `2026`, `2026-03`, `2026-03-05`, `3/2026`, `3/5/2026` as their language has it,
`march`, `"march 2026"`, `yesterday`."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dates import MONTHS
from django.utils.formats import date_format, get_format

from search.analysis import fold

#: As people type them; how many days ago they are.
NEAR = {"today": 0, "hoy": 0, "yesterday": 1, "ayer": 1}

_CANONICAL = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?")
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"([^\W\d_]{3,})\.?(?:(?:[\s/.-]+|\s+del?\s+)(\d{4}))?")

Parts = tuple[int, int | None, int | None]  # year, month, day


def canonical(value: str) -> str:
    """A year, a month or a day as `2026`, `2026-03` or `2026-03-05`; empty for what is none."""
    parts = _parts(value.strip())
    if parts is None:
        return ""
    try:
        _moment(parts)
    except ValueError:
        return ""
    year, *others = parts
    return "-".join([f"{year:04}", *(f"{part:02}" for part in others if part is not None)])


def day(value: str, *, end: bool = False) -> datetime | None:
    """The first moment of a canonical value, or with `end` the first moment after it."""
    match = _CANONICAL.fullmatch(value)
    if not match:
        return None
    year, month, day_of_month = (int(part) if part else None for part in match.groups())
    try:
        first = _moment((year or 0, month, day_of_month))
        if not end:
            return first
        if day_of_month:
            return first + timedelta(days=1)
        if month:
            return datetime(first.year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        return datetime(first.year + 1, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def days(values: Iterable[str], *, end: bool = False) -> list[datetime]:
    """Those of the values that are a day."""
    return [found for value in values if (found := day(value, end=end)) is not None]


def said(value: str) -> str:
    """A canonical value in the reader's words."""
    first = day(value)
    if first is None or len(value) == 4:
        return value
    return date_format(first, "YEAR_MONTH_FORMAT" if len(value) == 7 else "DATE_FORMAT")


def _moment(parts: Parts) -> datetime:
    year, month, day_of_month = parts
    return datetime(
        year, 1 if month is None else month, 1 if day_of_month is None else day_of_month, tzinfo=UTC
    )


def _parts(value: str) -> Parts | None:
    if match := _YEAR_FIRST.fullmatch(value):
        year, month, day_of_month = (int(part) if part else None for part in match.groups())
        return year or 0, month, day_of_month
    if match := _MONTH_AND_YEAR.fullmatch(value):
        return int(match[2]), int(match[1]), None
    if match := _YEAR_LAST.fullmatch(value):
        first, second, year = (int(part) for part in match.groups())
        return (year, first, second) if _month_first(first, second) else (year, second, first)
    return _in_words(value)


def _month_first(first: int, second: int) -> bool:
    """Which of two numbers is the month: the one that can be, else as the reader's language has it."""
    if first > 12 or second > 12:
        return second > 12
    orders = [order for order in get_format("DATE_INPUT_FORMATS") if order[:2] in ("%m", "%d")]
    return bool(orders) and orders[0].startswith("%m")


def _in_words(value: str) -> Parts | None:
    today = _today()
    if (ago := NEAR.get(fold(value))) is not None:
        found = today - timedelta(days=ago)
        return found.year, found.month, found.day
    match = _NAMED.fullmatch(value)
    month = next(_months(fold(match[1])), None) if match else None
    if match is None or month is None:
        return None
    if match[2]:
        return int(match[2]), month, None
    return today.year - (month > today.month), month, None  # the last one that began


def _today() -> date:
    return timezone.now().date()


def _months(begun: str) -> Iterator[int]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for number, name in MONTHS.items():
                if fold(str(name)).startswith(begun):
                    yield number
