"""A reader who is nobody in particular: what everybody in an audience may see, and no more."""

from django.db.models import Q

from members.models import User
from members.permissions import MEMBERS, PUBLIC


class Reader:
    """Stands as `viewer` before every `visible_to`, so that one rule serves people and what is rendered for many."""

    pk = id = 0  # nobody's: nothing is this reader's own
    is_superuser = False
    group_names: frozenset[str] = frozenset()

    def __init__(self, audience):
        self.audience = audience
        self.is_authenticated = self.is_active = self.is_full_member = audience != PUBLIC
        self._audience_tokens = frozenset({PUBLIC} if audience == PUBLIC else {PUBLIC, MEMBERS, audience})

    def has_role(self, *roles):
        return False


def members_of(audience, *, with_moderators=False):
    """The full members who can read an audience. Moderators read every circle without sitting in it."""
    members = User.objects.full_members()
    kind, _colon, key = audience.partition(":")
    if kind == "circle":
        who = Q(circle_memberships__circle=key)
        if with_moderators:
            who |= Q(groups__name__in=["moderator", "administrator"])
        return members.filter(who)
    return members.filter(shared_threads__thread=key) if kind == "thread" else members
