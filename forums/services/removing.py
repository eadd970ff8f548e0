"""What was removed comes back within 30 days, or never: then its words and files are destroyed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.events import emit
from forums import permissions
from forums.events import FilesDiscarded
from forums.models import (
    Attachment,
    Excerpt,
    Mention,
    PollVote,
    Post,
    PostRevision,
    Quote,
    Reaction,
    Reflection,
    Round,
    Thread,
    ThreadEvent,
)
from forums.models.authored import State
from forums.models.posts import RESTORABLE
from forums.services.flags import settle
from forums.services.revising import change_state
from members.models import Flag
from members.services import audit


@transaction.atomic
def bring_back(*, actor, post, reason=""):
    """Show again what a moderator removed, the whole conversation with its opening. What its author took back is the
    author's affair, and what is 30 days old is gone."""
    permissions.check_moderate(actor)
    post = _held(actor, Post.objects.restorable_by(actor), post)
    check_back(post)
    if post.kind == Post.Kind.OPENING and post.thread.taken_back_id:
        share_again(post.thread)
    if post.position is None:
        change_state(post, State.HELD, ThreadEvent.Kind.SHOWN)
        Thread.objects.filter(pk=post.thread_id).update(held_count=F("held_count") + 1)
    else:
        change_state(post, State.VISIBLE, ThreadEvent.Kind.SHOWN)
    audit(actor=actor, verb="bring-back", target=post, reason=reason)
    return post


@transaction.atomic
def redact(*, actor, post, reason):
    """Destroy a post for good, with its revisions, files and reactions; with the opening, the whole conversation.

    Nobody can bring it back. The record names the act, never the text. What a reflection told is its author's own
    again and stays in the journal.
    """
    permissions.check_moderate(actor)
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": _("Say why, for the record.")})
    post = _held(actor, Post.objects.in_reach_of(actor).filter(redacted_at=None), post)
    if post.state != State.REMOVED:
        change_state(post, State.REMOVED, ThreadEvent.Kind.REMOVED)
    whole = post.kind == Post.Kind.OPENING
    destroy(post.thread.posts.all() if whole else Post.objects.filter(pk=post.pk))
    if whole:
        forget_thread(post.thread)
    settle(actor, post, Flag.State.UPHELD, "redact", reason)
    return post


@transaction.atomic
def destroy_old(*, limit):
    """Destroy what was removed more than 30 days ago. Answers whether there may be more."""
    old = Post.objects.filter(
        state=State.REMOVED, redacted_at=None, removed_at__lt=timezone.now() - RESTORABLE
    ).order_by("removed_at")
    rows = list(old.select_related("thread")[:limit])
    for post in rows:
        if post.kind == Post.Kind.OPENING:
            destroy(post.thread.posts.all())
            forget_thread(post.thread)
    destroy(Post.objects.filter(pk__in=[post.pk for post in rows]))
    return len(rows) == limit


def destroy(posts):
    """Leave of these posts (a queryset) nothing but their places."""
    keys = list(posts.filter(redacted_at=None).values_list("pk", flat=True))
    files = Attachment.objects.filter(post__in=keys)
    if names := tuple(files.values_list("file", flat=True)):
        emit(FilesDiscarded(names))
    files.delete()
    PostRevision.objects.filter(post__in=keys).delete()
    Mention.objects.filter(post__in=keys).delete()
    PollVote.objects.filter(post__in=keys).delete()
    Reaction.objects.filter(post__in=keys).delete()
    Quote.objects.filter(post__in=keys).delete()
    Excerpt.objects.filter(post__in=keys).delete()
    Quote.objects.filter(quoted__in=keys).update(quoted=None)
    flags = Flag.objects.filter(
        content_type__app_label="forums", content_type__model="post", object_id__in=keys
    )
    flags.update(note="")
    Post.objects.filter(pk__in=keys).update(
        body="", opened_as="", amended_why="", resource=None, idempotency_key=None, payload_digest="",
        thanks_count=0, same_count=0, affirms_count=0, state=State.REMOVED, redacted_at=timezone.now(), poll=None, may_return=False,
        links=None, found=None,
    )  # fmt: skip


def forget_thread(thread):
    """The title and the words to find it by go with the rest."""
    thread.tags.clear()
    thread.coming.all().delete()
    Round.objects.filter(thread=thread).update(recording="")
    Thread.objects.filter(pk=thread.pk).update(
        title="", taken_back=None, pinned_until=None, reply_count=0, thanks_count=0, answer=None, held_count=0, starts_at=None,
        meeting=None,
        idempotency_key=None, payload_digest="",
    )  # fmt: skip
    thread.seat_rows.all().delete()


def check_back(post):
    if post.kind != Post.Kind.OPENING and post.thread.state == State.REMOVED:
        raise Refused(_("Bring the conversation back first."))
    if post.kind == Post.Kind.TAKEAWAY:
        others = post.thread.posts.filter(kind=Post.Kind.TAKEAWAY).exclude(state=State.REMOVED)
        if others.exists():
            raise Refused(_("Another take-away stands there now."))


def share_again(thread):
    """The reflection comes back with its thread, if its author has left it as it was."""
    reflection = Reflection.objects.select_for_update(of=("self",), no_key=True).get(pk=thread.taken_back_id)
    if reflection.state != Reflection.State.WITHDRAWN or reflection.updated_at > reflection.withdrawn_at:
        raise Refused(_("Its author has written on in the journal. It is theirs to share again."))
    reflection.state, reflection.withdrawn_at = Reflection.State.SHARED, None
    reflection.save(update_fields=["state", "withdrawn_at", "updated_at"])
    thread.reflection, thread.taken_back = reflection, None
    thread.save(update_fields=["reflection", "taken_back"])


def _held(actor, posts, post):
    """The post as it is now, in its locked thread, whatever became of that."""
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).filter(posts=post.pk).first()
    row = posts.filter(pk=post.pk, thread=thread).first() if thread else None
    if row is None:
        raise Http404
    row.thread = thread
    return row
