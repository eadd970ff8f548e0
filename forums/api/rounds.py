"""Case rounds for programs: reading them, being there, one's own hours."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from forums.api.schemas.choosing import MeetingOut
from forums.meetings import meeting_of
from forums.models import Phase, Round
from forums.models.authored import State
from forums.rounds.clock import cases_by_round, clock_of
from forums.rounds.hours import attended
from forums.rounds.page import rounds_for
from forums.services import attending

router = Router(tags=["case rounds"])


class PhaseOut(Schema):
    name: str
    minutes: int


class RoundOut(Schema):
    """`phase` lasts until `until` while it is running, and has `left` seconds more while it is paused. `looks_at`:
    threads of reflections. `here`: how many said that they are here, "<5" below five."""

    thread: int
    url: str
    title: str
    language: str
    state: str
    meeting: MeetingOut
    called_off: bool
    phases: list[PhaseOut]
    phase: str
    until: datetime | None
    left: int | None
    here: str
    you_are_here: bool
    looks_at: list[int]
    summary: str | None
    recording: str


class RoundsOut(Schema):
    """`next` is the value of `before` for what follows; null at the end."""

    rounds: list[RoundOut]
    next: int | None


class ListedRounds(Schema):
    before: int | None = Field(None, ge=1, lt=2**62)
    limit: int = Field(20, ge=1, le=50)


class HereIn(Schema):
    on: bool


class HoursOut(Schema):
    """Signed minutes in one round; `notes` say why they were corrected."""

    thread: int
    title: str
    day: date
    minutes: int
    signed_by: list[str]
    notes: list[str]


def round_out(found: Round, looks_at: list[int]) -> dict[str, Any]:
    thread, meeting, clock = found.thread, meeting_of(found.thread), clock_of(found)
    return {
        "thread": thread.pk,
        "url": reverse("forums:thread-detail", args=[thread.pk]),
        "title": thread.title,
        "language": thread.language,
        "meeting": vars(meeting),
        "called_off": meeting.off,
        "phases": [
            {"name": phase.value, "minutes": minutes}
            for phase, minutes in zip(Phase, found.minutes, strict=True)
        ],
        **{name: clock[name] for name in ("state", "phase", "until", "left", "here")},
        "you_are_here": found.is_here,  # type: ignore[attr-defined]
        "looks_at": looks_at,
        "summary": reverse("forums:round-summary", args=[thread.pk]) if found.summary_at else None,
        "recording": found.recording if found.summary_at else "",
    }


def out_of(found: Round, viewer: Any) -> dict[str, Any]:
    return round_out(found, cases_by_round([found], viewer)[found.pk])


def rounds_of(viewer: Any) -> Any:
    found = Round.objects.visible_to(viewer).filter(
        thread__state=State.VISIBLE, thread__starts_at__isnull=False
    )
    return rounds_for(viewer, found.select_related("thread"))


def one_of(viewer: Any, thread_id: int) -> Round:
    found = rounds_of(viewer).filter(thread=thread_id).first()
    if found is None:
        raise Http404
    return found


@router.get("/rounds", response=RoundsOut, summary="Case rounds, the newest plan first")
def round_list(request: HttpRequest, listed: Query[ListedRounds]) -> dict[str, Any]:
    viewer = request.auth  # type: ignore[attr-defined]
    found = rounds_of(viewer).order_by("-thread_id")
    if listed.before:
        found = found.filter(thread__lt=listed.before)
    page = list(found[: listed.limit + 1])
    more, page = len(page) > listed.limit, page[: listed.limit]
    cases = cases_by_round(page, viewer)
    return {
        "rounds": [round_out(one, cases[one.pk]) for one in page],
        "next": page[-1].thread_id if more else None,
    }


@router.get("/rounds/{int:thread_id}", response=RoundOut, summary="One case round, by its conversation")
def round_detail(request: HttpRequest, thread_id: int) -> dict[str, Any]:
    viewer = request.auth  # type: ignore[attr-defined]
    return out_of(one_of(viewer, thread_id), viewer)


@router.post("/rounds/{int:thread_id}/attendance", response=RoundOut, summary="Say that you are here, or not")
def round_attend(request: HttpRequest, thread_id: int, payload: HereIn) -> dict[str, Any]:
    """From fifteen minutes before it begins until fifteen minutes after it ended."""
    viewer = request.auth  # type: ignore[attr-defined]
    attending.be_here(actor=viewer, thread=one_of(viewer, thread_id).thread, on=payload.on)
    return out_of(one_of(viewer, thread_id), viewer)


@router.get("/hours", response=list[HoursOut], summary="Your own hours in case rounds")
def hours_list(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "thread": one.thread,
            "title": one.title,
            "day": one.day,
            "minutes": one.minutes,
            "signed_by": one.signers,
            "notes": one.notes,
        }
        for one in attended(request.auth)  # type: ignore[attr-defined]
    ]
