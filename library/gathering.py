"""What lies in folders that members gave a circle, as one who sits there may open it. Notes are nobody's but their writer's."""

from typing import NamedTuple

from django.urls import reverse

from library.models import Folder, GuidePage, KeptResource, Reading, Resource

MOST_FOLDERS, MOST_THINGS = 20, 200


class Given(NamedTuple):
    title: str
    url: str
    language: str
    icon: str


def folders_of(circle_id, viewer):
    """Pairs of a folder and what is in it and open; folders without anything are left out."""
    folders = (
        Folder.objects.given_to(circle_id, viewer).filter(member__is_active=True).select_related("member")
    )
    folders = list(folders[:MOST_FOLDERS])
    if not folders:
        return []
    things: dict = {folder.pk: [] for folder in folders}
    guides = GuidePage.objects.visible_to(viewer).values("pk")
    readings = Reading.objects.filter(folder__in=things, guide__in=guides).exclude(kept_at=None)
    for row in readings.select_related("guide__locale").order_by("kept_at", "pk")[:MOST_THINGS]:
        guide = row.guide
        things[row.folder_id].append(Given(guide.title, guide.url, guide.locale.language_code, "book"))
    open_ones = Resource.objects.visible_to(viewer).filter(state=Resource.State.PUBLISHED).values("pk")
    rows = KeptResource.objects.filter(folder__in=things, resource__in=open_ones).select_related("resource")
    for row in rows.order_by("kept_at", "pk")[:MOST_THINGS]:
        url = reverse("library:resource-detail", args=[row.resource_id])
        things[row.folder_id].append(Given(row.resource.title, url, row.resource.language, "resource"))
    return [(folder, things[folder.pk]) for folder in folders if things[folder.pk]]
