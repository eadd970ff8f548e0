"""Who one is, and the sectors that there are, for programs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from members import services
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


class BlockIn(Schema):
    on: bool


class BlockOut(Schema):
    """`on`: whether you have blocked them."""

    uuid: UUID
    name: str
    on: bool


@router.get("/blocks", response=list[BlockOut], summary="Whom you have blocked")
def block_list(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest first. Nobody else is ever told."""
    rows = request.auth.blocks.select_related("blocked").order_by("-pk")  # type: ignore[attr-defined]
    return [{"uuid": row.blocked.uuid, "name": row.blocked.display_name, "on": True} for row in rows]


@router.post("/blocks/{uuid}", response=BlockOut, summary="Block a colleague, or let them write again")
def block_set(request: HttpRequest, uuid: UUID, payload: BlockIn) -> dict[str, Any]:
    """Neither of you can ask the other for a conversation between two or find the other by name, and you are told of
    nothing that they say under their name. What somebody says anonymously is touched by no block."""
    actor = request.auth  # type: ignore[attr-defined]
    member = get_object_or_404(services.blockable(actor), uuid=uuid)
    (services.block if payload.on else services.unblock)(actor=actor, member=member)
    return {"uuid": member.uuid, "name": member.display_name, "on": payload.on}
