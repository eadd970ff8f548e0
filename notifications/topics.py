"""The live topic of one's own notifications: how many are unread."""

from cop.core.registries import CatchUp
from members.permissions import is_member
from notifications.selectors import unread_count


class InboxTopic:
    """`inbox`: {"kind": "notification", "unread": 3}, now and after each change."""

    personal = True

    def authorise(self, viewer, key):
        return 1 if is_member(viewer) and str(viewer.pk) == key else None

    def catch_up(self, viewer, key, since, language):
        return CatchUp([{"kind": "notification", "unread": unread_count(viewer)}], head=0)
