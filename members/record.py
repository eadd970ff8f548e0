"""The record of acts, read a piece at a time: never counted, never skipped through, however long it has become."""

import csv
import io
import re
from datetime import datetime

from asgiref.sync import sync_to_async
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members.models import AuditEntry, Circle, CircleMembership, Flag, User

PAGE = 50
CHUNK = 500
ACTORS = 50  # people whom a name may mean
FRESH = 300  # seconds
VERB = re.compile("[a-z-]{1,60}")
HEAD = ("when", "who", "what", "kind", "id", "why", "details")

#: How details of acts are called for people, and words that stand for their values. The file has them as they are kept.
NAMES = {
    "after": _("after"),
    "audience": _("who reads"),
    "before": _("before"),
    "groups": _("groups"),
    "into": _("into"),
    "kind": _("reason"),
    "member": _("member"),
    "out_of": _("out of"),
    "posts": _("replies"),
    "role": _("role"),
    "seconds": _("seconds"),
    "stayed": _("stayed"),
    "until": _("until"),
}
VALUES = {"kind": dict(Flag.Kind.choices), "role": dict(CircleMembership.Role.choices)}


def entries(chosen):
    """Entries, the newest first. `chosen`: who (a part of a name), verb, kind (of target: its key), since, until.

    Whose name readers do not learn is found by no name.
    """
    found = AuditEntry.objects.select_related("actor", "content_type").order_by("-created_at", "-pk")
    if who := chosen.get("who"):
        people = User.objects.filter(display_name__icontains=who).order_by("pk").values_list("pk", flat=True)
        found = found.filter(actor__in=list(people[:ACTORS]), masked=False)
    if verb := chosen.get("verb"):
        found = found.filter(verb=verb)
    if kind := chosen.get("kind"):
        found = found.filter(content_type=kind)
    if since := chosen.get("since"):
        found = found.filter(created_at__gte=since)
    if until := chosen.get("until"):
        found = found.filter(created_at__lt=until)
    return found


def page(chosen, after=""):
    """(rows, cursor of what follows, or "")."""
    rows = list(_after(entries(chosen), cursor(after))[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return rows, cursor_of(rows[-1]) if more else ""


def details(entry):
    """(name, value) of each detail, in the reader's language, moments on their clock."""
    return [(NAMES.get(name, name), _value(name, value)) for name, value in entry.data.items()]


def _value(name, value):
    if name == "until" and isinstance(value, str) and (moment := parse_datetime(value)):
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return VALUES.get(name, {}).get(value, value) if isinstance(value, str) else value


def cursor_of(entry):
    return f"{entry.created_at.isoformat()}_{entry.pk}"


def cursor(text) -> tuple[datetime, int] | None:
    """Where a page went on; None for anything that is no cursor."""
    moment, _underscore, key = text.partition("_")
    try:
        parsed = parse_datetime(moment)
    except ValueError:
        return None
    return (parsed, int(key)) if parsed and parsed.tzinfo and key.isdecimal() and len(key) < 18 else None


def _after(found, place):
    if place is None:
        return found
    moment, key = place
    return found.filter(Q(created_at__lt=moment) | Q(created_at=moment, pk__lt=key))


def name(rows):
    """Say of members and circles among rows how they are called: `called` of a target, and in the details. Who acted without
    a name acted on nobody with one."""
    named = [row for row in rows if not row.masked]
    names = {}
    for model, field in ((User, "display_name"), (Circle, "name")):
        kind = ContentType.objects.get_for_model(model)
        keys = {row.object_id for row in named if row.content_type_id == kind.pk}
        keys |= {row.data.get("member") for row in named} if model is User else set()
        found = model.objects.filter(pk__in=keys - {None}).values_list("pk", field)
        names |= {(kind.pk, pk): called for pk, called in found}
    people = ContentType.objects.get_for_model(User).pk
    for row in rows:
        row.called = "" if row.masked else names.get((row.content_type_id, row.object_id), "")
        member = (people, row.data.get("member"))
        if not row.masked and member in names:
            row.data["member"] = names[member]


def verbs(asked=""):
    """Verbs that occur, for the choice, and the one that is asked for; found by skipping through the index, not by reading the
    record."""
    found = cache.get_or_set("members:record:verbs", _verbs, FRESH)
    fresh = asked not in found and VERB.fullmatch(asked) and AuditEntry.objects.filter(verb=asked).exists()
    return sorted([*found, asked]) if fresh else found


def _verbs():
    names, last = [], ""
    while len(names) < 200:
        rows = AuditEntry.objects.filter(verb__gt=last).order_by("verb").values_list("verb", flat=True)
        last = rows.first()
        if last is None:
            break
        names.append(last)
    return names


def kinds():
    """Kinds of objects that acts are about, for the choice."""
    return cache.get_or_set("members:record:kinds", _kinds, FRESH)


def _kinds():
    found = ContentType.objects.filter(auditentry__isnull=False).order_by().distinct()
    return sorted(((one.pk, one.name) for one in found), key=lambda pair: pair[1])


def lines(chosen):
    """The file, line by line, read from the database some at a time."""
    yield csv_line(HEAD)
    place = None
    while True:
        rows, place = _chunk(chosen, place)
        yield from map(_row, rows)
        if place is None:
            return


async def lines_while_read(chosen):
    yield csv_line(HEAD)
    place = None
    while True:
        rows, place = await sync_to_async(_chunk)(chosen, place)
        for row in rows:
            yield _row(row)
        if place is None:
            return


def _chunk(chosen, place):
    rows = list(_after(entries(chosen), place)[:CHUNK])
    return rows, (rows[-1].created_at, rows[-1].pk) if len(rows) == CHUNK else None


def _row(entry):
    actor = entry.shown_actor
    details = "; ".join(f"{name}: {value}" for name, value in entry.data.items())
    kind = entry.content_type.model if entry.content_type else ""
    return csv_line(
        [
            entry.created_at.isoformat(timespec="seconds"),
            actor.display_name if actor else "",
            entry.verb,
            kind,
            "" if entry.object_id is None else str(entry.object_id),
            entry.reason,
            details,
        ]
    )


def table(rows):
    """A whole file for a spreadsheet, which takes it for Unicode by its mark."""
    return "\ufeff" + "".join(csv_line([str(value) for value in row]) for row in rows)


def csv_line(values):
    out = io.StringIO()
    csv.writer(out).writerow([harmless(value) for value in values])
    return out.getvalue()


def harmless(text):
    """What a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if _is_formula(text) else text


def unmarked(text):
    """Without that mark."""
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def _is_formula(text):
    return text.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
