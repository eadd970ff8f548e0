"""What a moderator does at the desk: decide what waits, write to who wrote something, and, with a reason, see who."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.events import emit
from cop.core.problems import Conflict
from forums import permissions
from forums.events import DeskChanged
from forums.models import Mending, Post, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.services.flags import check_free, check_read, open_flags, settle
from forums.services.moderation import take_place
from forums.services.revising import change_state
from forums.services.sequence import locked_at_desk
from members import services as members
from members.models import Flag, ModeratorMessage, User
from members.services import audit

KEEP, HIDE, REMOVE, NOTE, MEND = DECISIONS = ("keep", "hide", "remove", "note", "mend")
MOST = 50  # posts decided about at once


@transaction.atomic
def decide(*, actor, post, decision, reason="", note="", revision=None):
    """Settle everything that is open about a post.

    `keep`: it stays, is shown again, or takes its place where it was held. `hide`: only moderators and its author see
    it; what was held goes. `remove`: it is taken away. `note`: it stays as it is, and its author gets `note`, which may
    go with the other three as well. `mend`: it is hidden and goes back to its author with the `note` of what to change;
    it goes on waiting, until a moderator lets the changed words be shown. A Conflict where another moderator was quicker,
    or where the words are not those of `revision` any more, which the moderator read.
    """
    permissions.check_moderate(actor)
    post = locked_at_desk(actor, post)
    permissions.check_decide(actor, post)
    if post.state == State.REMOVED:
        raise Http404
    flags = open_flags(post)
    if not flags:
        raise Conflict(permissions.DECIDED)
    check_free(actor, flags)
    check_read(post, revision)
    if decision not in DECISIONS:
        raise ValidationError({"decision": _("Choose what becomes of it.")})
    if decision in (NOTE, MEND) and not note.strip():
        raise ValidationError({"note": _("Write a few words first.")})
    if decision == HIDE and post.state == State.HELD:
        decision = REMOVE
    if decision == MEND and post.state == State.HELD:
        raise ValidationError(
            {"decision": _("It has not been shown yet. Let it take its place, or do not show it.")}
        )
    if note.strip():
        _write(actor, post, ModeratorMessage.Kind.NOTE, note)
    if decision == MEND:
        return give_back(actor, post, reason)
    mended = Mending.objects.filter(post=post, mended_at__isnull=False).exists()
    if decision == KEEP and post.state == State.HELD:
        take_place(post)
    elif decision == KEEP:
        change_state(post, State.VISIBLE, ThreadEvent.Kind.SHOWN)
    elif decision == HIDE:
        change_state(post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
    state = Flag.State.UPHELD if decision in (HIDE, REMOVE) or mended else Flag.State.DISMISSED
    settle(actor, post, state, f"decide-{decision}", reason)
    if decision == REMOVE:
        change_state(post, State.REMOVED, ThreadEvent.Kind.REMOVED)
    return post


def give_back(actor, post, reason):
    """Hidden, a post waits for its author to change it, and for any moderator to read it then."""
    change_state(post, State.HIDDEN, ThreadEvent.Kind.HIDDEN)
    Mending.objects.update_or_create(post=post, defaults={"asked_at": timezone.now(), "mended_at": None})
    Flag.objects.open().about(post).update(claimed_by=None, claimed_at=None)
    audit(actor=actor, verb="decide-mend", target=post, reason=reason)
    emit(DeskChanged(post.pk))
    return post


def decide_many(*, actor, posts, decision, reason="", revisions=None):
    """The same decision about several posts, each by itself: (decided, left) as numbers. What another moderator looks
    at or has decided is left, and what has other words than those of `revisions` (by key)."""
    permissions.check_moderate(actor)
    if len(posts) > MOST or decision in (NOTE, MEND):
        raise ValidationError(_("At most %(n)d at once.") % {"n": MOST})
    decided = 0
    for post in posts:
        try:
            seen = (revisions or {}).get(post.pk)
            decide(actor=actor, post=post, decision=decision, reason=reason, revision=seen)
        except (Refused, Conflict, Http404):
            continue
        decided += 1
    return decided, len(posts) - decided


@transaction.atomic
def write_to_author(*, actor, post, kind, text, until=None, idempotency_key=None):
    """A note, a warning or a silence for whoever wrote a post. Of an anonymous author the moderator learns nothing,
    and neither does the record: it names the post. With an `idempotency_key` it is sent once."""
    post = permissions.at_desk(actor, post)
    return _write(actor, post, kind, text, until, idempotency_key)


def _write(actor, post, kind, text, until=None, key=None):
    permissions.check_write_to_author(actor, post)
    member = User.objects.get(pk=post.author_id)
    masked = post.author_kind == AuthorKind.ANONYMOUS
    if kind == ModeratorMessage.Kind.PAUSE and masked:
        raise Refused(permissions.PAUSE_SHOWS)
    return members.address(
        actor=actor, member=member, kind=kind, text=text, until=until, about=post, masked=masked,
        idempotency_key=key,
    )  # fmt: skip


def in_force_about(post, kind):
    """Whether a silence that somebody got because of this post goes on, or a warning can be taken back."""
    about = {"content_type": ContentType.objects.get_for_model(Post), "object_id": post.pk}
    return ModeratorMessage.objects.in_force(kind).filter(**about).exists()


@transaction.atomic
def lift_from_author(*, actor, post, kind):
    """End the silences that the author of a post got because of it, or take the warnings back."""
    post = permissions.at_desk(actor, post)
    return members.lift_about(actor=actor, about=post, kind=kind)


@transaction.atomic
def reveal(*, actor, post, reason, idempotency_key=None):
    """Who wrote an anonymous post. The act and its reason are recorded, without the name, and the author is told; with an
    `idempotency_key` once, though the same question is sent again."""
    permissions.check_moderate(actor)
    post = permissions.visible(actor, post)
    permissions.check_reveal(actor, post)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you need to know.")})
    author = User.objects.with_seat().get(pk=post.author_id)
    members.tell_of_reveal(
        actor=actor, member=author, about=post, reason=reason.strip(), idempotency_key=idempotency_key
    )
    return author
