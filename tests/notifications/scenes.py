"""What tests of notifications ask again and again."""

from notifications.models import Notification, Occasion


def told(member):
    """The kinds of the unread lines of a member, in order of their beginning."""
    return list(
        Notification.objects.filter(member=member).unread().order_by("pk").values_list("kind", flat=True)
    )


def counted(member):
    """How many things a member was told of."""
    return Occasion.objects.filter(member=member).count()
