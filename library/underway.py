"""What a member has begun, for their home. It asks one question, whatever a collection holds."""

from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import get_language

from library.models import CollectionPage, Progress

FEW = 8  # languages of one collection, and some more


class At(NamedTuple):
    id: str
    title: str


class Begun(NamedTuple):
    """`stage`: the first in which something is not ticked; `foreign`: it is in another language than the reader's."""

    page: CollectionPage
    stage: At | None
    foreign: bool


def begun_by(viewer):
    """The collection that a member ticked last and has not come through, if they may still open it; else the one before."""
    mine = (
        Progress.objects.visible_to(viewer)
        .filter(key=OuterRef("translation_key"), finished=False)
        .exclude(done=[])
    )
    pages = CollectionPage.objects.visible_to(viewer).annotate(
        language=F("locale__language_code"),
        done=Subquery(mine.values("done")[:1]),
        ticked_at=Subquery(mine.values("updated_at")[:1]),
    )
    language = get_language()
    latest = list(pages.exclude(ticked_at=None).order_by("-ticked_at", "pk")[:FEW])
    same = [page for page in latest if page.translation_key == latest[0].translation_key]
    page = next((one for one in same if one.language == language), next(iter(same), None))
    return Begun(page, _at(page, set(page.done)), page.language != language) if page else None


def _at(page, done):
    for raw in page.stages.raw_data:
        things = raw["value"].get("things") or ()
        if any(str(each.get("id")) not in done for each in things):
            return At(str(raw.get("id") or ""), raw["value"].get("title", ""))
    return None
