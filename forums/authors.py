"""The only way out for an author: what a viewer may know of who wrote something."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from forums.models.authored import AuthorKind
from members.models import User

#: With fewer colleagues of one sector at the table, "a home visitor" would name a person.
SMALL_SECTOR = 5


@dataclass(frozen=True)
class Author:
    """`label` is shown; `sector` is a Sector or None; `url` leads to a profile and is empty for who is not named."""

    label: str
    sector: Any
    role: str
    url: str
    anonymous: bool


def author_for(written, audience):
    """The author of a thread or post as every reader of `audience` (a token) sees them. Same for all peers."""
    if written.author_kind == AuthorKind.ANONYMOUS:
        return anonymous_author(written.sector, audience)
    if written.author_kind == AuthorKind.SYSTEM:
        return Author(_("The platform"), None, "", "", False)
    if written.author is None or written.author_kind == AuthorKind.FORMER:
        return Author(_("A former member"), written.sector, "", "", False)
    url = reverse("members:member-detail", args=[written.author.uuid])
    return Author(written.author.display_name, written.sector, written.role, url, False)


def anonymous_author(sector, audience):
    """Known by sector, or as a colleague where the sector is too small to hide in."""
    if sector is None or colleagues(sector, audience) < SMALL_SECTOR:
        return Author(_("A colleague"), None, "", "", True)
    return Author(sector.noun, sector, "", "", True)


def colleagues(sector, audience):
    """How many full members of a sector can read an audience."""
    members = User.objects.full_members().filter(profile__sector=sector)
    kind, _sep, key = audience.partition(":")
    if kind == "circle":
        members = members.filter(circle_memberships__circle=key)
    elif kind == "thread":
        members = members.filter(shared_threads__thread=key)
    return members.count()
