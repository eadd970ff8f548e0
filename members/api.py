"""Who one is, and the sectors that there are, for programs."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from members.models import Sector, User
from members.permissions import sector_of

router = Router(tags=["members"])


class Me(Schema):
    """The owner of the token. `circles`: slugs of those in which they sit."""

    uuid: UUID
    name: str
    sector: str | None
    role: str
    language: str
    circles: list[str]


class SectorOut(Schema):
    """`noun`: somebody of it ("A home visitor"); `plural`: several."""

    slug: str
    name: str
    noun: str
    plural: str


@router.get("/me", response=Me, summary="Whose token this is")
def me(request: HttpRequest) -> dict:
    member: User = request.auth  # type: ignore[attr-defined]
    sector = sector_of(member)
    profile = getattr(member, "profile", None)
    return {
        "uuid": member.uuid,
        "name": member.display_name,
        "sector": sector.slug if sector else None,
        "role": profile.role if profile else "",
        "language": member.language,
        "circles": list(member.circles.values_list("slug", flat=True)),
    }


@router.get("/sectors", response=list[SectorOut], summary="The sectors that sit at the table")
def sectors(request: HttpRequest) -> list[Sector]:
    return list(Sector.objects.in_use())
