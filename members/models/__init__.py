from members.models.circles import Circle, CircleMembership
from members.models.moderation import CLAIM, AuditEntry, CannedResponse, Flag, ModeratorMessage
from members.models.people import User
from members.models.profiles import Profile, profile_of
from members.models.relations import Block, Follow
from members.models.sectors import Sector, SectorLabel
from members.models.tokens import ApiToken

__all__ = [
    "CLAIM",
    "ApiToken",
    "AuditEntry",
    "Block",
    "CannedResponse",
    "Circle",
    "CircleMembership",
    "Flag",
    "Follow",
    "ModeratorMessage",
    "Profile",
    "Sector",
    "SectorLabel",
    "User",
    "profile_of",
]
