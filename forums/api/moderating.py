"""What moderators do, for programs of moderators: acts on conversations and posts, and what waits at the desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status
from pydantic import AwareDatetime

from forums import desk, permissions
from forums.api.schemas.conversations import Key, PostOut, Slug, ThreadOut, post_out, thread_out
from forums.api.talking import one_post, visible_threads
from forums.authors import counted
from forums.models import Forum, Post, Thread
from forums.models.authored import State
from forums.services import arranging, flags, merging, moderation, parting, rejoining, removing, revising
from forums.services import desk as deciding
from forums.showing.rendering import in_words
from members.models import Flag

router = Router(tags=["moderating"])

Reason = Annotated[str, Field(max_length=300)]


class ThreadActIn(Schema):
    """`until`: for pin. `seconds` between replies of one member: for slow, 0 to 86,400. `forum`: for move. `into`: for
    join, the id of the other conversation. `wider`: it is meant that more people read it there. `part` undoes `join`,
    `rejoin` a split-off and `bring-back` `remove`, each for 30 days. `revision`: for show, of the opening that you read;
    409 where it is another now."""

    act: Literal[
        "close",
        "open",
        "pin",
        "unpin",
        "slow",
        "hide",
        "show",
        "move",
        "join",
        "part",
        "rejoin",
        "remove",
        "bring-back",
    ]
    reason: Reason = ""
    until: AwareDatetime | None = None
    seconds: int | None = None
    forum: Slug | None = None
    into: Key | None = None
    wider: bool = False
    revision: int | None = None


class PostActIn(Schema):
    """`bring-back` undoes `remove` for 30 days. What is deleted for good is so on the site, where one is asked twice.
    `revision`, for `show`: of the words that were read; 409 where they were changed since."""

    act: Literal["hide", "show", "remove", "bring-back"]
    reason: Reason = ""
    revision: int | None = None


class DecisionIn(Schema):
    """`keep`: it stays, is shown again, or takes its place where it was held. `note` goes to its author, and may go with
    the other three as well. `revision`: of the words that were read; 409 where they were changed since."""

    decision: Literal["keep", "hide", "remove", "note", "mend"]
    reason: Reason = ""
    revision: int | None = None
    note: Annotated[str, Field(max_length=2000)] = ""


class ClaimIn(Schema):
    on: bool


class WaitingIn(Schema):
    reason: Literal[tuple(Flag.Kind.values)] | None = None  # type: ignore[valid-type]
    forum: Slug | None = None
    claimed: Literal["yes", "no"] | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class ReasonOut(Schema):
    """`causes`: which checks held it back. Nobody is told who reported it."""

    reason: str
    note: str
    causes: list[str]
    created_at: datetime


class MatterOut(Schema):
    """`looked_at_by`: the name of the moderator who claimed it. `own`: you wrote it and decide nothing about it. `with_author`:
    it went back to whoever wrote it, who has not changed it yet."""

    post: PostOut
    reasons: list[ReasonOut]
    looked_at_by: str | None
    mine: bool
    own: bool
    with_author: bool


class WaitingOut(Schema):
    matters: list[MatterOut]
    pages: int


THREAD_ACTS: dict[str, Callable[..., Any]] = {
    "close": moderation.lock_thread,
    "open": moderation.unlock_thread,
    "unpin": arranging.unpin_thread,
    "hide": arranging.hide_thread,
}
POST_ACTS: dict[str, Callable[..., Any]] = {
    "hide": moderation.keep_hidden,
    "show": moderation.restore_post,
    "remove": revising.remove_post,
    "bring-back": removing.bring_back,
}


@router.post(
    "/threads/{int:thread_id}/acts", response={200: ThreadOut, 204: None}, summary="Act on a conversation"
)
def thread_act(request: HttpRequest, thread_id: int, payload: ThreadActIn) -> Any:
    """For moderators; facilitators close and open in their circle. Answers the conversation as it is then, after `join`
    the one in which it goes on; 204 once it is removed. Done twice, an act changes nothing more or is refused."""
    actor = request.auth  # type: ignore[attr-defined]
    fields = {"actor": actor, "reason": payload.reason}
    after: Thread | None
    if payload.act in ("part", "bring-back"):
        permissions.check_moderate(actor)
        after = put_back(thread_id, payload, fields)
    else:
        thread = get_object_or_404(Thread.objects.visible_to(actor), pk=thread_id)
        after = done(thread, payload, fields)
    row = visible_threads(actor).filter(pk=after.pk).first() if after else None
    return Status(200, thread_out(row)) if row else Status(204, None)


def put_back(thread_id: int, payload: ThreadActIn, fields: dict[str, Any]) -> Thread:
    """What shows to nobody: it was joined to another, or removed."""
    if payload.act == "part":
        joined = get_object_or_404(parting.parted_by(fields["actor"]), pk=thread_id)
        return parting.undo_merge(thread=joined, wider=payload.wider, **fields)
    removed = Post.objects.restorable_by(fields["actor"]).filter(kind=Post.Kind.OPENING)
    post = get_object_or_404(removed, thread=thread_id)
    return removing.bring_back(post=post, **fields).thread


def done(thread: Thread, payload: ThreadActIn, fields: dict[str, Any]) -> Thread | None:
    actor, wider = fields["actor"], payload.wider
    if payload.act == "show":
        return arranging.show_thread(thread=thread, revision=payload.revision, **fields)
    if verb := THREAD_ACTS.get(payload.act):
        return verb(thread=thread, **fields)
    permissions.check_moderate(actor)
    if payload.act == "remove":
        revising.remove_post(post=arranging.opening_of(thread), **fields)
        return None
    if payload.act == "rejoin":
        return rejoining.undo_split(thread=thread, wider=wider, **fields)
    if payload.act == "pin":
        return arranging.pin_thread(thread=thread, until=given(payload, "until"), **fields)
    if payload.act == "slow":
        return arranging.slow_thread(thread=thread, seconds=given(payload, "seconds"), **fields)
    if payload.act == "move":
        forum = get_object_or_404(Forum.objects.visible_to(actor), slug=given(payload, "forum"))
        return arranging.move_thread(thread=thread, forum=forum, wider=wider, **fields)
    target = get_object_or_404(Thread.objects.visible_to(actor), pk=given(payload, "into"))
    return merging.merge_threads(source=thread, target=target, wider=wider, **fields)


def given(payload: ThreadActIn, name: str) -> Any:
    value = getattr(payload, name)
    if value is None:
        raise ValidationError({name: _("This act needs it.")})
    return value


@router.post("/posts/{int:post_id}/acts", response={200: PostOut, 204: None}, summary="Act on a post")
def post_act(request: HttpRequest, post_id: int, payload: PostActIn) -> Any:
    """For moderators; whoever wrote it may `remove` it. Answers the post as it is then, 204 once it is removed."""
    actor = request.auth  # type: ignore[attr-defined]
    if payload.act != "remove":
        permissions.check_moderate(actor)
    rows = (
        Post.objects.restorable_by(actor) if payload.act == "bring-back" else Post.objects.visible_to(actor)
    )
    post = get_object_or_404(rows, pk=post_id)
    read = {"revision": payload.revision} if payload.act == "show" else {}
    POST_ACTS[payload.act](actor=actor, post=post, reason=payload.reason, **read)
    return Status(204, None) if payload.act == "remove" else Status(200, one_post(actor, post_id))


@router.get("/moderation", response=WaitingOut, summary="What waits for moderators")
def waiting_list(request: HttpRequest, waiting: Query[WaitingIn]) -> dict[str, Any]:
    """Privacy concerns first, then the oldest. Authors stand here as every reader knows them."""
    viewer = request.auth  # type: ignore[attr-defined]
    permissions.check_moderate(viewer)
    forums = Forum.objects.visible_to(viewer)
    chosen = {
        "reason": waiting.reason,
        "forum": get_object_or_404(forums, slug=waiting.forum) if waiting.forum else None,
        "claimed": waiting.claimed,
    }
    page, matters = desk.page_of_matters(viewer, chosen, waiting.page)
    return {"matters": told(viewer, matters), "pages": page.paginator.num_pages}


@router.post("/posts/{int:post_id}/claim", response=MatterOut, summary="Look at what waits, or leave it")
def post_claim(request: HttpRequest, post_id: int, payload: ClaimIn) -> dict[str, Any]:
    """For thirty minutes other moderators leave it to you."""
    actor = request.auth  # type: ignore[attr-defined]
    permissions.check_moderate(actor)
    post = get_object_or_404(Post.objects.at_desk_of(actor), pk=post_id)
    verb = flags.claim if payload.on else flags.unclaim
    verb(actor=actor, post=post)
    return told(actor, desk.matters(actor, [post_id]))[0]


@router.post(
    "/posts/{int:post_id}/decision", response={200: PostOut, 204: None}, summary="Decide what was reported"
)
def post_decide(request: HttpRequest, post_id: int, payload: DecisionIn) -> Any:
    """Settles everything that is open about a post. 409 where another moderator was quicker; 204 once it is removed,
    and for what was said between two, of which moderators read nothing but what waits."""
    actor = request.auth  # type: ignore[attr-defined]
    permissions.check_moderate(actor)
    post = get_object_or_404(Post.objects.at_desk_of(actor), pk=post_id)
    post = deciding.decide(actor=actor, post=post, **payload.dict())
    if post.state == State.REMOVED or post.thread.forum_id is None:
        return Status(204, None)
    return Status(200, one_post(actor, post_id))


def told(viewer: Any, matters: list[desk.Matter]) -> list[dict[str, Any]]:
    keys = [matter.post.pk for matter in matters]
    posts = Post.objects.at_desk_of(viewer).filter(pk__in=keys).to_render()
    posts = [desk.by_itself(post) for post in posts]
    with counted():
        words = {one["post"].pk: post_out(one) for one in in_words(posts)}
    return [
        {
            "post": words[matter.post.pk],
            "reasons": [
                {
                    "reason": flag.kind,
                    "note": flag.note,
                    "causes": flag.causes,  # type: ignore[attr-defined]
                    "created_at": flag.created_at,
                }
                for flag in matter.reasons
            ],
            "looked_at_by": matter.looked_at_by.display_name if matter.looked_at_by else None,
            "mine": matter.mine,
            "own": matter.own,
            "with_author": matter.mending is not None and matter.mending.mended_at is None,
        }
        for matter in matters
        if matter.post.pk in words
    ]
