"""What of a question only the tables of members and conversations can answer: who is called so, and what is the viewer's
own, unread or unanswered. None of it is in an entry."""

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from forums.following import followed, news
from forums.mentionable import begins
from forums.models import Post, Thread
from forums.models.authored import State
from forums.readers import members_of
from library.models import Resource
from members.permissions import MEMBERS, is_member

MOST = 5_000  # conversations, those in which somebody spoke last
MOST_LEFT_OUT = 50_000
LABELS = 200  # names that one part of the question may mean
NAMES = 3  # that one question may ask for

_NAMES = re.compile(r'(?:^|\s)-?(?:by|de)\s*:\s*("[^"]+"|[^\s"]+)', re.IGNORECASE)

#: Of these only a member has any.
OWN = ("mine", "followed", "unread")


def threads_that(viewer: Any, state: str) -> QuerySet[Thread]:
    """The conversations that are so, among those that the viewer may see."""
    match state:
        case "mine":
            spoken = Post.objects.filter(author=viewer.pk).exclude(state=State.REMOVED)  # openings too
            return Thread.objects.visible_to(viewer).filter(pk__in=spoken.values("thread"))
        case "followed":
            return followed(viewer)
        case "unread":
            return news(viewer)
        case "unanswered":
            return Thread.objects.visible_to(viewer).filter(reply_count=0)
    return Thread.objects.visible_to(viewer).filter(answer__isnull=False)


def groups_that(viewer: Any, states: Iterable[str]) -> frozenset[str] | None:
    """The groups of entries that are all of this; None where nothing is asked."""
    wanted = sorted(states)
    if not wanted:
        return None
    found = threads_that(viewer, wanted[0])
    for state in wanted[1:]:
        found = found.filter(pk__in=threads_that(viewer, state).order_by().values("pk"))
    return _groups(found, MOST)


def groups_without(viewer: Any, states: Iterable[str]) -> frozenset[str]:
    """The groups of entries that are any of this."""
    return frozenset(
        group for state in states for group in _groups(threads_that(viewer, state), MOST_LEFT_OUT)
    )


def _groups(threads: QuerySet[Thread], most: int) -> frozenset[str]:
    keys = threads.order_by("-active_at", "-pk").values_list("pk", flat=True)[:most]
    return frozenset(f"thread:{key}" for key in keys)


def names_in(text: str) -> list[str]:
    """The names that a box asks for, as many as are looked up."""
    return [name.strip('"') for name in _NAMES.findall(text)][:NAMES]


def labels_of(viewer: Any, said: Sequence[str], most: int = LABELS) -> list[str]:
    """Who is called like one of these: members by the beginning of one of their names, and publishers of resources.
    Visitors are told of no member. Nobody who is anonymous has a label, so that they are found by none."""
    found: list[str] = []
    if is_member(viewer):
        people = members_of(MEMBERS).filter(_any_begins("display_name", said)).order_by("display_name")
        found += people.values_list("display_name", flat=True)[:most]
    published = Resource.objects.visible_to(viewer).filter(_any_begins("publisher", said))
    return [*found, *published.order_by("publisher").values_list("publisher", flat=True).distinct()[:most]]


def called(label: str, said: str) -> bool:
    """Whether one of the words of a label begins so."""
    label, said = f" {label.casefold()}", said.casefold()
    return bool(said) and f" {said}" in label


def _any_begins(field: str, said: Iterable[str]) -> Q:
    return reduce(or_, (begins(field, one) for one in said))
