"""Shapes of conversations for programs. Authors leave only as `author_for` tells them; whoever is known by sector
alone has no name, no role, no address and no hour."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from ninja import Schema
from pydantic import Field

from cop.core.text import plain
from forums.api.schemas.cards import CardOut, FileOut, ResourceOut, cards_out, file_out
from forums.api.schemas.choosing import MeetingOut, PollOut, poll_out
from forums.api.schemas.reflections import ReflectionOut, reflection_out
from forums.authors import Author, author_for
from forums.meetings import meeting_of
from forums.models import Post, Thread
from forums.models.authored import AuthorKind

LARGEST = 2**62  # beyond the keys of any table

Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,50}$")]
Key = Annotated[int, Field(ge=1, le=LARGEST)]
Number = Annotated[int, Field(ge=0, le=LARGEST)]
Language: Any = Literal[tuple(code for code, _name in settings.LANGUAGES)]
#: A date alone where the hour would say too much of an author.
Moment = datetime | date


class AuthorOut(Schema):
    """`label` is what to show. `sector` is a slug; `url` a path, null for whoever is not named."""

    label: str
    sector: str | None
    role: str
    url: str | None
    anonymous: bool


class ThreadOut(Schema):
    """`active_on`: the day on which somebody spoke last. `answer`: the post that settles a question. `head` numbers the newest event: begin to listen there."""

    id: int
    url: str
    kind: Literal["discussion", "question", "reflection"]
    title: str
    language: str
    forum: str | None
    principles: list[str]
    sectors: list[str]
    tags: list[str]
    author: AuthorOut
    created_at: Moment
    active_on: date
    reply_count: int
    head: int
    is_locked: bool
    pinned_until: datetime | None
    slow_seconds: int
    answer: int | None
    state: Literal["visible", "held", "hidden"]
    guide_key: UUID | None
    reflection: ReflectionOut | None
    meeting: MeetingOut | None


class ThreadsOut(Schema):
    """`next` is the value of `before` for what follows; null at the end."""

    threads: list[ThreadOut]
    next: int | None


class QuoteOut(Schema):
    """Words of another post, as they stand there now; empty where they may not be shown."""

    text: str
    label: str
    url: str


class PostOut(Schema):
    """`html` is safe to show as it is. `revision` numbers its text; `amended`: why a moderator changed it; `helped`: who shared the reflection said so. `parent`: what it answers, null for none to be seen."""

    id: int
    url: str
    thread: int
    position: int | None
    kind: Literal["opening", "reply", "notice", "wonder", "seat", "idea", "resource", "takeaway", "next"]
    state: Literal["visible", "held", "hidden"]
    author: AuthorOut
    language: str
    created_at: Moment
    edited_at: Moment | None
    revision: int
    amended: str
    helped: bool
    html: str
    text: str
    parent: int | None
    quotes: list[QuoteOut]
    resource: ResourceOut | None
    poll: PollOut | None
    cards: list[CardOut]
    files: list[FileOut]


class PostsOut(Schema):
    """`next` is the value of `after` for what follows; null at the end."""

    posts: list[PostOut]
    next: int | None


class EventOut(Schema):
    """One change, to be applied in order of `seq`. `post` is as it is now; without it, take away the one with
    `post_id`. `none`: nothing that you may see."""

    seq: int
    kind: Literal[
        "created",
        "edited",
        "hidden",
        "shown",
        "removed",
        "reacted",
        "closed",
        "opened",
        "answered",
        "unanswered",
        "voted",
        "meeting",
        "round",
        "arranged",
        "merged",
        "none",
    ]
    post_id: int | None
    post: PostOut | None


class EventsOut(Schema):
    """`head` is the value of `since` for the next question. `reload`: too much was missed, read the thread again."""

    events: list[EventOut]
    head: int
    reload: bool


class ForumOut(Schema):
    """`open`: takes new conversations."""

    slug: str
    name: str
    description: str
    audience: Literal["public", "members", "circle"]
    open: bool


class Listed(Schema):
    """How a list of threads is narrowed."""

    kind: Literal["discussion", "question", "reflection"] | None = None
    principle: Slug | None = None
    sector: Slug | None = None
    forum: Slug | None = None
    before: Key | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class Paged(Schema):
    after: Number = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Waited(Schema):
    since: Number = 0
    wait: Annotated[int, Field(ge=0, le=25)] = 0


def author_out(author: Author) -> dict[str, Any]:
    return {
        "label": author.label,
        "sector": author.sector.slug if author.sector else None,
        "role": author.role,
        "url": author.url or None,
        "anonymous": author.anonymous,
    }


def moment_of(written: Any, moment: datetime | None) -> Moment | None:
    if moment is not None and written.author_kind == AuthorKind.ANONYMOUS:
        return moment.date()
    return moment


def thread_out(thread: Thread) -> dict[str, Any]:
    return {
        "id": thread.pk,
        "url": reverse("forums:thread-detail", args=[thread.pk]),
        "kind": thread.kind,
        "title": thread.title,
        "language": thread.language,
        "forum": thread.forum.slug if thread.forum else None,
        "principles": [principle.slug for principle in thread.principles.all()],
        "sectors": [sector.slug for sector in thread.sectors.all()],
        "tags": sorted(tag.name for tag in thread.tags.all()),
        "author": author_out(author_for(thread, thread.audience)),
        "created_at": moment_of(thread, thread.created_at),
        "active_on": thread.active_at.date(),
        "reply_count": thread.reply_count,
        "head": thread.head_seq,
        "is_locked": thread.is_locked,
        "pinned_until": thread.pinned_until if thread.is_pinned else None,
        "slow_seconds": thread.slow_seconds,
        "answer": thread.answer_id,
        "state": thread.state,
        "guide_key": thread.guide_key,
        "reflection": reflection_out(thread.reflection) if thread.reflection else None,
        "meeting": vars(meeting) if (meeting := meeting_of(thread)) else None,
    }


def post_out(told: dict[str, Any]) -> dict[str, Any]:
    """`told`: what a fragment gets (see forums.showing.rendering)."""
    post: Post = told["post"]
    resource = told["resource"]
    return {
        "id": post.pk,
        "url": reverse("forums:post-detail", args=[post.pk]),
        "thread": post.thread_id,
        "position": post.position,
        "kind": post.kind,
        "state": post.state,
        "author": author_out(told["author"]),
        "language": post.language,
        "created_at": moment_of(post, post.created_at),
        "edited_at": moment_of(post, post.edited_at),
        "revision": post.revision,
        "amended": post.amended_why,
        "helped": post.helped,
        "html": told["body"],
        "text": plain(told["body"]),
        "parent": told["parent"].pk if told["parent"] else None,
        "cards": cards_out(told["cards"]),
        "files": [file_out(file) for file in told["attachments"]],
        "quotes": [{"text": one.text, "label": one.label, "url": one.url} for one in told["quotes"]],
        "resource": {"uuid": resource.uuid, "title": resource.title} if resource else None,
        "poll": poll_out(told["poll"]) if told["poll"] else None,
    }
