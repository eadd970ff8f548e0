"""Drafts on their way to readers: who is asked to read one, whose word is missing, and where each of them stands."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, WorkflowState

from library.models import GuidePage, GuideResource, PeerReview, PeerReviewTask, Proposal
from library.models.principles import known_principles
from library.models.reviewing import named_sectors, who_read_drafts
from library.models.visibility import closed_at
from members.models import profile_of
from members.permissions import is_curator, is_member

GOING_ON = TaskState.STATUS_IN_PROGRESS
MOST = 50  # on the desk


@dataclass(frozen=True)
class Waiting:
    """A page in a workflow. `task`: None where changes were asked for. `way`: its WorkflowState, with `peers`: whether colleagues
    read it; `said`: how many of them have; `proposed`: whether a member did, and with which `note`."""

    page: Any
    way: Any
    task: Any


def peer_states():
    """Every task of reading by colleagues, done or not, without the words of its draft."""
    found = TaskState.objects.filter(task__peerreviewtask__isnull=False)
    return found.annotate(own=KeyTransform("sectors", "revision__content"))


def may_read(viewer, state, reviews, asked):
    """Whether a viewer may read a draft: what they are asked for, have answered, or submitted; curators every one."""
    theirs = state.workflow_state.requested_by_id == viewer.pk or state.pk in asked
    return theirs or is_curator(viewer) or any(one.reader_id == viewer.pk for one in reviews)


def draft_of(state):
    """The guide with the words of its draft, for reading alone; None for what is no guide. Cheaper than Wagtail's own, which
    makes everything ready to be saved."""
    guide = GuidePage.objects.filter(pk=int(state.workflow_state.object_id)).select_related("locale").first()
    if guide is None:
        return None
    words = state.revision.content
    guide.title, guide.summary = words["title"], words["summary"]
    guide.body = guide.body.stream_block.to_python(words.get("body") or "")
    guide.principles = [known_principles()[key] for key in words["principles"] if key in known_principles()]
    guide.related_resources = [
        GuideResource(resource_id=row["resource"], sort_order=order)
        for order, row in enumerate(words.get("related_resources") or ())
    ]
    return guide


def asking(viewer):
    """The tasks that go on and want the word of this viewer, given already or not, with the title of their draft."""
    profile = profile_of(viewer) if is_member(viewer) else None
    if profile is None or not (profile.reads_drafts and profile.sector_id):
        return []
    place = Cast(OuterRef("workflow_state__object_id"), IntegerField())
    chosen = PeerReviewTask.sectors.through.objects.filter(peerreviewtask=OuterRef("task"))
    states = peer_states().filter(status=GOING_ON).exclude(workflow_state__requested_by=viewer.pk)
    states = states.filter(Exists(Page.objects.filter(pk=place).exclude(closed_at("path", viewer))))
    states = states.annotate(
        is_chosen=Exists(chosen.filter(sector=profile.sector_id)),
        is_told=Exists(chosen),
        is_answered=Exists(PeerReview.objects.filter(state=OuterRef("pk"), reader=viewer.pk)),
    )
    states = (
        states.select_related("revision", "workflow_state").defer("revision__content").order_by("started_at")
    )

    def fits(state):
        named = named_sectors(None, state.own)
        return state.is_chosen if state.is_told else profile.sector_id in named or not named

    return [state for state in states if fits(state)]


def asked_of(viewer):
    """Keys of the tasks that go on and want the word of this viewer, given already or not."""
    return [state.pk for state in asking(viewer)]


def missing(states, reviews=None):
    """By key of each of these tasks (of `peer_states`) the keys of sectors whose yes is waited for: those that have somebody
    to ask. `{None}` where anybody's yes would do and there is none. `reviews`: of these, where they are read already."""
    said = defaultdict(set)
    if reviews is None:
        reviews = PeerReview.objects.filter(state__in=states)
    for review in reviews:
        if review.approves:
            said[review.state_id].add(review.sector_id)
    asked = list(who_read_drafts().values_list("pk", "profile__sector"))
    chosen = _chosen_by_task()
    found = {}
    for state in states:
        named = named_sectors(chosen.get(state.task_id), state.own)
        seats = {sector for pk, sector in asked if pk != state.workflow_state.requested_by_id}
        found[state.pk] = (seats & named) - said[state.pk] if named else set() if said[state.pk] else {None}
    return found


def in_review(viewer):
    """For curators: the pages on their way to readers that they may open, the longest on it first."""
    kind = ContentType.objects.get_for_model(Page)
    ways = WorkflowState.objects.active().filter(base_content_type=kind).order_by("created_at", "pk")
    reviews = PeerReview.objects.filter(state=OuterRef("current_task_state")).order_by().values("state")
    proposals = Proposal.objects.curated_by(viewer).filter(way=OuterRef("pk"))
    ways = ways.select_related("current_task_state__task", "requested_by").annotate(
        peers=Exists(PeerReviewTask.objects.filter(pk=OuterRef("current_task_state__task"))),
        said=Coalesce(Subquery(reviews.annotate(number=Count("pk")).values("number")), 0),
        proposed=Exists(proposals),
        note=Subquery(proposals.values("note")[:1]),
    )
    ways = {int(way.object_id): way for way in ways[:MOST]}
    pages = (
        Page.objects.exclude(closed_at("path", viewer)).select_related("locale").in_bulk(ways) if ways else {}
    )
    return [
        Waiting(pages[pk], way, way.current_task_state.task if _goes_on(way) else None)
        for pk, way in ways.items()
        if pk in pages
    ]


def _goes_on(way):
    return way.status == WorkflowState.STATUS_IN_PROGRESS and way.current_task_state


def judged_words(way):
    """Where a draft stands, for whoever submitted it."""
    if way.status == WorkflowState.STATUS_APPROVED:
        return _("Your draft was approved")
    if way.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("Changes to your draft are asked for")
    if way.status == WorkflowState.STATUS_CANCELLED:
        return _("Your draft was put aside")
    return _("Your draft is being read")


def _chosen_by_task():
    chosen = defaultdict(set)
    rows = PeerReviewTask.sectors.through.objects.values_list("peerreviewtask", "sector")
    for task, sector in rows:
        chosen[task].add(sector)
    return chosen
