"""Following, muting and blocking."""

from django.contrib.contenttypes.models import ContentType

from cop.core.access import Refused
from members import permissions
from members.models import Block, Follow


def set_level(*, actor, target, level):
    """How much of `target` (any object) the actor wants to hear. The caller has checked that it is visible."""
    permissions.check_member(actor)
    follow, _ = Follow.objects.update_or_create(
        member=actor,
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        defaults={"level": level},
    )
    return follow


def follow(*, actor, target):
    return set_level(actor=actor, target=target, level=Follow.Level.FOLLOWING)


def unfollow(*, actor, target):
    """Back to normal: whoever muted stays muted only through `set_level`."""
    permissions.check_member(actor)
    _of(actor, target).delete()


def level_of(member, target):
    """The level, `normal` where nothing was chosen."""
    if not member.is_authenticated:
        return Follow.Level.NORMAL
    return _of(member, target).values_list("level", flat=True).first() or Follow.Level.NORMAL


def block(*, actor, member):
    permissions.check_member(actor)
    if actor.pk == member.pk:
        raise Refused(permissions.NOT_ONESELF)
    return Block.objects.get_or_create(member=actor, blocked=member)[0]


def unblock(*, actor, member):
    Block.objects.filter(member=actor, blocked=member).delete()


def _of(member, target):
    return Follow.objects.filter(
        member=member, content_type=ContentType.objects.get_for_model(target), object_id=target.pk
    )
