"""Taking back what was said, and the states of a post."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from forums import permissions
from forums.events import DeskChanged
from forums.models import Post, Reflection, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.sequence import locked, locked_post, raise_access, record, tally
from members.models import Flag
from members.permissions import audience_tokens
from members.services import audit

UNDO_FOR = timedelta(days=30)  # an author may bring back what they took away


@transaction.atomic
def remove_post(*, actor, post, reason=""):
    """Take a post away from everybody. Its place stays empty; with the opening the whole thread goes."""
    post = locked_post(actor, post)
    permissions.check_remove(actor, post)
    own = post.author_id == actor.pk
    if own and post.state == State.VISIBLE and not Flag.objects.open().about(post).exists():
        post.may_return = True
        post.save(update_fields=["may_return"])
    change_state(post, State.REMOVED, ThreadEvent.Kind.REMOVED, by_author=own)
    if not own:
        audit(actor=actor, verb="remove-post", target=post, reason=reason)
    return post


@transaction.atomic
def bring_back(*, actor, post):
    """Undo one's own removal, for 30 days. What somebody was worried about stays with the moderators."""
    removed = taken_back_by(actor).filter(pk=post.pk).select_related("thread").first()
    if removed is None:
        raise Http404
    if removed.kind == Post.Kind.OPENING:  # its thread is removed too, and is no longer visible to anybody
        rows = Thread.objects.filter(audience__in=audience_tokens(actor)).select_for_update(
            of=("self",), no_key=True
        )
        thread = rows.filter(pk=removed.thread_id).first()
        if thread is None:
            raise Http404
    else:
        thread = locked(actor, removed.thread)
    removed = taken_back_by(actor).filter(pk=post.pk).first()
    if removed is None:
        raise Http404
    removed.thread = thread
    permissions.check_bring_back(actor, removed)
    if removed.kind == Post.Kind.TAKEAWAY and _other_take_away(removed):
        raise ValidationError(_("You have written another take-away since. Remove that one first."))
    removed.may_return = False
    removed.save(update_fields=["may_return"])
    change_state(removed, State.VISIBLE, ThreadEvent.Kind.SHOWN)
    return removed


def taken_back_by(member):
    """What a member took away and may still bring back. What waited for a moderator never stood anywhere."""
    since = timezone.now() - UNDO_FOR
    return Post.objects.filter(
        position__isnull=False,
        author=member,
        state=State.REMOVED,
        may_return=True,
        removed_at__gte=since,
        redacted_at__isnull=True,
    )


def _other_take_away(post):
    others = Post.objects.filter(thread=post.thread_id, kind=Post.Kind.TAKEAWAY)
    return others.exclude(pk=post.pk).exclude(state=State.REMOVED).exists()


def change_state(post, state, kind, *, by_author=False):
    """Give a post of a locked thread another state. The opening takes its thread along, a removed one its reflection."""
    before, thread = post.state, post.thread
    if before == state:
        return
    post.state = state
    post.removed_at = timezone.now() if state == State.REMOVED else None
    post.removed_by_author = by_author
    post.disclosed = post.disclosed and state in (State.VISIBLE, State.HIDDEN)
    post.save(update_fields=["state", "removed_at", "removed_by_author", "disclosed", "updated_at"])
    if before == State.HELD:
        Thread.objects.filter(pk=thread.pk, held_count__gt=0).update(held_count=F("held_count") - 1)
    if State.VISIBLE in (before, state):
        tally(thread, post, 1 if state == State.VISIBLE else -1)
    if post.kind == Post.Kind.OPENING:
        Thread.objects.filter(pk=thread.pk).update(state=state)
        thread.state = state
        raise_access(thread)
    if state == State.REMOVED:
        settle_removed(post)
        if post.kind == Post.Kind.OPENING and (thread.reflection_id or thread.earlier_id):
            take_back(thread)
    if post.position is not None:
        record(thread, kind, post)


def take_back(thread):
    """The reflection of a removed thread is its author's alone again, if it stands nowhere else; the thread remembers
    which it was."""
    now = timezone.now()
    Reflection.objects.filter(pk=thread.reflection_id).update(
        state=Reflection.State.WITHDRAWN, withdrawn_at=now, updated_at=now
    )
    Thread.objects.filter(pk=thread.pk).update(
        reflection=None, earlier=None, taken_back=thread.reflection_id or thread.earlier_id
    )


def settle_removed(post):
    """Nothing is left to decide about a post that is gone."""
    if Flag.objects.open().about(post).update(state=Flag.State.UPHELD, decided_at=timezone.now()):
        emit(DeskChanged(post.pk))
    Post.objects.filter(pk=post.pk, found__isnull=False).update(found=None)
