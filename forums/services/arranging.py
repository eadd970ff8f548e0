"""What moderators do to a conversation as a whole: where it stands, how fast it goes, whether it shows."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from cop.core.problems import Conflict
from forums import permissions
from forums.events import ThreadAccessChanged, ThreadPlaced
from forums.models import Forum, Placing, Post, Thread, ThreadEvent
from forums.models.authored import State
from forums.services.flags import check_read, settle
from forums.services.moderation import restore_post
from forums.services.revising import change_state
from forums.services.sequence import locked, record
from members.models import Flag
from members.permissions import MEMBERS, PUBLIC
from members.services import audit

LONGEST_PIN = timedelta(days=366)
SAYING = (ThreadEvent.Kind.CREATED, ThreadEvent.Kind.EDITED, ThreadEvent.Kind.MEETING)
SLOWEST = 24 * 60 * 60  # seconds


@transaction.atomic
def pin_thread(*, actor, thread, until, reason=""):
    """Let a conversation stand before the others of its forum, until a moment within a year."""
    permissions.check_moderate(actor)
    now = timezone.now()
    if not now < until <= now + LONGEST_PIN:
        raise ValidationError({"until": _("Choose a day that is still to come, within a year.")})
    thread = placed(actor, thread)
    if thread.forum_id is None or thread.state != State.VISIBLE:
        raise ValidationError(_("Only what everybody in a forum can read can stand on top of it."))
    thread.pinned_until = until
    thread.save(update_fields=["pinned_until"])
    note_pin(thread)
    audit(actor=actor, verb="pin-thread", target=thread, reason=reason, until=until.isoformat())
    return thread


@transaction.atomic
def unpin_thread(*, actor, thread, reason=""):
    """Let it take its place among the others again. A second time changes nothing."""
    permissions.check_moderate(actor)
    thread = locked(actor, thread)
    if thread.pinned_until is not None:
        thread.pinned_until = None
        thread.save(update_fields=["pinned_until"])
        audit(actor=actor, verb="unpin-thread", target=thread, reason=reason)
    return thread


@transaction.atomic
def slow_thread(*, actor, thread, seconds, reason=""):
    """One reply of each member in so many seconds; 0 for as many as they like. Moderators are not held back."""
    permissions.check_moderate(actor)
    if not 0 <= seconds <= SLOWEST:
        raise ValidationError({"seconds": _("At most one day.")})
    thread = locked(actor, thread)
    if thread.slow_seconds != seconds:
        thread.slow_seconds = seconds
        thread.save(update_fields=["slow_seconds"])
        record(thread, ThreadEvent.Kind.ARRANGED)
        audit(actor=actor, verb="slow-thread", target=thread, reason=reason, seconds=seconds)
    return thread


@transaction.atomic
def hide_thread(*, actor, thread, reason=""):
    """Hide all of it from everybody but moderators and its author, until it is shown again."""
    permissions.check_moderate(actor)
    opening = opening_of(locked(actor, thread))
    if opening.state != State.HIDDEN:
        change_state(opening, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
        settle(actor, opening, Flag.State.UPHELD, "hide-thread", reason)
    return opening.thread


@transaction.atomic
def show_thread(*, actor, thread, reason="", revision=None):
    """Show a hidden one again, and dismiss what was reported about it. `revision`: of what began it; see
    `flags.check_read`."""
    permissions.check_moderate(actor)
    opening = opening_of(locked(actor, thread))
    if opening.state == State.HELD:
        return restore_post(actor=actor, post=opening, reason=reason, revision=revision).thread
    check_read(opening, revision)
    if opening.state != State.VISIBLE:
        change_state(opening, State.VISIBLE, ThreadEvent.Kind.SHOWN)
        settle(actor, opening, Flag.State.DISMISSED, "show-thread", reason)
    return opening.thread


@transaction.atomic
def move_thread(*, actor, thread, forum, wider=False, reason=""):
    """Into another forum. Who may read it, what names its authors have, what search and notifications hold of it
    follow at once. `wider`: it is meant that more people read it than before. It may always go back to where it came
    from, for 30 days and as long as nothing was said or changed in it since."""
    permissions.check_moderate(actor)
    forum = permissions.visible(actor, forum)
    thread = placed(actor, thread, forum)
    if thread.forum_id == forum.pk:
        return thread
    readers = forum.audience_token if goes_home(thread, forum) else thread.audience
    check_readers(thread, readers, forum.audience_token, wider)
    placing = {"left": thread.forum, "audience": thread.audience, "at": timezone.now()}
    Placing.objects.update_or_create(thread=thread, defaults=placing)
    left, thread.forum, thread.audience = thread.forum, forum, forum.audience_token
    # The version of a topic only grows, also where the new forum's is smaller.
    thread.access_version += 1 + (left.access_version if left else 0)
    thread.save(update_fields=["forum", "audience", "access_version"])
    note_pin(thread)
    record(thread, ThreadEvent.Kind.ARRANGED)
    emit(ThreadAccessChanged(thread.pk))
    emit(ThreadPlaced(thread.pk, left.pk if left else None))
    before = left.slug if left else ""
    audit(actor=actor, verb="move-thread", target=thread, reason=reason, before=before, after=forum.slug)
    return thread


def placed(actor, thread, *others):
    """The locked thread with its forum, which stays as it is until the transaction ends, like `others`, which are read
    again. Forums are locked before threads, by everybody."""
    home = Thread.objects.visible_to(actor).filter(pk=thread.pk).values_list("forum", flat=True).first()
    keys = {home, *(forum.pk for forum in others)} - {None}
    forums = Forum.objects.select_for_update(of=("self",), no_key=True).order_by("pk").in_bulk(keys)
    row = locked(actor, thread)
    if row.forum_id != home:
        raise Conflict(_("Somebody else moved this just now. Look again."))
    for forum in others:
        forum.audience, forum.circle_id = forums[forum.pk].audience, forums[forum.pk].circle_id
        forum.access_version = forums[forum.pk].access_version
    if home:
        row.forum = forums[home]
    return row


def goes_home(thread, forum):
    """Whether moving it into this forum only undoes its last move: the same people read there, and nothing was said,
    changed or joined to it meanwhile."""
    placing = Placing.objects.filter(thread=thread, left=forum, audience=forum.audience_token).first()
    if placing is None or placing.is_over:
        return False
    since = placing.at
    return not (
        thread.posts.filter(Q(created_at__gt=since) | Q(edited_at__gt=since)).exists()
        or thread.events.filter(kind__in=SAYING, created_at__gt=since).exists()
        or thread.joinings.filter(at__gt=since).exists()
    )


def check_readers(thread, before, after, wider):
    """What was said to some is not opened to more without saying so; what was said in a circle, never; nor what was
    said about a reflection, to the public. `before`, `after`: audience tokens."""
    if after == PUBLIC and (thread.kind == Thread.Kind.REFLECTION or thread.never_public):
        raise ValidationError({"forum": _("Reflections, and what was said about them, are never public.")})
    if not widens(before, after):
        return
    if before != MEMBERS:
        raise ValidationError({"forum": _("What was said in a circle stays in it.")})
    if not wider:
        raise ValidationError({"wider": _("More people could read it there. Say that you mean it.")})


def widens(before, after):
    """Whether somebody reads the audience `after` who does not read `before`."""
    if before in (after, PUBLIC):
        return False
    return before != MEMBERS or after == PUBLIC


def note_pin(thread):
    """Its forum remembers until when there is something pinned."""
    if thread.pinned_until and thread.forum_id:
        later = Q(pins_until=None) | Q(pins_until__lt=thread.pinned_until)
        Forum.objects.filter(later, pk=thread.forum_id).update(pins_until=thread.pinned_until)


def opening_of(thread):
    opening = thread.posts.get(kind=Post.Kind.OPENING)
    opening.thread = thread
    return opening
