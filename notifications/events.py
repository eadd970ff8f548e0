"""Facts about what members are told."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class Notified(Event):
    """A member has a new line in their notifications."""

    notification_id: int


@dataclass(frozen=True)
class InboxChanged(Event):
    """How many unread notifications a member has may be different now."""

    member_id: int
