"""Starting a conversation and speaking in it. check → lock → write → count → number → emit, in one transaction."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from cop.core.problems import Conflict
from cop.core.text import from_plain, normalise
from forums import permissions
from forums.events import PostChanged, PostCreated, ThreadStarted
from forums.models import Post, ReadPosition, Thread, ThreadEvent
from forums.models.authored import AuthorKind, State
from members.permissions import sector_of

MAX_TITLE = 120
MAX_BODY = 20_000
MAX_TAKE_AWAY = 300


@transaction.atomic
def start_thread(
    *, actor, forum, kind, title, body="", principles=(), sectors=(), tags=(), language="en", audience=None,
    reflection=None, anonymous=False, idempotency_key=None, source_id=None, translation_of=None, guide_key=None, at=None,
):  # fmt: skip
    """A new thread with its opening post. `body` is plain text; a reflection's opening shows its fields instead."""
    if forum is not None:
        permissions.check_start(actor, forum)
    title = checked(title, MAX_TITLE)
    text = "" if reflection is not None else checked(body, MAX_BODY)
    digest = digest_of(kind, title, text)
    if (earlier := replayed(Thread, actor, idempotency_key, digest)) is not None:
        return earlier
    at = at or timezone.now()
    thread = Thread.objects.create(
        forum=forum,
        kind=kind,
        title=title,
        audience=audience or forum.audience_token,
        language=language,
        reflection=reflection,
        translation_of=translation_of,
        guide_key=guide_key,
        active_at=at,
        source_id=source_id,
        **authorship(actor, anonymous, idempotency_key, digest, at),
    )
    thread.principles.set(principles)
    thread.sectors.set(sectors)
    thread.tags.set(tags)
    add_post(thread, actor, kind=Post.Kind.OPENING, text=text, anonymous=anonymous, language=language, at=at)
    emit(ThreadStarted(thread.pk))
    return thread


@transaction.atomic
def reply(
    *, actor, thread, body, kind=Post.Kind.REPLY, parent=None, anonymous=False, language=None,
    idempotency_key=None, source_id=None, at=None,
):  # fmt: skip
    """Say something in a thread. A second call with the same key answers the first post; another text is a Conflict."""
    permissions.check_reply(actor, thread)
    if kind not in Post.Kind.values or kind in (Post.Kind.OPENING, Post.Kind.TAKEAWAY):
        raise ValidationError({"kind": _("Choose what kind of reply this is.")})
    text = checked(body, MAX_BODY)
    digest = digest_of(thread.pk, kind, text)
    if (earlier := replayed(Post, actor, idempotency_key, digest)) is not None:
        return earlier
    thread = locked(thread)
    permissions.check_reply(actor, thread)
    return add_post(
        thread, actor, kind=kind, text=text, anonymous=anonymity(thread, actor, anonymous), parent=parent,
        language=language or thread.language, idempotency_key=idempotency_key, digest=digest, source_id=source_id,
        at=at or timezone.now(),
    )  # fmt: skip


@transaction.atomic
def take_away(*, actor, thread, body):
    """What the author takes away: one a thread, at most 300 characters."""
    permissions.check_take_away(actor, thread)
    text = checked(body, MAX_TAKE_AWAY)
    thread = locked(thread)
    if thread.posts.filter(kind=Post.Kind.TAKEAWAY).exclude(state=State.REMOVED).exists():
        raise ValidationError({"body": _("You have written your take-away already.")})
    return add_post(
        thread, actor, kind=Post.Kind.TAKEAWAY, text=text, anonymous=thread.author_kind == AuthorKind.ANONYMOUS,
        language=thread.language, at=timezone.now(),
    )  # fmt: skip


def mark_read(*, actor, thread):
    """Remember that the member has seen the thread to its end; answers the position before, 0 for a first visit."""
    now = timezone.now()
    seen, created = ReadPosition.objects.get_or_create(
        member=actor, thread=thread, defaults={"position": thread.last_position, "read_at": now}
    )
    before = 0 if created else seen.position
    if not created and seen.position < thread.last_position:
        ReadPosition.objects.filter(pk=seen.pk).update(position=thread.last_position, read_at=now)
    return before


def add_post(
    thread,
    actor,
    *,
    kind,
    text,
    anonymous,
    at,
    parent=None,
    language="en",
    idempotency_key=None,
    digest="",
    source_id=None,
):
    """Write a post at the end of a locked thread."""
    position = thread.last_position + 1
    post = Post.objects.create(
        thread=thread,
        position=position,
        parent=parent,
        kind=kind,
        body=from_plain(text) if text else "",
        language=language,
        source_id=source_id,
        **authorship(actor, anonymous, idempotency_key, digest, at),
    )
    thread.last_position = position
    is_reply = kind != Post.Kind.OPENING
    Thread.objects.filter(pk=thread.pk).update(
        last_position=position, active_at=at, reply_count=F("reply_count") + int(is_reply)
    )
    record(thread, ThreadEvent.Kind.CREATED, post)
    return post


def record(thread, kind, post):
    """Number a change of what readers see, and state it. The thread's row is locked by the caller."""
    thread.head_seq += 1
    Thread.objects.filter(pk=thread.pk).update(head_seq=thread.head_seq)
    ThreadEvent.objects.create(thread=thread, seq=thread.head_seq, kind=kind, post=post)
    if kind == ThreadEvent.Kind.CREATED:
        emit(PostCreated(thread.pk, post.pk, thread.head_seq))
    else:
        emit(PostChanged(thread.pk, post.pk, thread.head_seq, kind))


def locked(thread):
    return Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)


def checked(text, limit):
    """Text without surrounding space, refused when empty or longer than `limit` characters."""
    text = normalise(text or "").strip()
    if not text:
        raise ValidationError({"body": _("Write a few words first.")})
    if len(text) > limit:
        raise ValidationError({"body": _("This is longer than %(limit)d characters.") % {"limit": limit}})
    return text


def anonymity(thread, actor, asked):
    """Who is anonymous in a thread is so throughout, and who has spoken by name stays named."""
    spoken = thread.posts.filter(author=actor).values_list("author_kind", flat=True).first()
    return asked if spoken is None else spoken == AuthorKind.ANONYMOUS


def authorship(actor, anonymous, idempotency_key, digest, at):
    profile = getattr(actor, "profile", None)
    return {
        "author": actor,
        "author_kind": AuthorKind.ANONYMOUS if anonymous else AuthorKind.MEMBER,
        "sector": sector_of(actor),
        "role": profile.role if profile else "",
        "idempotency_key": idempotency_key,
        "payload_digest": digest if idempotency_key else "",
        "created_at": at,
    }


def digest_of(*payload):
    return hashlib.sha256(json.dumps([str(part) for part in payload]).encode()).hexdigest()


def replayed(model, actor, key, digest):
    """What an earlier call with this key wrote, or None."""
    earlier = model.objects.filter(author=actor, idempotency_key=key).first() if key else None
    if earlier is not None and earlier.payload_digest != digest:
        raise Conflict(_("This was sent before with another text."))
    return earlier
