"""Facts about members."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class SeatAsked(Event):
    """Somebody asked for a seat that has to be approved, and the address is theirs."""

    member_id: int


@dataclass(frozen=True)
class MemberApproved(Event):
    member_id: int


@dataclass(frozen=True)
class AccessChanged(Event):
    """What a member may read or do is different now: suspended, restored, another group, signed out everywhere."""

    member_id: int


@dataclass(frozen=True)
class MemberRenamed(Event):
    """What was said under a member's name is said under another one now."""

    member_id: int


@dataclass(frozen=True)
class TokenRevoked(Event):
    member_id: int


@dataclass(frozen=True)
class CircleOpened(Event):
    circle_id: int


@dataclass(frozen=True)
class CircleMembershipChanged(Event):
    """Somebody joined or left a circle, or has another role in it."""

    circle_id: int
    member_id: int


@dataclass(frozen=True)
class MessageSent(Event):
    """A moderator wrote to, or decided about, a member."""

    message_id: int
