"""A case round as one of its readers sees it: its phases, its clock, what it looks at, and who is here in numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forums.authors import Author, author_for
from forums.models import Attendance, Coming, Phase, Post, Round, RoundCase
from forums.models.authored import AuthorKind
from forums.presence import nouns_of, sentence
from forums.rounds.clock import GOING_ON, cases_of, clock_of, doors_open
from members.permissions import is_member

#: What happens in each phase, for those who are there for the first time.
HINTS = {
    Phase.PRESENT: _("One of us tells the moment. The others listen."),
    Phase.CLARIFY: _("Short questions about what happened. No advice yet."),
    Phase.STRENGTHS: _("What was already working, in the child, the parent and between them."),
    Phase.IDEAS: _("Small things to try, offered and not pressed."),
    Phase.TAKEAWAY: _("Each of us says one thing to carry into the week."),
}


@dataclass(frozen=True)
class Step:
    """A phase in its row. `status`: "done", "now" or "ahead"."""

    number: int
    value: str
    label: Any
    hint: Any
    minutes: int
    status: str


@dataclass(frozen=True)
class Case:
    """A reflection that is looked at, as the viewer may read it."""

    pk: int
    title: str
    language: str
    question: str
    author: Author


@dataclass(frozen=True)
class Seen:
    """A round for one viewer. `until` is on the clock of `zone`; `here`: a sentence of numbers by sector."""

    round: Round
    steps: tuple[Step, ...]
    cases: tuple[Case, ...]
    zone: str
    until: datetime | None
    clock: dict
    here: str
    is_here: bool
    comes: bool
    may_attend: bool
    may_lead: bool
    unnamed: bool

    @property
    def now(self):
        return next((step for step in self.steps if step.status == "now"), None)

    @property
    def is_last(self):
        return self.round.phase == Phase.values[-1]

    @property
    def is_first(self):
        return self.round.phase == Phase.values[0]

    @property
    def goes_on(self):
        return self.round.state in GOING_ON

    @property
    def may_come_in(self):
        """Whether one can, or will be able to, say that one is here."""
        return self.may_attend or self.round.state in (Round.State.PLANNED, *GOING_ON)

    @property
    def left_minutes(self):
        return max(0, round((self.round.left or 0) / 60))


def who_is_here(round_, audience):
    """How many of each sector said that they are here, as of who looks at a page: small sectors are "colleagues".

    Everybody counts who said so, however they speak, so that no number tells of somebody who hides.
    """
    if not any(round_.here.values()):
        return ""
    if round_.state == Round.State.ENDED:
        return sentence(
            Counter(round_.here),
            nouns_of(audience),
            lambda n: ngettext("%(who)s was here", "%(who)s were here", n),
        )
    return sentence(
        Counter(round_.here), nouns_of(audience), lambda n: ngettext("%(who)s is here", "%(who)s are here", n)
    )


def rounds_for(viewer, rounds):
    """Rounds, each with what is this viewer's own, in the same query: `is_here`, `comes`, `is_named` (a facilitator)."""
    mine = {"member": viewer.pk or 0}
    return rounds.annotate(
        is_here=Exists(Attendance.objects.filter(round=OuterRef("pk"), **mine)),
        comes=Exists(Coming.objects.filter(thread=OuterRef("thread_id"), **mine)),
        is_named=Exists(Round.facilitators.through.objects.filter(round=OuterRef("pk"), user=viewer.pk or 0)),
    )


def without_name(viewer):
    """Whether the viewer speaks by sector only in the conversation of a round, or of what it looks at."""
    said = Post.objects.filter(author=viewer.pk or 0, author_kind=AuthorKind.ANONYMOUS)
    looked_at = RoundCase.objects.filter(round=OuterRef(OuterRef("pk"))).values("thread")
    return Exists(said.filter(thread=OuterRef("thread_id"))) | Exists(said.filter(thread__in=looked_at))


def seen(viewer, thread, *, may_lead):
    """The round of a thread (one with a forum), for a viewer who may read it. `may_lead(round)` is asked about it."""
    found = (
        rounds_for(viewer, Round.objects.filter(thread=thread.pk))
        .annotate(unnamed=without_name(viewer))
        .get()
    )
    found.thread = thread
    zone = zone_for(viewer, thread)
    cases = cases_of(found, viewer)
    return Seen(
        round=found,
        steps=steps_of(found),
        cases=tuple(
            Case(one.pk, one.title, one.language, one.reflection.question, author_for(one, one.audience))
            for one in cases
        ),
        zone=zone,
        until=found.until and found.until.astimezone(ZoneInfo(zone)),
        clock=clock_of(found),
        here=who_is_here(found, thread.audience),
        is_here=found.is_here,
        comes=found.comes,
        may_attend=is_member(viewer) and doors_open(found),
        may_lead=may_lead(found),
        unnamed=found.unnamed,
    )


def zone_for(viewer, thread):
    """The clocks on which a viewer reads: their own, or those on which it was arranged for who never chose any."""
    own = getattr(viewer, "time_zone", "UTC")
    return own if own != "UTC" else thread.meeting["zone"]


def steps_of(round_):
    at = Phase.values.index(round_.phase) if round_.phase else -1
    over = round_.state == Round.State.ENDED
    return tuple(
        Step(
            number=number + 1,
            value=phase.value,
            label=phase.label,
            hint=HINTS[phase],
            minutes=round_.minutes[number],
            status="done" if over or number < at else "now" if number == at else "ahead",
        )
        for number, phase in enumerate(Phase)
    )
