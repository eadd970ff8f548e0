"""Accounts from the first request to the last sign-out."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cop.core.events import emit
from members import permissions
from members.events import AccessChanged, MemberApproved
from members.models import Profile, User
from members.services.record import audit


@transaction.atomic
def sign_up(*, email, password, display_name, sector, role, language=""):
    """A new account with its seat. Its address has still to be confirmed, and where the community asks for
    approval somebody has to read the request."""
    user = User.objects.create_user(email, password, display_name=display_name, language=language)
    user.emailaddress_set.create(email=user.email, primary=True, verified=False)
    take_seat(member=user, sector=sector, role=role, promised_at=timezone.now())
    if settings.SIGNUP == "open":
        _admit(user)
    return user


@transaction.atomic
def approve(*, actor, member):
    """Give the seat that was asked for, and tell the member. Approving twice changes nothing."""
    permissions.check_moderator(actor)
    member = User.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.approved_at:
        return member
    _admit(member)
    audit(actor=actor, verb="approve-member", target=member)
    emit(MemberApproved(member.pk))
    emit(AccessChanged(member.pk))
    return member


@transaction.atomic
def decline(*, actor, member, reason=""):
    """Close a request that was not granted. The account can no longer sign in; nobody is told by mail."""
    permissions.check_moderator(actor)
    member = User.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.approved_at or not member.is_active:
        return member
    member.is_active = False
    member.save(update_fields=["is_active"])
    audit(actor=actor, verb="decline-member", target=member, reason=reason)
    emit(AccessChanged(member.pk))
    return member


@transaction.atomic
def suspend(*, actor, member, until, reason):
    """Pause an account until a moment: it reads what is public and writes nothing."""
    permissions.check_sanction(actor, member)
    member.suspended_until = until
    member.save(update_fields=["suspended_until"])
    audit(actor=actor, verb="suspend-member", target=member, reason=reason, until=until.isoformat())
    emit(AccessChanged(member.pk))


@transaction.atomic
def lift_suspension(*, actor, member, reason=""):
    permissions.check_sanction(actor, member)
    member.suspended_until = None
    member.save(update_fields=["suspended_until"])
    audit(actor=actor, verb="restore-member", target=member, reason=reason)
    emit(AccessChanged(member.pk))


@transaction.atomic
def take_seat(*, member, sector, role, **fields):
    """Give a member their profile; sector and role of what they wrote before stay as they were."""
    profile, _ = Profile.objects.update_or_create(
        user=member, defaults={"sector": sector, "role": role, **fields}
    )
    return profile


@transaction.atomic
def update_profile(*, actor, display_name, language, **fields):
    """`fields` are those of Profile."""
    permissions.check_member(actor)
    actor.display_name = display_name
    actor.language = language
    actor.save(update_fields=["display_name", "language"])
    return take_seat(member=actor, **fields)


def change_language(*, actor, language):
    """The language of pages and mails; empty: as the browser says."""
    actor.language = language if language in dict(settings.LANGUAGES) else ""
    actor.save(update_fields=["language"])


@transaction.atomic
def sign_out_everywhere(*, actor):
    """End every session and socket of the actor. API tokens stay: they are revoked one by one."""
    User.objects.filter(pk=actor.pk).update(session_epoch=F("session_epoch") + 1)
    emit(AccessChanged(actor.pk))


@transaction.atomic
def set_address(*, actor, member, email, verified):
    """An administrator sets a member's address and vouches for it or not. Other addresses of theirs go."""
    permissions.check_administrator(actor)
    email = email.lower()
    member.emailaddress_set.exclude(email=email).delete()
    member.emailaddress_set.update_or_create(email=email, defaults={"primary": True, "verified": verified})
    if member.email != email:
        member.email = email
        member.save(update_fields=["email"])
    audit(actor=actor, verb="set-address", target=member, verified=verified)


def access_changed(*, actor, member):
    """After a form of the admin changed an account."""
    with transaction.atomic():
        audit(actor=actor, verb="change-member", target=member)
        emit(AccessChanged(member.pk))


def _admit(user):
    user.approved_at = timezone.now()
    user.save(update_fields=["approved_at"])
    user.groups.add(Group.objects.get(name="member"))
