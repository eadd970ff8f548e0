"""What administrators change about accounts."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cop.core.events import emit
from members import permissions
from members.events import AccessChanged
from members.models import User
from members.services.accounts import admit, end_sessions, rename, take_seat
from members.services.record import audit


@transaction.atomic
def seat_member(*, actor, email, display_name, sector, role, groups=(), language=""):
    """An account made by an administrator, who vouches for its address. Its owner sets a password by the link
    of "Forgot your password"."""
    permissions.check_administrator(actor)
    member = User.objects.create_user(email, None, display_name=display_name, language=language)
    member.emailaddress_set.create(email=member.email, primary=True, verified=True)
    take_seat(member=member, sector=sector, role=role)
    admit(member)
    member.groups.add(*groups)
    audit(actor=actor, verb="seat-member", target=member)
    return member


@transaction.atomic
def change_account(*, actor, member, display_name, email, is_active=None, groups=None):
    """Name, address, whether the account may sign in, and its groups beside `member`; None leaves as it is.
    Nobody takes these two from themselves."""
    permissions.check_change_account(actor, member)
    if actor.pk == member.pk:
        is_active = groups = None
    rename(member, display_name)
    member.is_active = member.is_active if is_active is None else is_active
    member.save(update_fields=["is_active"])
    if groups is not None:
        kept = Group.objects.filter(name="member") if member.approved_at else Group.objects.none()
        member.groups.set({*groups, *kept})
    if email.lower() != member.email:
        set_address(actor=actor, member=member, email=email, verified=True)
    if not member.is_active:
        end_sessions(member)
    names = sorted(group.name for group in groups or ())
    audit(actor=actor, verb="change-member", target=member, groups=names, active=member.is_active)
    emit(AccessChanged(member.pk))
    return member


@transaction.atomic
def set_address(*, actor, member, email, verified):
    """An administrator sets a member's address and vouches for it or not. Other addresses of theirs go."""
    permissions.check_administrator(actor)
    email = email.lower()
    member.emailaddress_set.exclude(email=email).delete()
    member.emailaddress_set.update_or_create(email=email, defaults={"primary": True, "verified": verified})
    member.email = email if verified else None
    member.save(update_fields=["email"])
    audit(actor=actor, verb="set-address", target=member, verified=verified)


@transaction.atomic
def set_sector(*, actor, sector, labels):
    """Save a sector with its words: `labels` maps a language to a dict of name, noun and plural; an empty name
    takes that language's words away."""
    permissions.check_administrator(actor)
    sector.save()
    for language, words in labels.items():
        if words["name"]:
            sector.labels.update_or_create(language=language, defaults=words)
        else:
            sector.labels.filter(language=language).delete()
    audit(actor=actor, verb="set-sector", target=sector, at=timezone.now().isoformat())
    return sector
