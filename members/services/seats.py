"""What moderators decide about a seat: given, declined, paused, given back."""

from django.db import transaction

from cop.core.events import emit
from members import permissions
from members.events import AccessChanged, MemberApproved
from members.models import ModeratorMessage, User
from members.services.accounts import admit, end_sessions
from members.services.messages import address, end_pause
from members.services.record import audit


@transaction.atomic
def approve(*, actor, member):
    """Give the seat that was asked for, and tell the member. Approving twice changes nothing."""
    permissions.check_moderator(actor)
    member = _locked(member)
    if member.approved_at or not member.is_active:
        return member
    admit(member)
    audit(actor=actor, verb="approve-member", target=member)
    emit(MemberApproved(member.pk))
    emit(AccessChanged(member.pk))
    return member


@transaction.atomic
def decline(*, actor, member, reason=""):
    """Close a request that was not granted. The account can no longer sign in; nobody is told by mail."""
    permissions.check_moderator(actor)
    member = _locked(member)
    if member.approved_at or not member.is_active:
        return member
    member.is_active = False
    member.save(update_fields=["is_active"])
    end_sessions(member)
    audit(actor=actor, verb="decline-member", target=member, reason=reason)
    emit(AccessChanged(member.pk))
    return member


def suspend(*, actor, member, until, reason, idempotency_key=None):
    """Pause an account until a moment: its sessions and sockets end; signed in again, it reads what is public
    and why it is paused, and writes nothing. `idempotency_key`: see `address`."""
    return address(
        actor=actor, member=member, kind=ModeratorMessage.Kind.PAUSE, text=reason, until=until,
        idempotency_key=idempotency_key,
    )  # fmt: skip


@transaction.atomic
def lift_suspension(*, actor, member, reason=""):
    permissions.check_sanction(actor, member)
    member = _locked(member)
    end_pause(actor=actor, member=member, reason=reason)
    member.suspended_until = None
    member.save(update_fields=["suspended_until"])
    audit(actor=actor, verb="restore-member", target=member, reason=reason)
    emit(AccessChanged(member.pk))


def _locked(member):
    return User.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
