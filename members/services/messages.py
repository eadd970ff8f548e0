"""What moderators say to a member and decide about one: notes, warnings, silences, pauses, and their end.

A `masked` message goes to the author of a contribution that names only a sector. The moderator never learns to whom:
what could be refused because of who it is, is not refused; the record names the contribution.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.events import emit
from cop.core.once import digest_of, once
from members import permissions
from members.events import AccessChanged, MessageSent
from members.models import ModeratorMessage, User
from members.services.accounts import end_sessions
from members.services.record import audit

Kind = ModeratorMessage.Kind

MAX_TEXT = 2000
VERBS = {
    Kind.NOTE: "write-to-member",
    Kind.WARNING: "warn-member",
    Kind.SILENCE: "silence-member",
    Kind.PAUSE: "suspend-member",
}
LIFTS = {Kind.SILENCE: "lift-silence", Kind.WARNING: "take-back-warning"}


def message_digest(*, until=None, **said):
    """`until` counts as a day: a form that is sent again a little later means the same."""
    return digest_of(**said, until=until and until.date())


@once(ModeratorMessage, message_digest, by="sent_by")
def address(*, actor, key, member, kind, text, until=None, about=None, masked=False):
    """Write to a member. A warning has to be acknowledged; a silence or a pause ends at `until`. `about`: the
    contribution it is about. With an `idempotency_key` (a UUID) it is sent once. Answers the message."""
    permissions.check_moderator(actor)
    if kind != Kind.NOTE and not masked:
        permissions.check_sanction(actor, member)
    if actor.pk == member.pk or kind not in VERBS or (masked and kind == Kind.PAUSE):
        raise Refused(permissions.NOT_ONESELF if actor.pk == member.pk else None)
    if not text.strip():
        raise ValidationError({"text": _("Write a few words first.")})
    if len(text) > MAX_TEXT:
        raise ValidationError({"text": _("This is longer than %(limit)d characters.") % {"limit": MAX_TEXT}})
    if kind in (Kind.SILENCE, Kind.PAUSE) and (until is None or until <= timezone.now()):
        raise ValidationError({"until": _("Choose a day that is still to come.")})
    member = _locked(member)
    timed = {"until": until} if kind in (Kind.SILENCE, Kind.PAUSE) else {}
    message = send(
        actor=actor, member=member, kind=kind, text=text, about=about, masked=masked,
        idempotency_key=key[0], payload_digest=key[1], **timed,
    )  # fmt: skip
    _apply(member, kind)
    details = {name: value.isoformat() for name, value in timed.items()}
    audit(
        actor=actor,
        verb=VERBS[kind],
        target=about if masked else member,
        reason="" if kind == Kind.NOTE else text.strip(),
        **details,
    )
    return message


def send(*, actor, member, kind, text, **further):
    message = ModeratorMessage.objects.create(
        member=member, sent_by=actor, kind=kind, text=text.strip(), **further
    )
    emit(MessageSent(message.pk))
    return message


@transaction.atomic
def lift(*, actor, member, kind, reason=""):
    """End a silence, or take warnings back, that the member got by name. What the author of an anonymous post got stays,
    unseen."""
    permissions.check_sanction(actor, member)
    member = _locked(member)
    _lift(actor, member, member.moderator_messages.in_force(kind).filter(masked=False), reason)
    audit(actor=actor, verb=LIFTS[kind], target=member, reason=reason)


@transaction.atomic
def lift_about(*, actor, about, kind):
    """`lift` what somebody got because of one contribution. Answers whether there was anything."""
    permissions.check_moderator(actor)
    messages = ModeratorMessage.objects.filter(
        content_type__model=about._meta.model_name, content_type__app_label=about._meta.app_label
    )
    messages = messages.filter(object_id=about.pk).in_force(kind)
    first = messages.select_related("member").first()
    if first is None:
        return False
    member = _locked(first.member)
    _lift(actor, member, messages, "", about=about, masked=first.masked)
    audit(actor=actor, verb=LIFTS[kind], target=about if first.masked else member)
    return True


@transaction.atomic
def end_pause(*, actor, member, reason=""):
    """Within the verb that lifts a pause: its messages are lifted, and the member reads so."""
    _lift(actor, member, member.moderator_messages.in_force(Kind.PAUSE), reason)


@once(ModeratorMessage, digest_of, by="sent_by")
def tell_of_reveal(*, actor, key, member, about, reason):
    """Record that a moderator looked up who wrote something, and tell the author why. With an `idempotency_key` (a UUID)
    both once, however often the same question is sent."""
    audit(actor=actor, verb="reveal-author", target=about, reason=reason)
    return send(
        actor=actor, member=member, kind=Kind.REVEAL, text=reason, about=about, masked=True,
        idempotency_key=key[0], payload_digest=key[1],
    )  # fmt: skip


@transaction.atomic
def read_message(*, actor, message):
    """A second time changes nothing."""
    mine = ModeratorMessage.objects.visible_to(actor).filter(pk=message.pk, read_at=None)
    mine.update(read_at=timezone.now())


@transaction.atomic
def acknowledge(*, actor, message):
    """Say that one has read a warning. Until then one can read, and not post."""
    member = _locked(actor)
    mine = ModeratorMessage.objects.visible_to(actor).filter(pk=message.pk, kind=Kind.WARNING)
    now = timezone.now()
    if mine.filter(acknowledged_at=None).update(acknowledged_at=now):
        mine.filter(read_at=None).update(read_at=now)
        audit(actor=actor, verb="acknowledge-warning", target=message, anonymous=message.masked)
    _apply(member, Kind.WARNING)
    actor.has_warning = member.has_warning


def _lift(actor, member, messages, reason, **about):
    kind = messages.values_list("kind", flat=True).first()
    if kind is None:
        return
    messages.update(lifted_at=timezone.now())
    _apply(member, kind)
    told = Kind.TAKEN_BACK if kind == Kind.WARNING else Kind.LIFTED
    send(actor=actor, member=member, kind=told, text=reason, **about)


def _apply(member, kind):
    """What the messages in force mean for the account, which every page looks at."""
    messages = member.moderator_messages
    if kind == Kind.WARNING:
        member.has_warning = messages.unanswered().exists()
        member.save(update_fields=["has_warning"])
    elif kind == Kind.SILENCE:
        member.silenced_until = _latest(messages.in_force(kind))
        member.save(update_fields=["silenced_until"])
    elif kind == Kind.PAUSE:
        member.suspended_until = _latest(messages.in_force(kind))
        member.save(update_fields=["suspended_until"])
        if member.suspended_until:
            end_sessions(member)
        emit(AccessChanged(member.pk))


def _latest(messages):
    return messages.order_by("-until").values_list("until", flat=True).first()


def _locked(member):
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
