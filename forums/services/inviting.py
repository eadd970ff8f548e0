"""Inviting members to a reflection that waits: in two rounds by itself, and by the hand of a facilitator."""

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cop.core.events import emit
from cop.core.problems import TooMany
from cop.core.text import normalise
from forums import permissions
from forums.across.answered import is_seen_held
from forums.across.inviting import candidates, handable, missing
from forums.authors import counted, day_of
from forums.events import InvitationMade, InvitationSettled
from forums.models import Invitation, Reflection, Thread
from forums.models.authored import State
from forums.models.inviting import MAX_NOTE
from forums.selectors import cards, to_cards
from forums.services import identifying
from forums.services.sequence import locked
from members.models import User
from members.permissions import check_member
from members.services import audit

log = logging.getLogger(__name__)

ROUNDS = (timedelta(hours=24), timedelta(hours=48))  # after sharing
STALE = timedelta(days=7)  # what a worker did not come to by then is left alone
A_SECTOR = 3  # members of one sector a round
HANDED_A_DAY = 20  # by one facilitator


def due():
    """Shared reflections for which a round is due, and whose conversation is open."""
    ripe = Q()
    for number in range(len(ROUNDS)):
        for anonymous in (False, True):
            ripe |= Q(rounds_invited=number, anonymous=anonymous, shared_at__lte=before(number, anonymous))
    found = Reflection.objects.filter(kind=Reflection.Kind.CASE, state=Reflection.State.SHARED)
    found = found.filter(ripe, shared_at__gt=timezone.now() - STALE, rounds_invited__lt=len(ROUNDS))
    place = {"thread__state": State.VISIBLE, "thread__is_locked": False, "thread__forum__isnull": False}
    return found.filter(**place).order_by("shared_at", "pk")


def before(number, anonymous):
    """What was shared before this moment has come to a round by its number. One whose author is anonymous counts from
    the end of the day (UTC): an invitation exactly a day after it was shared would tell its hour."""
    now = timezone.now()
    return (day_of(now) if anonymous else now) - ROUNDS[number]


def invite_due(*, limit, failed):
    """Send the next rounds that are due. Answers whether there may be more. One that fails is logged, put into `failed` (a
    set of keys, which are left out) and keeps no other from its turn."""
    keys = list(due().exclude(pk__in=failed).values_list("pk", flat=True)[:limit])
    for key in keys:
        try:
            invite(key)
        except Exception:
            log.exception("Nobody could be invited to reflection %s", key)
            failed.add(key)
    return len(keys) == limit


@transaction.atomic
def invite(key):
    """One round for one reflection, if it is still due. Two that missed their time (nobody worked) become one."""
    reflection = due().select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if reflection is None:
        return
    missed = reflection.shared_at <= before(len(ROUNDS) - 1, reflection.anonymous)
    reflection.rounds_invited = len(ROUNDS) if missed else reflection.rounds_invited + 1
    reflection.save(update_fields=["rounds_invited"])
    with counted():
        for thread in cards(to_cards(Thread.objects.filter(reflection=reflection))):
            if Thread.objects.filter(is_seen_held({thread.audience}), pk=thread.pk).exists():
                return
            for sector in missing(thread):
                invite_some(thread, sector)


def invite_some(thread, sector):
    """The next members of a sector. Each is held while it is looked at again whether they have room: two rounds at once
    would not know of each other."""
    chosen = list(candidates(thread, sector).values_list("pk", flat=True)[:A_SECTOR])
    if not chosen:
        return
    held = User.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=chosen).order_by("pk")
    list(held.values_list("pk", flat=True))
    for member in candidates(thread, sector).filter(pk__in=chosen):
        row = Invitation.objects.create(thread=thread, member=member, created_at=timezone.now())
        emit(InvitationMade(row.pk))


@transaction.atomic
def hand_over(*, actor, thread, member, note="", confirmed=()):
    """A facilitator asks one member by name. One whom the platform had asked is asked again, by a person now; one who
    would rather not is left alone, and the facilitator does not learn it. `confirmed`: see services/identifying.py; nobody else reads the note.
    """
    thread = locked(actor, thread)
    permissions.check_hand_over(actor, thread)
    note = " ".join(normalise(note).split())
    if len(note) > MAX_NOTE:
        raise ValidationError({"note": _("This is longer than %(limit)d characters.") % {"limit": MAX_NOTE}})
    member = handable(actor, thread).filter(pk=member.pk).first()
    if member is None:
        raise ValidationError({"member": _("Choose somebody from the list.")})
    identifying.look_over(
        actor=actor, forum=None, audience=thread.audience, fields={"note": note}, confirmed=confirmed,
    )  # fmt: skip
    now = timezone.now()
    if (
        Invitation.objects.filter(invited_by=actor, created_at__gt=now - timedelta(days=1)).count()
        >= HANDED_A_DAY
    ):
        raise TooMany(_("That is a lot for one day. Let others have a look first."), retry_after=3600)
    row, created = Invitation.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        thread=thread, member=member, defaults={"created_at": now}
    )
    if row.kind == Invitation.Kind.HANDED:
        raise ValidationError({"member": _("This colleague has been asked by a facilitator already.")})
    row.kind, row.invited_by, row.note, row.created_at = Invitation.Kind.HANDED, actor, note, now
    row.save(update_fields=["kind", "invited_by", "note", "created_at"])
    audit(actor=actor, verb="hand-over", target=thread, member=member.pk)
    emit(InvitationMade(row.pk))
    return row


@transaction.atomic
def decline(*, actor, invitation):
    """Not this time: nothing more is said of it, to nobody. A second time changes nothing."""
    check_member(actor)
    rows = Invitation.objects.visible_to(actor).filter(pk=invitation.pk)
    if rows.open().update(declined_at=timezone.now()):
        emit(InvitationSettled(actor.pk))
