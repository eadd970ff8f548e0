"""The principles and the resources, for programs. Whatever else the library holds is found by search."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from library.models import Principle, Resource
from library.narrowing import fitting

router = Router(tags=["library"])

Word = Annotated[str, Field(min_length=1, max_length=50)]


class PrincipleOut(Schema):
    """`name` and `url` (a path) are those of its page in the language asked for, else in another."""

    slug: str
    name: str
    url: str


class Narrowed(Schema):
    """By the words that files of resources use; `principle` and `sector` by slug. `after`: the last key of the page before."""

    principle: Word | None = None
    kind: Word | None = None
    sector: Word | None = None
    age: Word | None = None
    setting: Word | None = None
    evidence: Word | None = None
    cost: Word | None = None
    language: Word | None = None
    after: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ResourceOut(Schema):
    """`url`: of its page here, a path; `link`: where it is itself, empty for one in a file. What is not known is empty."""

    id: UUID
    url: str
    title: str
    description: str
    kind: str
    publisher: str
    year: int | None
    language: str
    link: str
    license: str
    cost: str
    evidence: str
    ages: list[str]
    settings: list[str]
    principles: list[str]
    sectors: list[str]
    tags: list[str]
    audience: str
    state: str
    added: datetime


class ResourcesOut(Schema):
    resources: list[ResourceOut]
    next: int | None


@router.get(
    "/principles", response=list[PrincipleOut], summary="The principles of the community, in their order"
)
def principles(request: HttpRequest) -> list[Principle]:
    return list(Principle.objects.all())


@router.get("/resources", response=ResourcesOut, summary="Resources that you may see, as they were added")
def resources(request: HttpRequest, asked: Query[Narrowed]) -> dict[str, Any]:
    """`next` is the value of `after` for those that follow, null at the end. A word that is not known is 422, with those that are."""
    rows = fitting(request.auth, asked.dict())  # type: ignore[attr-defined]
    rows = rows.filter(pk__gt=asked.after).order_by("pk").prefetch_related("principles", "sectors", "tags")
    page = list(rows[: asked.limit + 1])
    more = len(page) > asked.limit
    page = page[: asked.limit]
    return {"resources": [resource_out(row) for row in page], "next": page[-1].pk if more else None}


def resource_out(row: Resource) -> dict[str, Any]:
    told = (
        "title", "description", "kind", "publisher", "year", "language", "license", "cost", "evidence", "ages",
        "settings", "audience", "state",
    )  # fmt: skip
    return {name: getattr(row, name) for name in told} | {
        "id": row.uuid,
        "url": reverse("library:resource-detail", args=[row.pk]),
        "link": row.url,
        "principles": [principle.slug for principle in row.principles.all()],
        "sectors": [sector.slug for sector in row.sectors.all()],
        "tags": sorted(tag.name for tag in row.tags.all()),
        "added": row.created_at,
    }
