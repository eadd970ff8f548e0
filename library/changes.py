"""The versions of a guide, and what became of its parts from one to another, in words."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, Revision

from cop.core import registries
from cop.core.diffing import Piece, pieces
from library.models import Resource
from library.models.visibility import PUBLISHED
from library.reading import bare, texts

RESTRICTED = "wagtail.view_restriction"
CLOSED = ("wagtail.unpublish", f"{RESTRICTED}.create", f"{RESTRICTED}.edit", f"{RESTRICTED}.delete")
SHOWN_APART = {"resource", "download", "quotation"}  # shown as far as its reader may see what it names


@dataclass(frozen=True)
class Version:
    """`number` counts from 1; `note`: what its editors say is new in it, once; `revision`: None where it is kept no more."""

    number: int
    day: datetime
    note: str
    revision: int | None


@dataclass(frozen=True)
class Change:
    """`kind`: new | gone | changed | moved. `block`: its identity, for a link into the guide. `pieces`: none where only
    what has no words changed (a picture, a file)."""

    kind: str
    heading: str
    block: str
    pieces: list[Piece]


def versions_of(guide):
    """Every time it was published, the newest first.

    Nothing is told of the words of a version that was published before the guide was last taken down, or opened to
    other readers; nor of a revision that was written on after it was published, for that holds a draft.
    """
    log = PageLogEntry.objects.filter(page=guide.pk, action__in=(PUBLISHED, *CLOSED)).order_by(
        "timestamp", "pk"
    )
    rows = log.annotate(note=KeyTextTransform("version_note", "revision__content"))
    columns = ("action", "timestamp", "note", "revision_id", "revision__created_at")
    found, last = [], ""
    for action, day, note, revision, written in rows.values_list(*columns):
        if action in CLOSED:
            found = [replace(version, note="", revision=None) for version in found]
            continue
        if written is None or written > day:
            note, revision = "", None
        found.append(Version(len(found) + 1, day, note if note and note != last else "", revision))
        last = note or last
    return found[::-1]


def changes_since(guide, version, viewer):
    """What a viewer finds changed in a live guide since a version of it; None where that is kept no more."""
    revision = Revision.objects.filter(pk=version.revision).first() if version.revision else None
    if revision is None:
        return None
    before = revision.content
    found = [
        Change("changed", heading, "", pieces(old, new))
        for heading, old, new in (
            (_("Title"), before.get("title", ""), guide.title),
            (_("Summary"), before.get("summary", ""), guide.summary),
        )
        if old != new
    ]
    stream = guide.body.stream_block
    parts = stream.to_python(before.get("body") or "").raw_data
    found += _parts(stream, *_that_may_stand(guide, parts, guide.body.raw_data))
    found += _resources(guide, before, viewer)
    if (was := before.get("provenance", "")) != guide.provenance:
        found.append(Change("changed", _("How this came to be"), "", pieces(was, guide.provenance)))
    return found


def _that_may_stand(guide, *versions):
    """Parts without what quotes words of which their author said no or nothing: readers find no place of them anywhere."""
    quoted = {key for parts in versions for part in parts if (key := _quoted(part))}
    agreed = (
        registries.quotations.shown(guide.translation_key, quoted) if quoted and registries.quotations else {}
    )
    return [
        [part for part in parts if part["type"] != "quotation" or _quoted(part) in agreed]
        for parts in versions
    ]


def _quoted(part):
    value = part["value"] if part["type"] == "quotation" else None
    return value.get("said") if isinstance(value, dict) else None


def _resources(guide, before, viewer):
    """Those that belong to the guide as a whole, as far as the viewer may see them."""
    old = [link["resource"] for link in before.get("related_resources", ())]
    now = [link.resource_id for link in guide.related_resources.all()]
    if other := set(old) ^ set(now):
        titles = dict(Resource.objects.visible_to(viewer).filter(pk__in=other).values_list("pk", "title"))
        gone = [Piece("gone", f"{titles[key]}\n") for key in old if key in titles]
        came = [Piece("new", f"{titles[key]}\n") for key in now if key in titles]
        if gone or came:
            yield Change("changed", _("Go further"), "", gone + came)


def _parts(stream, before, after):
    """Parts are the same by their identity, wherever they stand."""
    old = {block["id"]: block for block in before if block["type"] in stream.child_blocks}
    now = {block["id"]: block for block in after if block["type"] in stream.child_blocks}
    for key, block in now.items():
        was = old.get(key)
        if was is None:
            yield Change("new", _heading(stream, block), key, _whole("new", stream, block))
        elif bare(was["value"]) != bare(block["value"]):
            earlier, later = _words(stream, was), _words(stream, block)
            told = pieces(earlier, later) if earlier != later else []
            yield Change("changed", _heading(stream, block), key, told)
    for key, block in old.items():
        if key not in now:
            yield Change("gone", _heading(stream, block), "", _whole("gone", stream, block))
    if [key for key in old if key in now] != [key for key in now if key in old]:
        yield Change("moved", _("Order of the parts"), "", [])


def _whole(kind, stream, block):
    words = _words(stream, block)
    return [Piece(kind, words)] if words else []


def _words(stream, block):
    if block["type"] in SHOWN_APART:
        return ""
    return "\n".join(
        text.strip() for text in texts(stream.child_blocks[block["type"]], block["value"]) if text.strip()
    )


def _heading(stream, block):
    value = block["value"] if isinstance(block["value"], dict) else {}
    named = {"text": "heading", "checklist": "title"}.get(block["type"])
    return (named and value.get(named)) or str(stream.child_blocks[block["type"]].label)
