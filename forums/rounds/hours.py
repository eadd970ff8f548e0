"""What the ledger of hours says of a member."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.models import HoursEntry
from forums.models.authored import State
from members.permissions import MEMBERS


@dataclass
class Attended:
    """A round with what is signed for it. `title` is neutral where the round was a circle's or does not show any more;
    `day` is that of the place where it was. `notes`: why it was corrected."""

    round: int
    thread: int
    title: str
    day: date
    minutes: int = 0
    signers: list[str] = field(default_factory=list)
    signed_at: datetime | None = None
    entries: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def hours(self):
        return hours_of(self.minutes)


def hours_of(minutes):
    """Hours as a number with at most two places."""
    return round(minutes / 60, 2)


def hours_text(minutes):
    """ "1.5 hours", as it is written in the current language."""
    hours = hours_of(minutes)
    number = number_format(f"{hours:g}", use_l10n=True)
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {"hours": number}


def attended(member, *, since=None, until=None, round_key=None, entries=None):
    """The rounds for which a member has hours, the newest first; between two days, or one of them. `entries`: only these
    rows of the ledger (keys) are looked at."""
    rows = HoursEntry.objects.filter(member=member).select_related("round__thread").order_by("pk")
    if round_key is not None:
        rows = rows.filter(round=round_key)
    if entries is not None:
        rows = rows.filter(pk__in=entries)
    found: dict[int, Attended] = {}
    for row in rows:
        one = found.setdefault(row.round_id, _attended(row.round))
        one.minutes += row.minutes
        one.entries.append(row.pk)
        if row.signer and row.signer not in one.signers:
            one.signers.append(row.signer)
        one.signed_at = row.signed_at
        if row.reason:
            one.notes.append(row.reason)
    inside = [
        one
        for one in found.values()
        if (since is None or one.day >= since) and (until is None or one.day <= until)
    ]
    return sorted(inside, key=lambda one: (one.day, one.round), reverse=True)


def _attended(round_: Any) -> Attended:
    thread = round_.thread
    zone = (thread.meeting or {}).get("zone", "UTC")
    shows = thread.audience == MEMBERS and thread.state == State.VISIBLE
    title = (thread.title if shows else "") or _("A case round")
    return Attended(
        round_.pk, thread.pk, title, (round_.began_at or datetime.now(UTC)).astimezone(ZoneInfo(zone)).date()
    )


def about(certificate, **further):
    """`attended` of what a certificate is about: one round, or the days between two."""
    span = {"since": certificate.since, "until": certificate.until}
    return attended(certificate.member_id, round_key=certificate.round_id, **span, **further)


def still_said(certificate):
    """The minutes that the ledger says now of what a certificate is about."""
    return sum(one.minutes for one in about(certificate))
