"""Privacy concerns, and what moderators decide about them."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cop.core.events import emit
from forums.events import ThreadAccessChanged
from forums.models import Post, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.posting import locked, record
from members.models import Flag
from members.permissions import check_member, check_moderator
from members.services import audit

CONCERNS_A_DAY = 5


@transaction.atomic
def raise_privacy_concern(*, actor, post, note=""):
    """Hide a post at once from all but moderators. Once a post and member; beyond five a day it only joins the queue."""
    check_member(actor)
    thread = locked(post.thread)
    kind = ContentType.objects.get_for_model(Post)
    today = Flag.objects.filter(
        reporter=actor,
        kind=Flag.Kind.PRIVACY,
        hid_at_once=True,
        created_at__gte=timezone.now() - timedelta(days=1),
    ).count()
    hides = today < CONCERNS_A_DAY
    flag, created = Flag.objects.get_or_create(
        reporter=actor,
        content_type=kind,
        object_id=post.pk,
        kind=Flag.Kind.PRIVACY,
        defaults={"note": note[:600], "hid_at_once": hides},
    )
    if created and hides:
        change_state(thread, post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
    if created:
        audit(actor=actor, verb="privacy-concern", target=post)
    return flag


@transaction.atomic
def restore_post(*, actor, post, reason=""):
    check_moderator(actor)
    change_state(locked(post.thread), post, State.VISIBLE, ThreadEvent.Kind.SHOWN)
    settle(actor, post, Flag.State.DISMISSED, "restore", reason)


@transaction.atomic
def keep_hidden(*, actor, post, reason=""):
    check_moderator(actor)
    change_state(locked(post.thread), post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
    settle(actor, post, Flag.State.UPHELD, "keep-hidden", reason)


def settle(actor, post, state, verb, reason):
    kind = ContentType.objects.get_for_model(Post)
    Flag.objects.filter(content_type=kind, object_id=post.pk, state=Flag.State.OPEN).update(
        state=state, decided_by=actor, decided_at=timezone.now()
    )
    audit(actor=actor, verb=verb, target=post, reason=reason)


def change_state(thread, post, state, kind):
    """Give a post another state; hiding the opening hides the thread. Readers' rights are asked again."""
    if post.state == state:
        return
    Post.objects.filter(pk=post.pk).update(state=state)
    post.state = state
    if post.kind == Post.Kind.OPENING:
        Thread.objects.filter(pk=thread.pk).update(state=state)
    Thread.objects.filter(pk=thread.pk).update(access_version=F("access_version") + 1)
    record(thread, kind, post)
    emit(ThreadAccessChanged(thread.pk))
