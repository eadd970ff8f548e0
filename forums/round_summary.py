"""What stays of a round, gathered from what was said in it: only what everybody who reads it sees."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.authors import counted
from forums.models import Phase, Post
from forums.models.authored import State
from forums.rendering import in_words

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
    """Its parts, each with what a fragment gets of a post (forums.rendering), for a neutral reader."""
    belongs = Q(pk__in=[])
    for _name, _heading, _icon, what in PARTS:
        belongs |= what
    posts = thread.posts.filter(belongs, state=State.VISIBLE).exclude(kind=Kind.OPENING).order_by("position")
    told = in_words(list(posts.to_render(in_thread=True)[: MOST * len(PARTS) + 1]))
    return [part_of(told, *part[:3]) for part in PARTS]


def part_of(told, name, heading, icon):
    mine = [one for one in told if belongs_to(name, one)]
    return Part(name, heading, icon, mine[:MOST], len(mine) > MOST)


def belongs_to(name, one):
    post = one["post"]
    match name:
        case "strengths":
            return post.phase == Phase.STRENGTHS or post.kind == Kind.NOTICE
        case "ideas":
            return post.phase == Phase.IDEAS or post.kind == Kind.IDEA
        case "takeaways":
            return post.phase == Phase.TAKEAWAY or post.kind == Kind.TAKEAWAY
    return one["resource"] is not None
