"""Conversations for programs: the same verbs, the same `visible_to` as the pages."""

from typing import Annotated, Any, Literal
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, Header, Path, Query, Router, Schema
from ninja.errors import AuthenticationError

from cop.core.identity import Token
from cop.core.live import SignedOut, wait_for
from cop.core.text import plain
from forums.api.schemas.choosing import VoteIn
from forums.api.schemas.conversations import (
    EventsOut,
    ForumOut,
    Listed,
    Paged,
    PostOut,
    PostsOut,
    ThreadOut,
    ThreadsOut,
    Waited,
    post_out,
    thread_out,
)
from forums.api.schemas.writing import PostEditIn, PostIn, QuoteIn, ThreadIn, pairs_of
from forums.authors import counted
from forums.forms.posting import range_of
from forums.models import Forum, Post, Thread
from forums.models.authored import State
from forums.readers import PreparedFor
from forums.services import flags, polls, posting
from forums.services.sequence import is_for_good, joined
from forums.showing.rendering import in_words
from library.models import Principle, Resource
from members.models import Sector

router = Router(tags=["conversations"])

#: Written again with the same key, a request is carried out once and answered alike.
IdempotencyKey = Header(None, alias="Idempotency-Key", description="A UUID; remembered for seven days.")


@router.get("/forums", response=list[ForumOut], summary="Where you can talk")
def forum_list(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "slug": forum.slug,
            "name": forum.name,
            "description": forum.description,
            "audience": forum.audience,
            "open": forum.is_open,
        }
        for forum in Forum.objects.visible_to(request.auth)  # type: ignore[attr-defined]
    ]


@router.get("/threads", response=ThreadsOut, summary="Conversations, the newest first")
def thread_list(request: HttpRequest, listed: Query[Listed]) -> dict[str, Any]:
    """`sector`: conversations that asked it. An unknown forum, or one you may not see, is 404."""
    viewer = request.auth  # type: ignore[attr-defined]
    threads = visible_threads(viewer).exclude(state=State.HIDDEN).order_by("-pk")
    if listed.kind:
        threads = threads.filter(kind=listed.kind)
    if listed.principle:
        threads = threads.filter(principles=known(Principle.objects, [listed.principle], "principle")[0])
    if listed.sector:
        threads = threads.filter(sectors=known(Sector.objects, [listed.sector], "sector")[0])
    if listed.forum:
        threads = threads.filter(forum=get_object_or_404(Forum.objects.visible_to(viewer), slug=listed.forum))
    if listed.before:
        threads = threads.filter(pk__lt=listed.before)
    page = list(threads[: listed.limit + 1])
    more = len(page) > listed.limit
    page = page[: listed.limit]
    with counted():
        return {
            "threads": [thread_out(thread) for thread in page],
            "next": page[-1].pk if more else None,
        }


@router.post("/threads", response={201: ThreadOut}, summary="Begin a conversation")
def thread_create(
    request: HttpRequest, payload: ThreadIn, idempotency_key: UUID | None = IdempotencyKey
) -> dict[str, Any]:
    """In your own name, or by sector only with `anonymous`. You follow what you begin."""
    actor = request.auth  # type: ignore[attr-defined]
    thread = posting.start_thread(
        actor=actor,
        forum=get_object_or_404(Forum.objects.visible_to(actor), slug=payload.forum),
        kind=payload.kind,
        title=payload.title,
        body=payload.body,
        html=payload.html,
        principles=known(Principle.objects, payload.principles, "principles"),
        sectors=known(Sector.objects.in_use(), payload.sectors, "sectors"),
        tags=payload.tags,
        language=payload.language or get_language(),
        anonymous=payload.anonymous,
        poll=payload.poll.dict() if payload.poll else None,
        meeting=payload.meeting.dict() if payload.meeting else None,
        files=pairs_of(payload.files),
        confirmed=payload.confirmed,
        idempotency_key=idempotency_key,
    )
    return thread_out(get_object_or_404(visible_threads(actor), pk=thread.pk))


@router.get("/threads/{int:thread_id}", response=ThreadOut, summary="One conversation")
def thread_detail(request: HttpRequest, thread_id: int) -> Any:
    """One that was joined to another leads there: 302 while that can be undone, 301 for good."""
    viewer = request.auth  # type: ignore[attr-defined]
    thread = visible_threads(viewer).filter(pk=thread_id).first()
    if thread is None and (source := joined(viewer, thread_id)):
        return redirect("api:thread_detail", thread_id=source.merged_into_id, permanent=is_for_good(source))
    if thread is None:
        raise Http404
    return thread_out(thread)


@router.get("/threads/{int:thread_id}/posts", response=PostsOut, summary="What was said, in order")
def post_list(request: HttpRequest, thread_id: int, paged: Query[Paged]) -> dict[str, Any]:
    """Position 1 is the opening. A position that is missing was taken away."""
    viewer = request.auth  # type: ignore[attr-defined]
    thread = get_object_or_404(Thread.objects.visible_to(viewer), pk=thread_id)
    posts = Post.objects.visible_to(viewer).filter(thread=thread, position__gt=paged.after)
    page = list(posts.order_by("position").to_render()[: paged.limit + 1])
    more = len(page) > paged.limit
    page = page[: paged.limit]
    return {
        "posts": [post_out(told) for told in in_words(page)],
        "next": page[-1].position if more else None,
    }


@router.post("/threads/{int:thread_id}/posts", response={201: PostOut}, summary="Say something")
def post_create(
    request: HttpRequest, thread_id: int, payload: PostIn, idempotency_key: UUID | None = IdempotencyKey
) -> dict[str, Any]:
    """Whoever has spoken in a conversation stays in it as they began: by name, or by sector only."""
    actor = request.auth  # type: ignore[attr-defined]
    thread = get_object_or_404(Thread.objects.visible_to(actor), pk=thread_id)
    if thread.kind == Thread.Kind.REFLECTION and payload.kind == Post.Kind.REPLY:
        raise ValidationError({"kind": _("Choose what kind of reply this is.")})
    here = Post.objects.visible_to(actor).filter(thread=thread)
    post = posting.reply(
        actor=actor,
        thread=thread,
        body=payload.body,
        html=payload.html,
        kind=payload.kind,
        parent=one_of(here, "parent", pk=payload.parent) if payload.parent else None,
        quotes=[quoted(here, quote) for quote in payload.quotes],
        resource=one_of(Resource.objects.visible_to(actor), "resource", uuid=payload.resource)
        if payload.resource
        else None,
        anonymous=payload.anonymous,
        poll=payload.poll.dict() if payload.poll else None,
        language=payload.language,
        files=pairs_of(payload.files),
        confirmed=payload.confirmed,
        idempotency_key=idempotency_key,
    )
    return one_post(actor, post.pk)  # sent again, it may have been taken away meanwhile


@router.get("/posts/{int:post_id}", response=PostOut, summary="One post")
def post_detail(request: HttpRequest, post_id: int) -> dict[str, Any]:
    return one_post(request.auth, post_id)  # type: ignore[attr-defined]


@router.patch("/posts/{int:post_id}", response=PostOut, summary="Change what you said")
def post_edit(request: HttpRequest, post_id: int, payload: PostEditIn) -> dict[str, Any]:
    """The earlier text is kept. Sent again, the same text changes nothing; a text that was changed elsewhere meanwhile
    is not overwritten: the answer is 409, read the post and put both together."""
    actor = request.auth  # type: ignore[attr-defined]
    post = get_object_or_404(Post.objects.visible_to(actor), pk=post_id)
    fields = payload.dict() | {"files": pairs_of(payload.files)}
    posting.edit_post(actor=actor, post=post, **fields)
    return one_post(actor, post_id)


@router.post("/posts/{int:post_id}/vote", response=PostOut, summary="Choose in a poll")
def post_vote(request: HttpRequest, post_id: int, payload: VoteIn) -> dict[str, Any]:
    """In place of what you chose before."""
    actor = request.auth  # type: ignore[attr-defined]
    here = Post.objects.visible_to(actor).to_render()
    polls.vote(actor=actor, post=get_object_or_404(here, pk=post_id), choices=payload.choices)
    (told,) = in_words([get_object_or_404(here, pk=post_id)])
    return post_out(told)


class FlagIn(Schema):
    """Why moderators should look. `note` is needed for the reason other."""

    reason: Literal["privacy", "unkind", "off-topic", "spam", "other"]
    note: Annotated[str, Field(max_length=600)] = ""


@router.post("/posts/{int:post_id}/flags", response={201: None}, summary="Ask moderators to look at a post")
def post_flag(request: HttpRequest, post_id: int, payload: FlagIn) -> None:
    """Only a privacy concern hides it at once. Nobody is told who asked; the same reason counts once a member."""
    actor = request.auth  # type: ignore[attr-defined]
    post = get_object_or_404(Post.objects.visible_to(actor), pk=post_id)
    flags.raise_flag(actor=actor, post=post, kind=payload.reason, note=payload.note)


@router.get("/threads/{int:thread_id}/events", response=EventsOut, summary="What changes, as it happens")
async def thread_events(request: HttpRequest, thread_id: Path[int], waited: Query[Waited]) -> dict[str, Any]:
    """Answers at once what happened after `since`; if nothing has, waits up to `wait` seconds for it.

    Begin with the `head` of the thread, go on with the `head` of each answer. Numbers have no gaps.
    """
    viewer = request.auth  # type: ignore[attr-defined]
    identity = Token(bearer(request))
    try:
        caught = await wait_for(
            "thread", viewer, str(thread_id), waited.since, waited.wait, identity=identity
        )
    except SignedOut:
        raise AuthenticationError from None
    if await sync_to_async(identity.load)() is None:
        raise AuthenticationError  # revoked while it waited
    telling = {
        event["post"] for event in caught.events if "html" in event or "signs" in event or "poll" in event
    }
    posts = await sync_to_async(said)(viewer, telling)
    events = [
        {
            "seq": event["seq"],
            "kind": event["kind"],
            "post_id": event.get("post"),
            "post": posts.get(event.get("post", 0)),
        }
        for event in caught.events
    ]
    return {"events": events, "head": caught.head, "reload": caught.reload}


def one_post(viewer: Any, pk: int) -> dict[str, Any]:
    """A post as the viewer may see it now, or 404."""
    found = _post_to_tell(viewer, pk=pk)
    if not found:
        raise Http404
    (told,) = in_words(found)
    return post_out(told)


@PreparedFor
def _post_to_tell(viewer: Any, *, pk: int) -> QuerySet[Post]:
    return Post.objects.visible_to(viewer).to_render().filter(pk=pk)


def visible_threads(viewer: Any) -> QuerySet[Thread]:
    """With what `thread_out` needs."""
    threads = Thread.objects.visible_to(viewer).select_related("author", "sector", "forum", "reflection")
    return threads.prefetch_related("principles", "sectors", "tags")


def known(rows: Any, slugs: list[str], field: str) -> list[Any]:
    """The rows with these slugs; unknown ones are an error of the field."""
    found = {row.slug: row for row in rows.filter(slug__in=slugs)}
    if unknown := [slug for slug in slugs if slug not in found]:
        raise ValidationError({field: _("Not known here: %(names)s.") % {"names": ", ".join(unknown)}})
    return list(found.values())


def one_of(rows: Any, field: str, **lookup: Any) -> Any:
    row = rows.filter(**lookup).first()
    if row is None:
        raise ValidationError({field: _("There is no such thing here.")})
    return row


def quoted(posts: Any, quote: QuoteIn) -> tuple[Post, int, int]:
    """The post, and where in it the words stand."""
    post = one_of(posts, "quotes", pk=quote.post)
    start, end = range_of(post, quote.text)
    if plain(post.body)[start:end].split() != quote.text.split():
        raise ValidationError({"quotes": _("These words do not stand there.")})
    return post, start, end


def said(viewer: Any, ids: set[int]) -> dict[int, dict[str, Any]]:
    """Posts as the viewer may see them now, by id."""
    posts = Post.objects.visible_to(viewer).filter(pk__in=ids).to_render()
    return {told["post"].pk: post_out(told) for told in in_words(posts)} if ids else {}


def bearer(request: HttpRequest) -> str:
    return request.headers.get("Authorization", "").partition(" ")[2].strip()
