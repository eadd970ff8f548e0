"""A reflection begins private, may stay so, and makes its thread when shared."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from forums.events import ThreadAccessChanged
from forums.models import Post, Reflection, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.posting import locked, record, start_thread
from members.permissions import check_member

REQUIRED = ("title", "moment", "age_band", "what_happened", "already_working", "question")
TO_MANY = ("asked_sectors", "principles")


@transaction.atomic
def begin(*, actor, moment="", language="en", source_id=None):
    """An empty reflection in the actor's journal; the one with this `source_id` where there is one."""
    check_member(actor)
    earlier = Reflection.objects.filter(source_id=source_id).first() if source_id else None
    return earlier or Reflection.objects.create(
        author=actor, moment=moment, language=language, source_id=source_id
    )


@transaction.atomic
def save_draft(*, actor, reflection, **fields):
    """Keep what was written so far. Anything may be missing; nothing may be too long."""
    check_own(actor, reflection)
    for name, value in fields.items():
        if name not in TO_MANY:
            setattr(reflection, name, value)
    reflection.full_clean(exclude=["source_id"])
    reflection.save()
    for name in TO_MANY:
        if name in fields:
            getattr(reflection, name).set(fields[name])
    return reflection


@transaction.atomic
def share(
    *,
    actor,
    reflection,
    forum,
    attested,
    anonymous=False,
    tags=(),
    source_id=None,
    translation_of=None,
    idempotency_key=None,
    at=None,
):
    """Make the thread in which colleagues answer. Never public."""
    check_own(actor, reflection)
    if reflection.state == Reflection.State.SHARED:
        return reflection.thread
    missing = {
        name: _("This is needed before you share.") for name in REQUIRED if not getattr(reflection, name)
    }
    if not reflection.principles.exists():
        missing["principles"] = _("Choose one or two principles.")
    if not attested:
        missing["attested"] = _("Read it once more as the family would, then tick this.")
    if forum.audience == forum.Audience.PUBLIC:
        missing["forum"] = _("Reflections are never public.")
    if missing:
        raise ValidationError(missing)
    now = at or timezone.now()
    reflection.state, reflection.attested_at, reflection.shared_at = Reflection.State.SHARED, now, now
    reflection.anonymous = anonymous
    reflection.save(update_fields=["state", "attested_at", "shared_at", "anonymous", "updated_at"])
    Thread.objects.filter(reflection=reflection).update(reflection=None)
    return start_thread(
        actor=actor, forum=forum, kind=Thread.Kind.REFLECTION, title=reflection.title, reflection=reflection,
        principles=reflection.principles.all(), sectors=reflection.asked_sectors.all(), tags=tags,
        language=reflection.language, anonymous=anonymous, source_id=source_id, translation_of=translation_of,
        idempotency_key=idempotency_key, at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, actor, reflection):
    """Take it back: the thread closes to everybody, the reflection is private again."""
    check_own(actor, reflection)
    thread = Thread.objects.filter(reflection=reflection).first()
    if thread is not None:
        thread = locked(thread)
        opening = thread.posts.get(kind=Post.Kind.OPENING)
        Post.objects.filter(pk=opening.pk).update(state=State.REMOVED)
        Thread.objects.filter(pk=thread.pk).update(
            state=State.REMOVED, access_version=F("access_version") + 1, reflection=None
        )
        record(thread, ThreadEvent.Kind.REMOVED, opening)
        emit(ThreadAccessChanged(thread.pk))
    reflection.state, reflection.withdrawn_at = Reflection.State.WITHDRAWN, timezone.now()
    reflection.save(update_fields=["state", "withdrawn_at", "updated_at"])


def check_own(actor, reflection):
    check_member(actor)
    if reflection.author_id != actor.pk:
        raise Reflection.DoesNotExist
