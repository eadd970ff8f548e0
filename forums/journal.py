"""One's own journal: searched field by field by its author alone, in the database, and taken along whole."""

from django.db.models import Q

from cop.core.folding import Folded, fold
from forums.across.answered import is_seen_held
from forums.models import Reflection, Thread
from members.permissions import audience_tokens

#: What one wrote, by field, in the order of the form.
WRITTEN = (
    "title", "what_happened", "already_working", "wondering", "how_was_it", "question", "will_try", "setting", "what_next",
)  # fmt: skip
MOST_WORDS = 8


def found(viewer, *, q="", within="", state="", kind="", moment="", age_band="", principle=None):
    """The viewer's own reflections in which every word of `q` stands, in the field `within` or in any; an accent more
    or less is the same word."""
    rows, words = Reflection.objects.visible_to(viewer), fold(q).split()[:MOST_WORDS]
    names = [within] if within in WRITTEN else WRITTEN
    if words:
        rows = rows.alias(**{f"folded_{name}": Folded(name) for name in names})
    for word in words:
        condition = Q()
        for name in names:
            condition |= Q(**{f"folded_{name}__contains": word})
        rows = rows.filter(condition)
    exact = {"state": state, "kind": kind, "moment": moment, "age_band": age_band}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows.filter(principles=principle) if principle else rows


def readable(viewer, reflections):
    """The threads of these reflections that their author may still read: by key, whether colleagues of other sectors
    have answered there."""
    keys = [one.pk for one in reflections]
    threads = Thread.objects.visible_to(viewer).filter(reflection__in=keys)
    return dict(threads.annotate(held=is_seen_held(audience_tokens(viewer))).values_list("pk", "held"))


def whole(viewer):
    """Everything in the viewer's journal, the oldest first, as plain values by name."""
    rows = Reflection.objects.visible_to(viewer).prefetch_related("asked_sectors", "principles")
    return [plainly(row) for row in rows.order_by("created_at", "pk")]


def plainly(row):
    """One reflection with every field that it has, whoever else reads it or not."""
    names = ("kind", "state", "language", "moment", "age_band", *WRITTEN, "strengths", "not_asked_yet")
    names += ("share_how_was_it", "please", "follow_up_weeks", "anonymous")
    moments = ("created_at", "updated_at", "shared_at", "withdrawn_at")
    return {
        "id": str(row.uuid),
        **{name: getattr(row, name) for name in names},
        "asked_sectors": [sector.slug for sector in row.asked_sectors.all()],
        "principles": [principle.slug for principle in row.principles.all()],
        **{name: getattr(row, name) for name in moments},
    }


def told(row):
    """(label, text) of what was written in a reflection, for reading."""
    shown = {
        "moment": row.get_moment_display(),
        "age_band": row.get_age_band_display(),
        **{name: getattr(row, name) for name in WRITTEN if name != "title"},
        "strengths": ", ".join(str(Reflection.Strength(one).label) for one in row.strengths),
        "asked_sectors": ", ".join(one.name for one in row.asked_sectors.all()),
        "principles": ", ".join(one.name for one in row.principles.all()),
    }
    return [(row._meta.get_field(name).verbose_name, text) for name, text in shown.items() if text]
