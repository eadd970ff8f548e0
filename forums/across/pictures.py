"""How the people of one forum answer each other, in numbers that point at nobody.

What is counted is what every reader of the forum could count from its conversations: somebody anonymous in a small sector
is in no number of that sector. Numbers below five, none among them, are SMALL and nothing else; there are no totals from
which one could be had by subtraction, and a forum is looked at alone for the same reason.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forums.across.answered import replies_of_thread
from forums.across.facilitating import LOOKED_BACK, shared_in
from forums.authors import counted, day_of, where_hidden
from forums.models import ThreadSeat
from forums.models.authored import AuthorKind
from library.models.principles import known_principles
from members.models.sectors import known_sectors

SMALL = "<5"
LEAST = 5
TEN = 10  # of fewer a tenth is nobody or one
WEEKS = 12
MOST = 20_000  # reflections whose times are looked at, the newest


@dataclass(frozen=True)
class Week:
    """Of the reflections shared by name in the week from `monday` that somebody named of another sector has answered: hours
    until the first did, median and 90th percentile. None where fewer than five are; the percentile, which would be the
    wait of a single one of few, also where fewer than ten are."""

    monday: datetime
    median: float | None
    ninetieth: float | None


@dataclass(frozen=True)
class Pictures:
    """`sectors`: those in `replies`, {asked: {answered: number or SMALL}} by key. `principles`: (row, number or SMALL)."""

    sectors: list[Any]
    replies: dict[int, dict[int, Any]]
    weeks: list[Week]
    principles: list[tuple[Any, Any]]


def pictures_of(forum):
    token = forum.audience_token
    with counted({token}):
        large = [pk for pk, sector in known_sectors().items() if where_hidden(sector, {token})]
    return Pictures(
        sectors=[one for one in known_sectors().values() if one.is_active],
        replies=replies_in(forum, large),
        weeks=weeks_of(forum),
        principles=principles_in(forum),
    )


def told(number):
    return number if number >= LEAST else SMALL


def known_of(large, prefix=""):
    """Those of whom readers know the sector."""
    named = ~Q(**{f"{prefix}author_kind": AuthorKind.ANONYMOUS})
    return named | Q(**{f"{prefix}sector__in": large})


def replies_in(forum, large):
    """Replies of the last 90 days by the sector that asked and the one that answered, its author's own apart."""
    threads = shared_in([forum], timezone.now() - LOOKED_BACK).filter(known_of(large))
    masked = Case(When(sector__in=large, then=F("masked")), default=Value(0), output_field=IntegerField())
    rows = ThreadSeat.objects.filter(thread__in=threads).order_by().values_list("thread__sector", "sector")
    found = {pair[:2]: pair[2] for pair in rows.annotate(number=Sum(F("named") + masked))}
    keys = [pk for pk, sector in known_sectors().items() if sector.is_active]
    return {asked: {other: told(found.get((asked, other), 0)) for other in keys} for asked in keys}


def principles_in(forum):
    threads = shared_in([forum], timezone.now() - LOOKED_BACK)
    rows = threads.order_by().values_list("principles").annotate(number=Count("pk"))
    found = dict(rows)
    return [(row, told(found.get(pk, 0))) for pk, row in known_principles().items()]


def weeks_of(forum):
    """The last twelve weeks that are over or begun, the oldest first. Times are those of people who are named: whoever is
    anonymous shows as a day, and never goes into an hour."""
    first, *rest = mondays()
    answers = (
        replies_of_thread()
        .exclude(author_kind=AuthorKind.ANONYMOUS)
        .exclude(sector=OuterRef("sector"))
        .exclude(author=OuterRef("author"))
        .order_by("position")
        .values("created_at")[:1]
    )
    threads = shared_in([forum], first).filter(sector__isnull=False)
    threads = threads.exclude(author_kind=AuthorKind.ANONYMOUS)
    rows = threads.annotate(answered=Subquery(answers)).filter(answered__isnull=False).order_by("-pk")
    waits: dict[datetime, list[float]] = {monday: [] for monday in (first, *rest)}
    for shared, answered in rows.values_list("created_at", "answered")[:MOST]:
        waits[monday_of(shared)].append((answered - shared).total_seconds() / 3600)
    return [week_of(monday, sorted(hours)) for monday, hours in waits.items()]


def week_of(monday, hours):
    if len(hours) < LEAST:
        return Week(monday, None, None)
    return Week(monday, median(hours), hours[ceil(len(hours) * 0.9) - 1] if len(hours) >= TEN else None)


def mondays():
    this = monday_of(timezone.now())
    return [this - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def monday_of(moment):
    """When the week (UTC) of a moment began."""
    day = day_of(moment)
    return day - timedelta(days=day.weekday())


def shown_hours(week):
    """(median, 90th percentile) as they are told: rounded, or of how few they would be."""
    few = SMALL if week.median is None else f"<{TEN}"
    return tuple(few if hours is None else round(hours, 1) for hours in (week.median, week.ninetieth))


def lines(pictures):
    """The same numbers as rows of a file: what, of which, by which, number."""
    yield (
        pgettext("column", "what"),
        pgettext("column", "of"),
        pgettext("column", "by"),
        pgettext("column", "number"),
    )
    names = {sector.pk: sector.name for sector in pictures.sectors}
    for asked, row in pictures.replies.items():
        for answered, number in row.items():
            yield (_("replies in 90 days, asked and answered"), names[asked], names[answered], number)
    for week in pictures.weeks:
        day = week.monday.date().isoformat()
        for what, shown in zip((_("median"), _("90th percentile")), shown_hours(week), strict=True):
            yield (_("hours to the first answer from another sector, by name"), day, what, shown)
    for principle, number in pictures.principles:
        yield (_("reflections in 90 days by principle"), principle.name, "", number)
