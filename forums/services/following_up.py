"""What came of a reflection: what helped, and, asked for once and weeks later, what happened next."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.access import allowed
from cop.core.events import emit
from cop.core.text import normalise
from forums import permissions
from forums.events import FollowUpDue, FollowUpSettled, PostHelped
from forums.models import Post, Reflection, Thread, ThreadEvent
from forums.models.authored import State
from forums.models.reflections import MAX_NEXT, WEEKS
from forums.services.posting import reply
from forums.services.reflections import own
from forums.services.sequence import APART, locked_post, record


@transaction.atomic
def say_helped(*, actor, post, on=True):
    """Who shared a reflection says which reply helped, or no more. A second time changes nothing."""
    post = locked_post(actor, post)
    permissions.check_helped(actor, post)
    if post.kind in APART or post.state != State.VISIBLE:
        raise ValidationError({"post": _("Only a reply that all can read can have helped.")})
    if post.helped == on:
        return post
    post.helped = on
    post.save(update_fields=["helped", "updated_at"])
    record(post.thread, ThreadEvent.Kind.EDITED, post)
    emit(PostHelped(post.thread_id, post.pk))
    return post


@transaction.atomic
def write_back(*, actor, reflection, body, confirmed=()):
    """What happened next: kept in the journal, and said in the conversation where that is open. Answers its Post or None.

    `confirmed`: see services/identifying.py; what stays in the journal is not looked at.
    """
    reflection = own(actor, reflection)
    body = normalise(body).strip()
    if not body:
        raise ValidationError({"body": _("Write a few words first.")})
    if len(body) > MAX_NEXT:
        raise ValidationError({"body": _("This is longer than %(limit)d characters.") % {"limit": MAX_NEXT}})
    first = reflection.next_written_at is None
    reflection.what_next, reflection.next_written_at = body, timezone.now()
    reflection.save(update_fields=["what_next", "next_written_at", "updated_at"])
    emit(FollowUpSettled(actor.pk))
    thread = Thread.objects.visible_to(actor).filter(reflection=reflection).first()
    if first and thread is not None and allowed(permissions.check_reply, actor, thread):
        return reply(
            actor=actor, thread=thread, body=body, kind=Post.Kind.NEXT, language=reflection.language, confirmed=confirmed
        )  # fmt: skip
    return None


def ask_due(*, limit):
    """Ask the next authors whose weeks have passed; each is asked once. Answers whether there may be more."""
    keys = list(due().values_list("pk", flat=True)[:limit])
    for key in keys:
        ask(key)
    return len(keys) == limit


@transaction.atomic
def ask(key):
    row = due().select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if row is not None:
        row.next_asked_at = timezone.now()
        row.save(update_fields=["next_asked_at"])
        emit(FollowUpDue(row.pk))


def due():
    """Reflections whose authors wanted to be asked by now, and were not, and have not said it by themselves."""
    now, passed = timezone.now(), Q()
    for weeks in WEEKS:
        passed |= Q(follow_up_weeks=weeks, began__lte=now - timedelta(weeks=weeks))
    began = Coalesce("shared_at", "created_at")
    waits = Reflection.objects.filter(next_asked_at=None, next_written_at=None, follow_up_weeks__isnull=False)
    return waits.annotate(began=began).filter(passed).order_by("pk")
