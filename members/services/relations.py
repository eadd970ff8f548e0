"""Following, muting and blocking."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from cop.core.access import Refused
from members import permissions
from members.models import Block, Follow, User


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


def blockable(viewer):
    """Colleagues, and whoever the viewer blocked before: it can be undone also of one who is no full member any more."""
    seen = User.objects.visible_to(viewer).exclude(pk=viewer.pk).values("pk")
    return User.objects.filter(
        Q(pk__in=seen) | Q(pk__in=Block.objects.filter(member=viewer).values("blocked"))
    )


def has_blocked(viewer, member):
    return viewer.is_authenticated and Block.objects.filter(member=viewer, blocked=member).exists()


def block(*, actor, member):
    """Nobody is told, least of all the member. What it does: `forums.mentionable` and `notifications.services.recipients`;
    it never touches what is said anonymously."""
    permissions.check_member(actor)
    if actor.pk == member.pk:
        raise Refused(permissions.NOT_ONESELF)
    return Block.objects.get_or_create(member=actor, blocked=member)[0]


def unblock(*, actor, member):
    permissions.check_member(actor)
    Block.objects.filter(member=actor, blocked=member).delete()


def _of(member, target):
    return Follow.objects.filter(
        member=member, content_type=ContentType.objects.get_for_model(target), object_id=target.pk
    )
