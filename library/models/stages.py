"""What a collection shows to one viewer: of what they may not open, or what is there no more, that something stands there
and nothing else."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.urls import reverse

from cop.core import registries
from library.models.guides import GuidePage
from library.models.resources import Resource
from library.reading import chosen


@dataclass(frozen=True)
class Thing:
    """What a line of a collection leads to."""

    title: str
    url: str
    language: str


@dataclass(frozen=True)
class Item:
    """A line. `id`: its identity, by which it is ticked. `thing`: None where the viewer may not open it."""

    id: str
    kind: str
    thing: Thing | None
    note: str
    done: bool

    @property
    def waits(self):
        return self.thing is not None and not self.done


@dataclass(frozen=True)
class Stage:
    id: str
    title: str
    lead: str
    items: list[Item] = field(default_factory=list)

    @property
    def total(self):
        return sum(item.thing is not None for item in self.items)

    @property
    def done(self):
        return sum(item.thing is not None and item.done for item in self.items)


def stages_of(page, viewer, done=frozenset()):
    """Read from the stored form, so that no chooser asks for a row of its own."""
    keys = chosen(page.stages)
    found = {
        "guide": _guides(keys["guide"], viewer, page.locale_id),
        "resource": _resources(keys["resource"], viewer),
        "conversation": _conversations(keys["conversation"], viewer),
    }
    return [_stage(raw, found, done) for raw in page.stages.raw_data if raw["type"] == "stage"]


def identities(page):
    """Of all its lines, whoever may open what they lead to."""
    stages = (raw["value"] for raw in page.stages.raw_data if raw["type"] == "stage")
    return {str(item["id"]) for stage in stages for item in stage.get("things") or () if item.get("id")}


def _stage(raw: Any, found: Any, done: Any) -> Stage:
    value = raw["value"] or {}
    items = []
    for each in value.get("things") or ():
        kind, said, key = each["type"], each["value"] or {}, str(each.get("id") or "")
        thing = found[kind].get(said.get(kind)) if kind in found else None
        note = said.get("note", "") if thing else ""
        items.append(Item(key, kind, thing, note, key in done))
    return Stage(str(raw.get("id") or ""), value.get("title", ""), value.get("lead", ""), items)


def _guides(keys, viewer, locale_id):
    """By the key that is stored: the guide in the collection's language where it is there and open, else that one."""
    if not keys:
        return {}
    named = dict(GuidePage.objects.filter(pk__in=keys).values_list("pk", "translation_key"))
    pages = GuidePage.objects.visible_to(viewer).filter(translation_key__in=named.values())
    best: dict[Any, GuidePage] = {}
    for page in pages.defer_streamfields().annotate(language=F("locale__language_code")):
        known = best.get(page.translation_key)
        if (
            known is None
            or page.locale_id == locale_id
            or (page.pk in named and known.locale_id != locale_id)
        ):
            best[page.translation_key] = page
    return {
        key: Thing(page.title, page.url, page.language)
        for key, translation in named.items()
        if (page := best.get(translation))
    }


def _resources(keys, viewer):
    if not keys:
        return {}
    rows = Resource.objects.visible_to(viewer).filter(pk__in=keys, state=Resource.State.PUBLISHED)
    return {
        row.pk: Thing(row.title, reverse("library:resource-detail", args=[row.pk]), row.language)
        for row in rows
    }


def _conversations(keys, viewer):
    if not (keys and registries.conversations):
        return {}
    return {
        key: Thing(one.title, one.url, one.language)
        for key, one in registries.conversations.shown(viewer, keys).items()
    }
