"""What moderators decide about a post or a conversation."""

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone

from cop.core.events import emit
from forums import permissions
from forums.events import ThreadStarted
from forums.models import Post, ReadPosition, Thread, ThreadEvent
from forums.models.authored import State
from forums.services import screening
from forums.services.flags import check_free, check_read, open_flags, raise_privacy_concern, settle
from forums.services.posting import appear
from forums.services.revising import change_state
from forums.services.sequence import locked, locked_post, raise_access, record
from members.models import Flag
from members.services import audit

__all__ = [
    "hear_outside",
    "keep_hidden",
    "lock_thread",
    "raise_privacy_concern",
    "release_post",
    "restore_post",
    "take_place",
    "unlock_thread",
]


@transaction.atomic
def restore_post(*, actor, post, reason="", revision=None):
    """Show a hidden post again, and dismiss what was reported about it. `revision`: see services/flags.py."""
    post = _moderated(actor, post)
    check_read(post, revision)
    if post.state == State.HELD:
        return _release(actor, post, reason)
    change_state(post, State.VISIBLE, ThreadEvent.Kind.SHOWN)
    settle(actor, post, Flag.State.DISMISSED, "restore", reason)
    return post


@transaction.atomic
def keep_hidden(*, actor, post, reason=""):
    """Uphold what was reported: the post stays hidden, or is hidden now."""
    post = _moderated(actor, post)
    if post.state == State.VISIBLE:
        change_state(post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
    settle(actor, post, Flag.State.UPHELD, "keep-hidden", reason)
    return post


@transaction.atomic
def release_post(*, actor, post, reason=""):
    """Let a held post take its place, as the newest of its thread."""
    post = _moderated(actor, post)
    return _release(actor, post, reason) if post.state == State.HELD else post


@transaction.atomic
def hear_outside(*, post_id, verdict, revision):
    """What the service outside said of a held post: no advertising lets it take its place, advertising leaves it to the
    moderators, and no answer (None) does what the setting says. Words that
    are not those of `revision` any more, about which it was asked, are left to the moderators too."""
    post = Post.objects.filter(pk=post_id).first()
    thread = (
        post and Thread.objects.select_for_update(of=("self",), no_key=True).filter(pk=post.thread_id).first()
    )
    post = thread and screening.waiting_outside(post_id)
    if (
        not post
        or post.revision != revision
        or verdict
        or (verdict is None and settings.SPAM_SERVICE_SILENT != "allow")
    ):
        return
    post.thread = thread
    if post.state == State.HELD:
        take_place(post)
    else:  # words that were changed: they stand where they stood
        change_state(post, State.VISIBLE, ThreadEvent.Kind.SHOWN)
    settle(None, post, Flag.State.DISMISSED, "release", "")


@transaction.atomic
def lock_thread(*, actor, thread, reason=""):
    """Close a thread for replies; it stays readable."""
    return _set_lock(actor, thread, True, ThreadEvent.Kind.CLOSED, "lock-thread", reason)


@transaction.atomic
def unlock_thread(*, actor, thread, reason=""):
    return _set_lock(actor, thread, False, ThreadEvent.Kind.OPENED, "unlock-thread", reason)


def _moderated(actor, post):
    permissions.check_moderate(actor)
    post = locked_post(actor, post)
    if post.state == State.REMOVED:
        raise Http404
    check_free(actor, open_flags(post))
    return post


def _release(actor, post, reason):
    take_place(post)
    settle(actor, post, Flag.State.DISMISSED, "release", reason)
    return post


def take_place(post):
    """A held post of a locked thread becomes the newest one. With a held opening the conversation begins."""
    now, thread = timezone.now(), post.thread
    Thread.objects.filter(pk=thread.pk, held_count__gt=0).update(held_count=F("held_count") - 1)
    begins = post.kind == Post.Kind.OPENING
    if begins:
        thread.state, thread.created_at, thread.active_at = State.VISIBLE, now, now
        thread.save(update_fields=["state", "created_at", "active_at"])
        raise_access(thread)
    post.position, post.state, post.created_at = thread.last_position + 1, State.VISIBLE, now
    post.save(update_fields=["position", "state", "created_at", "updated_at"])
    appear(thread, post, now)
    if begins:
        ReadPosition.objects.filter(member=post.author_id, thread=thread).update(position=1)
        emit(ThreadStarted(thread.pk))


def _set_lock(actor, thread, closed, kind, verb, reason):
    thread = locked(actor, thread)
    permissions.check_lock(actor, thread)
    if thread.is_locked != closed:
        Thread.objects.filter(pk=thread.pk).update(is_locked=closed)
        thread.is_locked = closed
        record(thread, kind)
        audit(actor=actor, verb=verb, target=thread, reason=reason)
    return thread
