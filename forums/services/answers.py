"""The reply that settles a question: marked by who asked or by a moderator, and taken back as easily."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from forums import permissions
from forums.models import Post, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.sequence import APART, locked_post, record
from members.permissions import is_moderator
from members.services import audit


@transaction.atomic
def accept_answer(*, actor, post):
    """Mark a reply as the answer of its question. The one that was marked before is so no more."""
    post = locked_post(actor, post)
    permissions.check_answer(actor, post.thread)
    if post.kind in APART or post.state != State.VISIBLE:
        raise ValidationError({"post": _("Only a reply that all can read can be the answer.")})
    before = post.thread.answer_id
    if before == post.pk:
        return post
    _mark(post.thread, post)
    if before is not None:
        record(post.thread, ThreadEvent.Kind.UNANSWERED, Post.objects.get(pk=before))
    record(post.thread, ThreadEvent.Kind.ANSWERED, post)
    _note(actor, post, "accept-answer")
    return post


@transaction.atomic
def retract_answer(*, actor, post):
    """The reply is the answer no more. Of one that is not, this changes nothing."""
    post = locked_post(actor, post)
    permissions.check_answer(actor, post.thread)
    if post.thread.answer_id == post.pk:
        _mark(post.thread, None)
        record(post.thread, ThreadEvent.Kind.UNANSWERED, post)
        _note(actor, post, "retract-answer")
    return post


def _mark(thread, post):
    thread.answer, thread.resting_answer = post, None
    Thread.objects.filter(pk=thread.pk).update(answer=post, resting_answer=None)


def _note(actor, post, verb):
    """What moderators do to other people's questions stands in the record."""
    if is_moderator(actor) and post.thread.author_id != actor.pk:
        audit(actor=actor, verb=verb, target=post)
