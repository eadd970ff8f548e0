"""The kinds of things that a member can follow, as their addresses name them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from forums.models import Forum, Thread
from library.models import Principle
from members.models import Follow, User


def tags_for(viewer):
    """Words that a conversation carries which the viewer may see: there are others, in circles."""
    mine = Follow.objects.filter(member=viewer, content_type=ContentType.objects.get_for_model(Tag))
    seen = Thread.tags.through.objects.filter(
        content_type=ContentType.objects.get_for_model(Thread),
        object_id__in=Thread.objects.visible_to(viewer).values("pk"),
    )
    return Tag.objects.filter(pk__in=seen.values("tag")) | Tag.objects.filter(pk__in=mine.values("object_id"))


@dataclass(frozen=True)
class Followable:
    """`rows(viewer)`: those that the viewer may see; `by`: the field that stands in the address of the control."""

    label: Any
    icon: str
    model: type
    by: str
    rows: Callable[[Any], Any]
    name: Callable[[Any], str]
    url: Callable[[Any], str]


KINDS = {
    "thread": Followable(
        label=_("Conversation"),
        icon="talk",
        model=Thread,
        by="pk",
        rows=lambda viewer: Thread.objects.visible_to(viewer),
        name=lambda row: row.title,
        url=lambda row: reverse("forums:thread-detail", args=[row.pk]),
    ),
    "person": Followable(
        label=_("Colleague"),
        icon="person",
        model=User,
        by="uuid",
        rows=lambda viewer: User.objects.visible_to(viewer).exclude(pk=viewer.pk),
        name=lambda row: row.display_name,
        url=lambda row: reverse("members:member-detail", args=[row.uuid]),
    ),
    "forum": Followable(
        label=_("Forum"),
        icon="people",
        model=Forum,
        by="slug",
        rows=lambda viewer: Forum.objects.visible_to(viewer),
        name=lambda row: row.name,
        url=lambda row: reverse("forums:forum-detail", args=[row.slug]),
    ),
    "principle": Followable(
        label=_("Principle"),
        icon="loop",
        model=Principle,
        by="slug",
        rows=lambda viewer: Principle.objects.all(),
        name=lambda row: row.name,
        url=lambda row: f"{reverse('forums:thread-list')}?{urlencode({'principle': row.slug})}",
    ),
    "tag": Followable(
        label=_("Word"),
        icon="filter",
        model=Tag,
        by="slug",
        rows=tags_for,
        name=lambda row: row.name,
        url=lambda row: f"{reverse('forums:thread-list')}?{urlencode({'tag': row.slug})}",
    ),
}


def kind_of(content_type):
    """The name of the kind of a ContentType's rows, or None."""
    return next((name for name, kind in KINDS.items() if kind.model is content_type.model_class()), None)


def row_of(found, viewer, key):
    """What stands behind a key of this Followable, as far as the viewer may see it; else 404."""
    try:
        row = found.rows(viewer).filter(**{found.by: key}).first() if found else None
    except (ValueError, ValidationError):
        row = None
    if row is None:
        raise Http404
    return row


def lines(viewer, follows):
    """What these follows are about, as far as it may be seen now, in one query a kind."""
    wanted: dict[str, list[Follow]] = {}
    for one in follows:
        kind = kind_of(ContentType.objects.get_for_id(one.content_type_id))
        wanted.setdefault(kind or "", []).append(one)
    told = {}
    for name, some in wanted.items():
        if (kind := KINDS.get(name)) is None:
            continue
        rows = kind.rows(viewer).filter(pk__in=[one.object_id for one in some])
        by_key = {row.pk: row for row in rows}
        for one in some:
            if (row := by_key.get(one.object_id)) is not None:
                told[one.pk] = {
                    "kind": name,
                    "key": getattr(row, kind.by),
                    "label": kind.label,
                    "icon": kind.icon,
                    "name": kind.name(row),
                    "language": getattr(row, "language", "") if name == "thread" else "",
                    "url": kind.url(row),
                    "level": one.level,
                }
    return [told[one.pk] for one in follows if one.pk in told]
