"""What stays of a round, gathered from what was said in it: only what everybody who reads it sees."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext_lazy as _

from forums.authors import counted
from forums.models import Phase, Post
from forums.models.authored import State
from forums.showing.rendering import in_words

MOST = 60  # posts of one part; the conversation has the rest

Kind = Post.Kind
#: (heading, icon, what belongs there): what was said in the phase, or called so by who said it.
PARTS = (
    ("strengths", _("Strengths we noticed"), "notice", Q(phase=Phase.STRENGTHS) | Q(kind=Kind.NOTICE)),
    ("ideas", _("Ideas to try"), "idea", Q(phase=Phase.IDEAS) | Q(kind=Kind.IDEA)),
    ("takeaways", _("What we take away"), "loop", Q(phase=Phase.TAKEAWAY) | Q(kind=Kind.TAKEAWAY)),
    ("resources", _("Resources"), "resource", Q(resource__isnull=False)),
)


@dataclass(frozen=True)
class Part:
    name: str
    heading: Any
    icon: str
    said: list[dict]
    more: bool


@counted()
def summary_of(thread):
    """Its parts, each with what a fragment gets of a post (forums.showing.rendering), for a neutral reader."""
    posts = thread.posts.filter(state=State.VISIBLE).exclude(kind=Kind.OPENING).order_by("position")
    first, marks = Q(pk__in=[]), {}
    for name, _heading, _icon, what in PARTS:  # each has its first ones, however much the others have
        first |= Q(pk__in=posts.filter(what).values("pk")[: MOST + 1])
        marks[f"in_{name}"] = ExpressionWrapper(what, output_field=BooleanField())
    told = in_words(list(posts.filter(first).to_render(in_thread=True).annotate(**marks)))
    return [part_of(told, *part[:3]) for part in PARTS]


def part_of(told, name, heading, icon):
    mine = [one for one in told if getattr(one["post"], f"in_{name}")]
    return Part(name, heading, icon, mine[:MOST], len(mine) > MOST)
