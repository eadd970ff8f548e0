"""Who sits in a circle. Rooms that hold a circle's content follow `CircleMembershipChanged`."""

from django.db import transaction

from cop.core.access import Refused
from cop.core.events import emit
from members import permissions
from members.events import CircleMembershipChanged, CircleOpened
from members.models import Circle, CircleMembership
from members.services.record import audit


@transaction.atomic
def open_circle(*, actor, slug, name, description=""):
    """A new circle, still empty: moderators see it and say who facilitates."""
    permissions.check_moderator(actor)
    circle = Circle.objects.create(slug=slug, name=name, description=description)
    audit(actor=actor, verb="open-circle", target=circle)
    emit(CircleOpened(circle.pk))
    return circle


@transaction.atomic
def change_circle(*, actor, circle, slug, name, description):
    permissions.check_moderator(actor)
    circle.slug, circle.name, circle.description = slug, name, description
    circle.save(update_fields=["slug", "name", "description"])
    audit(actor=actor, verb="change-circle", target=circle)
    return circle


@transaction.atomic
def join_circle(*, member, circle, role=CircleMembership.Role.MEMBER, actor=None):
    """Seat a member, or change their role. `actor` None: the platform itself, as when a community is set up."""
    if actor is not None:
        permissions.check_keep_circle(actor, circle)
    permissions.check_member(member)
    membership, created = CircleMembership.objects.get_or_create(
        circle=circle, member=member, defaults={"role": role}
    )
    if not created and membership.role == role:
        return membership
    if not created:
        _check_facilitator_stays(actor, membership)
        membership.role = role
        membership.save(update_fields=["role"])
    audit(actor=actor, verb="circle-seat", target=circle, member=member.pk, role=str(role))
    emit(CircleMembershipChanged(circle.pk, member.pk))
    return membership


@transaction.atomic
def leave_circle(*, actor, circle, member=None):
    """Leave, or (facilitators and moderators) take a seat away."""
    member = member or actor
    if member.pk != actor.pk:
        permissions.check_keep_circle(actor, circle)
    membership = CircleMembership.objects.filter(circle=circle, member=member).first()
    if membership is None:
        return
    _check_facilitator_stays(actor, membership)
    membership.delete()
    audit(actor=actor, verb="circle-leave", target=circle, member=member.pk)
    emit(CircleMembershipChanged(circle.pk, member.pk))


@transaction.atomic
def set_circle_members(*, actor, circle, members, facilitators):
    """Make a circle hold exactly these people; who is in both lists facilitates."""
    permissions.check_keep_circle(actor, circle)
    wanted = dict.fromkeys(members, CircleMembership.Role.MEMBER)
    wanted |= dict.fromkeys(facilitators, CircleMembership.Role.FACILITATOR)
    for membership in circle.memberships.select_related("member"):
        if membership.member not in wanted:
            leave_circle(actor=actor, circle=circle, member=membership.member)
    for member, role in wanted.items():
        join_circle(actor=actor, circle=circle, member=member, role=role)


def _check_facilitator_stays(actor, membership):
    """The last facilitator neither leaves nor becomes a plain member while others sit there, unless a moderator says so."""
    Circle.objects.select_for_update(no_key=True).get(
        pk=membership.circle_id
    )  # so that two do not leave at once
    others = membership.circle.memberships.exclude(pk=membership.pk)
    if (
        membership.role == CircleMembership.Role.FACILITATOR
        and others.exists()
        and not others.filter(role=CircleMembership.Role.FACILITATOR).exists()
        and not (actor is None or permissions.is_moderator(actor))
    ):
        raise Refused(permissions.LAST_FACILITATOR)
