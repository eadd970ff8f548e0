"""What of a question only the tables of members and conversations can answer: who is called so, and what is the viewer's
own, unread or unanswered. None of it is in an entry."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from forums.following import followed, news
from forums.mentionable import by_name
from forums.models import Post, Thread
from forums.models.authored import State
from forums.readers import members_of
from library.models import Resource
from members.permissions import MEMBERS, is_member

MOST = 5_000  # conversations, those in which somebody spoke last
LABELS = 8

#: Of these only a member has any.
OWN = ("mine", "followed", "unread")


def threads_that(viewer: Any, state: str) -> QuerySet[Thread]:
    """The conversations that are so, among those that the viewer may see."""
    match state:
        case "mine":
            spoken = Post.objects.filter(author=viewer.pk).exclude(state=State.REMOVED)  # openings too
            found = Thread.objects.visible_to(viewer).filter(pk__in=spoken.values("thread"))
        case "followed":
            found = followed(viewer)
        case "unread":
            found = news(viewer)
        case "unanswered":
            found = Thread.objects.visible_to(viewer).filter(reply_count=0)
        case _:  # answered
            found = Thread.objects.visible_to(viewer).filter(answer__isnull=False)
    return found.order_by("-active_at", "-pk")[:MOST]


def groups_that(viewer: Any, states: Iterable[str]) -> frozenset[str] | None:
    """The groups of entries that are all of this; None where nothing is asked."""
    found: set[int] | None = None
    for state in sorted(states):
        keys = set(threads_that(viewer, state).values_list("pk", flat=True))
        found = keys if found is None else found & keys
    return None if found is None else frozenset(f"thread:{key}" for key in found)


def labels_of(viewer: Any, said: str) -> Sequence[str]:
    """Who is called so: members by the beginning of one of their names, and publishers of resources. Visitors are told of
    no member. Nobody who is anonymous has a label, so that they are found by none."""
    people = [one.display_name for one in by_name(members_of(MEMBERS), said)] if is_member(viewer) else []
    published = Resource.objects.visible_to(viewer).filter(publisher__icontains=said).order_by("publisher")
    return [*people, *published.values_list("publisher", flat=True).distinct()[:LABELS]]
