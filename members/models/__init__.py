from members.models.circles import Circle, CircleMembership
from members.models.moderation import AuditEntry, Flag
from members.models.people import User
from members.models.profiles import Profile, profile_of
from members.models.relations import Block, Follow
from members.models.sectors import Sector, SectorLabel
from members.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Block",
    "Circle",
    "CircleMembership",
    "Flag",
    "Follow",
    "Profile",
    "Sector",
    "SectorLabel",
    "User",
    "profile_of",
]
