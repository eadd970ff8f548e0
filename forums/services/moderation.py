"""Privacy concerns, and what moderators decide about them."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from forums import permissions
from forums.models import Post, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.posting import appear
from forums.services.revising import change_state
from forums.services.sequence import locked, locked_post, record
from members.models import Flag, User
from members.services import audit

CONCERNS_A_DAY = 5


@transaction.atomic
def raise_privacy_concern(*, actor, post, note=""):
    """Hide a post at once from all but moderators and its author. Once a post and member.

    Beyond five a day, and for a post that is hidden already, it only joins the queue.
    """
    permissions.check_concern(actor, post)
    post = locked_post(actor, post)
    User.objects.select_for_update(of=("self",)).get(pk=actor.pk)  # so that five stay five
    since = timezone.now() - timedelta(days=1)
    used = Flag.objects.filter(
        reporter=actor, kind=Flag.Kind.PRIVACY, hid_at_once=True, created_at__gte=since
    ).count()
    hides = post.state == State.VISIBLE and used < CONCERNS_A_DAY
    flag, created = Flag.objects.get_or_create(
        reporter=actor,
        content_type=ContentType.objects.get_for_model(Post),
        object_id=post.pk,
        kind=Flag.Kind.PRIVACY,
        defaults={"note": note[:600], "hid_at_once": hides},
    )
    if created:
        audit(actor=actor, verb="privacy-concern", target=post, anonymous=post.author_id == actor.pk)
    if created and hides:
        change_state(post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
    return flag


@transaction.atomic
def restore_post(*, actor, post, reason=""):
    """Show a hidden post again, and dismiss what was reported about it."""
    post = _moderated(actor, post)
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
def lock_thread(*, actor, thread, reason=""):
    """Close a thread for replies; it stays readable."""
    return _set_lock(actor, thread, True, ThreadEvent.Kind.CLOSED, "lock-thread", reason)


@transaction.atomic
def unlock_thread(*, actor, thread, reason=""):
    return _set_lock(actor, thread, False, ThreadEvent.Kind.OPENED, "unlock-thread", reason)


def settle(actor, post, state, verb, reason):
    """Decide every open report about the post; the reason stands in the record."""
    kind = ContentType.objects.get_for_model(Post)
    Flag.objects.filter(content_type=kind, object_id=post.pk, state=Flag.State.OPEN).update(
        state=state, decided_by=actor, decided_at=timezone.now()
    )
    audit(actor=actor, verb=verb, target=post, reason=reason)


def _moderated(actor, post):
    permissions.check_moderate(actor)
    post = locked_post(actor, post)
    if post.state == State.REMOVED:
        raise Http404
    return post


def _release(actor, post, reason):
    now = timezone.now()
    post.position, post.state, post.created_at = post.thread.last_position + 1, State.VISIBLE, now
    post.save(update_fields=["position", "state", "created_at", "updated_at"])
    appear(post.thread, post, now)
    settle(actor, post, Flag.State.DISMISSED, "release", reason)
    return post


def _set_lock(actor, thread, closed, kind, verb, reason):
    thread = locked(actor, thread)
    permissions.check_lock(actor, thread)
    if thread.is_locked != closed:
        Thread.objects.filter(pk=thread.pk).update(is_locked=closed)
        thread.is_locked = closed
        record(thread, kind)
        audit(actor=actor, verb=verb, target=thread, reason=reason)
    return thread
