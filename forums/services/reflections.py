"""A reflection begins private, may stay so, and makes its thread when shared."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from cop.core.problems import Conflict
from cop.core.text import normalise
from forums.events import FollowUpSettled
from forums.models import Forum, Post, Reflection, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.posting import start_thread
from forums.services.removing import destroy, forget_thread
from forums.services.revising import change_state
from forums.services.sequence import record
from members.permissions import check_member, check_post

#: What each kind needs before it is shared.
REQUIRED = {
    Reflection.Kind.CASE: ("title", "moment", "age_band", "what_happened", "already_working", "question"),
    Reflection.Kind.MOMENT: ("title", "moment", "what_happened"),
}
MOST_READ = 2  # of `reach`
TO_MANY = ("asked_sectors", "principles")
FIELDS = (
    "language", "title", "moment", "age_band", "setting", "what_happened", "already_working", "strengths", "wondering",
    "not_asked_yet", "how_was_it", "share_how_was_it", "question", "please", "will_try", "follow_up_weeks",
)  # fmt: skip


@transaction.atomic
def begin(*, actor, moment="", language="en", source_id=None, uuid=None, kind=Reflection.Kind.CASE):
    """An empty reflection in the actor's journal; the one with this `source_id` or `uuid` where there is one."""
    check_member(actor)
    fresh = {"author": actor, "moment": moment, "language": language, "kind": kind}
    if uuid is not None:
        found, _created = Reflection.objects.get_or_create(uuid=uuid, defaults=fresh)
        if found.author_id != actor.pk:
            raise Http404
        return found
    earlier = Reflection.objects.filter(source_id=source_id, author=actor).first() if source_id else None
    return earlier or Reflection.objects.create(source_id=source_id, **fresh)


@transaction.atomic
def save_draft(*, actor, reflection, revision=None, **fields):
    """Keep what was written so far. Anything may be missing; nothing may be too long. A shared one stays as it is.

    `revision`: of what was written on; where something else was saved since, a Conflict tells it, and nothing is lost.
    The same words again change nothing.
    """
    reflection = own(actor, reflection)
    if reflection.state == Reflection.State.SHARED:
        raise ValidationError(_("This is shared. Take it back to change it."))
    changes = changed(reflection, fields)
    if not changes:
        return reflection
    if revision is not None and revision != reflection.revision:
        raise written_elsewhere(reflection, changes)
    for name, value in changes.items():
        if name in FIELDS:
            setattr(reflection, name, value)
    check_lengths(reflection)
    reflection.full_clean(exclude=["source_id", "author"])
    reflection.revision += 1
    reflection.save(update_fields=[*FIELDS, "revision", "updated_at"])
    for name in TO_MANY:
        if name in changes:
            getattr(reflection, name).set(changes[name])
    return reflection


def changed(reflection, fields):
    """Which of these fields say something else than the reflection does, with their new values."""
    found = {}
    for name in FIELDS:
        if name in fields:
            value = fields[name]
            value = normalise(value).strip() if isinstance(value, str) else value
            if value != getattr(reflection, name):
                found[name] = value
    for name in TO_MANY:
        if name in fields:
            keys = {row.pk for row in fields[name]}
            if keys != set(getattr(reflection, name).values_list("pk", flat=True)):
                found[name] = fields[name]
    return found


def written_elsewhere(reflection, changes):
    """The Conflict of who writes on two devices: the fields that differ, as they were saved there."""
    there = {name: getattr(reflection, name) for name in changes if name in FIELDS}
    for name in TO_MANY:
        if name in changes:
            there[name] = list(getattr(reflection, name).values_list("slug", flat=True))
    conflict = Conflict(_("You also wrote here on another device."))
    conflict.more = {"fields": there, "revision": reflection.revision}
    return conflict


@transaction.atomic
def share(
    *, actor, reflection, forum, attested, anonymous=False, tags=(), source_id=None, translation_of=None,
    idempotency_key=None, at=None, confirmed=(),
):  # fmt: skip
    """Make the thread in which colleagues answer. Never public. Shared there already: answers that thread.

    Shared with fewer people before, it goes on among more in a new thread; what was said before stays where it was. `confirmed`: see services/identifying.py.
    """
    check_post(actor)
    reflection = own(actor, reflection)
    if reflection.state == Reflection.State.SHARED:
        before = reflection.thread
        if before.forum_id is not None and before.audience == forum.audience_token:
            return before
        if reach(before.audience) >= reach(forum.audience_token):
            raise ValidationError({"forum": _("Fewer people would read it there. Take it back first.")})
    check_shareable(reflection, attested, forum)
    if reflection.state == Reflection.State.SHARED:
        step_aside(reflection)
    begin_sharing(reflection, anonymous=anonymous, at=at or timezone.now())
    return start_thread(
        actor=actor, forum=forum, kind=Thread.Kind.REFLECTION, title=reflection.title, reflection=reflection,
        principles=reflection.principles.all(), sectors=reflection.asked_sectors.all(), tags=tags,
        language=reflection.language, anonymous=anonymous, source_id=source_id, translation_of=translation_of,
        idempotency_key=idempotency_key, at=at, confirmed=confirmed,
    )  # fmt: skip


@transaction.atomic
def withdraw(*, actor, reflection):
    """Take it back: every thread of it closes to everybody, the reflection is private again. One who left the circle in
    which it was shared can do so too."""
    reflection = own(actor, reflection)
    threads = Thread.objects.select_for_update(of=("self",), no_key=True)
    for thread in threads.filter(Q(reflection=reflection) | Q(earlier=reflection)).order_by("pk"):
        opening = thread.posts.get(kind=Post.Kind.OPENING)
        opening.thread = thread
        change_state(opening, State.REMOVED, ThreadEvent.Kind.REMOVED, by_author=True)
    reflection.refresh_from_db()
    return reflection


def reach(audience):
    """How many may read an audience: one colleague, a circle, all members."""
    return {"thread": 0, "circle": 1}.get(audience.partition(":")[0], MOST_READ)


def begin_sharing(reflection, *, anonymous, at):
    reflection.state, reflection.attested_at, reflection.shared_at = Reflection.State.SHARED, at, at
    reflection.anonymous, reflection.rounds_invited = anonymous, 0
    reflection.save(
        update_fields=["state", "attested_at", "shared_at", "anonymous", "rounds_invited", "updated_at"]
    )


def step_aside(reflection):
    """The thread in which a reflection stood until now stays behind, closed for replies."""
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).get(reflection=reflection)
    thread.reflection, thread.earlier, thread.is_locked = None, reflection, True
    thread.save(update_fields=["reflection", "earlier", "is_locked"])
    record(thread, ThreadEvent.Kind.CLOSED)
    vars(reflection)["_state"].fields_cache.pop("thread", None)


@transaction.atomic
def delete(*, actor, reflection):
    """For good, and with it every conversation about it. Shared, it is withdrawn first."""
    reflection = own(actor, reflection)
    if reflection.state == Reflection.State.SHARED:
        withdraw(actor=actor, reflection=reflection)
    threads = Thread.objects.select_for_update(of=("self",), no_key=True).filter(taken_back=reflection)
    for thread in threads.order_by("pk"):
        destroy(thread.posts.all())
        forget_thread(thread)
    reflection.delete()
    emit(FollowUpSettled(actor.pk))


def own(actor, reflection):
    """The actor's reflection as it is now, held until the transaction ends. Another's is not there."""
    check_member(actor)
    rows = Reflection.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=reflection.pk).first()
    if row is None:
        raise Http404
    return row


def check_lengths(reflection):
    """A long text's limit is no rule of the database."""
    limits = {name: Reflection._meta.get_field(name).max_length for name in FIELDS}
    values = {name: getattr(reflection, name) for name in FIELDS if limits[name]}
    too_long = {
        name: _("This is longer than %(limit)d characters.") % {"limit": limits[name]}
        for name, value in values.items()
        if value and len(value) > limits[name]
    }
    if too_long:
        raise ValidationError(too_long)


def check_shareable(reflection, attested, forum=None):
    missing = {
        name: _("This is needed before you share.")
        for name in REQUIRED[reflection.kind]
        if not getattr(reflection, name)
    }
    if reflection.kind == Reflection.Kind.CASE and not reflection.principles.exists():
        missing["principles"] = _("Choose one or two principles.")
    if not attested:
        missing["attested"] = _("Read it once more as the family would, then tick this.")
    if forum is not None and forum.audience == Forum.Audience.PUBLIC:
        missing["forum"] = _("Reflections are never public.")
    if missing:
        raise ValidationError(missing)
