"""For programs of those who look after conversations: what waits for other sectors, handing it on, how one answers each
other."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from forums import permissions
from forums.across.facilitating import handed_in, place_of, still_waiting
from forums.across.inviting import handable
from forums.across.pictures import SMALL, TEN, pictures_of, shown_hours
from forums.api.schemas.choosing import Text
from forums.api.schemas.conversations import Key, Slug, ThreadOut, thread_out
from forums.api.schemas.writing import Confirmed
from forums.api.talking import visible_threads
from forums.authors import counted
from forums.models import Thread
from forums.models.inviting import MAX_NOTE
from forums.services import inviting
from members.services import audit

router = Router(tags=["facilitating"])

Number = int | Literal["<5"]
Hours = float | Literal["<5", "<10"]
assert {SMALL, f"<{TEN}"} == {"<5", "<10"}  # noqa: S101 (what the schema promises)


class LedIn(Schema):
    """`forum`: one of those that you look after."""

    forum: Slug | None = None


class UnansweredIn(LedIn):
    after: Key | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class UnansweredOut(Schema):
    """`handed`: names of those whom somebody asked by hand. Whether they answered is not told."""

    thread: ThreadOut
    handed: list[str]


class UnansweredListOut(Schema):
    """`next` is the value of `after` for those that follow; null at the end."""

    waiting: list[UnansweredOut]
    next: int | None


class HandIn(Schema):
    """`member`: the UUID in the address of their page. `note`: a few words that they alone read, nothing about the family.
    `confirmed`: tokens of a 422 answer."""

    member: UUID
    note: Annotated[Text, Field(max_length=MAX_NOTE)] = ""
    confirmed: Confirmed = []


class HandOut(Schema):
    thread: int
    name: str


class RepliesOut(Schema):
    """Slugs of two sectors, and how many replies the second gave to reflections of the first in 90 days."""

    asked: str
    answered: str
    number: Number


class WeekOut(Schema):
    """Hours until the first answer from another sector, of reflections shared in the week from `monday` (UTC)."""

    monday: date
    median: Hours
    ninetieth: Hours


class PrincipleNumberOut(Schema):
    principle: str
    number: Number


class PicturesOut(Schema):
    forum: str
    replies: list[RepliesOut]
    weeks: list[WeekOut]
    principles: list[PrincipleNumberOut]


@router.get("/unanswered", response=UnansweredListOut, summary="Reflections that wait for other sectors")
def unanswered_list(request: HttpRequest, listed: Query[UnansweredIn]) -> dict[str, Any]:
    """For facilitators (of their circles) and moderators: of the last 90 days, the oldest first."""
    viewer = request.auth  # type: ignore[attr-defined]
    permissions.check_lead(viewer)
    led, chosen = place_of(viewer, listed.forum)
    with counted():
        waiting = still_waiting([chosen] if listed.forum else led).filter(pk__gt=listed.after or 0)
        threads = visible_threads(viewer).filter(pk__in=waiting.values("pk")).order_by("pk")
        page = list(threads[: listed.limit + 1])
        more, page = len(page) > listed.limit, page[: listed.limit]
        handed = handed_in(page)
        return {
            "waiting": [{"thread": thread_out(one), "handed": handed.get(one.pk, [])} for one in page],
            "next": page[-1].pk if more else None,
        }


@router.post(
    "/threads/{int:thread_id}/hand", response={201: HandOut}, summary="Hand a reflection to somebody"
)
def thread_hand(request: HttpRequest, thread_id: int, payload: HandIn) -> Any:
    """One member is asked by name, and may say “not this time”. It stands in the record of acts."""
    actor = request.auth  # type: ignore[attr-defined]
    thread = get_object_or_404(Thread.objects.visible_to(actor), pk=thread_id)
    permissions.check_hand_over(actor, thread)
    member = handable(actor, thread).filter(uuid=payload.member).first()
    if member is None:
        raise ValidationError({"member": _("Choose somebody who can read it.")})
    row = inviting.hand_over(
        actor=actor, thread=thread, member=member, note=payload.note, confirmed=payload.confirmed
    )
    return Status(201, {"thread": row.thread_id, "name": row.member.display_name})


@router.get(
    "/pictures", response=PicturesOut, summary="How the people of a forum answer each other, in numbers"
)
def picture_detail(request: HttpRequest, led: Query[LedIn]) -> dict[str, Any]:
    """For facilitators (of their circles) and moderators; without `forum` the first of them. What is below five is "<5",
    none among it, and a percentile of fewer than ten "<10". That one took it along stands in the record of acts."""
    viewer = request.auth  # type: ignore[attr-defined]
    permissions.check_lead(viewer)
    _led, forum = place_of(viewer, led.forum, needed=True)
    audit(actor=viewer, verb="export-pictures", target=forum)
    found = pictures_of(forum)
    slugs = {sector.pk: sector.slug for sector in found.sectors}
    return {
        "forum": forum.slug,
        "replies": [
            {"asked": slugs[asked], "answered": slugs[answered], "number": number}
            for asked, row in found.replies.items()
            for answered, number in row.items()
        ],
        "weeks": [
            {
                "monday": week.monday.date(),
                **dict(zip(("median", "ninetieth"), shown_hours(week), strict=True)),
            }
            for week in found.weeks
        ],
        "principles": [{"principle": row.slug, "number": number} for row, number in found.principles],
    }
