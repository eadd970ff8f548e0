"""The only way out for an author: what readers may know of who wrote something."""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cop.core.kept import Kept
from forums.models.authored import AuthorKind
from forums.readers import colleagues_in
from members.models.sectors import known_sectors

#: With fewer colleagues of one sector at the table, "a home visitor" would name a person.
SMALL_SECTOR = 5
#: So many do not become fewer than five within the minute for which they are kept.
LARGE_SECTOR = 10


@dataclass(frozen=True)
class Author:
    """`label` is shown; `sector` is a Sector or None; `url` leads to a profile and is empty for who is not named.

    `opened`: this is who began the thread, to be said beside an alias as "the author".
    """

    label: str
    sector: Any
    role: str
    url: str
    anonymous: bool
    opened: bool = False


def author_for(written, audience):
    """The author of a thread or post as every reader of `audience` (a token) sees them. Same for all peers."""
    opened, sector = is_openers(written), known_sectors.row(written.sector_id)
    if written.author_kind == AuthorKind.ANONYMOUS:
        return anonymous_author(sector, audience, written.alias, opened)
    if written.author_kind == AuthorKind.SYSTEM:
        return Author(_("The platform"), None, "", "", False, opened)
    if written.author is None or written.author_kind == AuthorKind.FORMER:
        return Author(_("A former member"), sector, "", "", False, opened)
    url = address_of(written.author)
    return Author(written.author.display_name, sector, written.role, url, False, opened)


@lru_cache(maxsize=4096)
def _address(uuid):
    return reverse("members:member-detail", args=[uuid])


def address_of(member):
    """Of the profile of somebody who may be named."""
    return _address(member.uuid)


def anonymous_author(sector, audience, alias=None, opened=False):
    """Known by sector, or as a colleague where the sector is too small to hide in.

    The number of an alias parts several in one thread; the first needs none.
    """
    shown = sector if can_hide(sector, audience) else None
    label = shown.noun if shown else _("A colleague")
    if alias and alias > 1:
        label = _("%(who)s (%(number)d)") % {"who": label, "number": alias}
    return Author(label, shown, "", "", True, opened)


def within(label):
    """A sector's noun inside a sentence: "a home visitor"."""
    return label[:1].lower() + label[1:]


def is_openers(written):
    """Whether a post is by who began its thread. Of a thread itself: yes."""
    thread = getattr(written, "thread", None)
    if thread is None:
        return True
    if written.author_kind == AuthorKind.ANONYMOUS or thread.author_kind == AuthorKind.ANONYMOUS:
        return written.author_kind == thread.author_kind and written.alias == thread.alias
    return written.author_id is not None and written.author_id == thread.author_id


def by_opener(thread):
    """The condition on posts of a thread that `is_openers` states of one. Since threads can be joined, one person may
    speak in a thread under two names; what counts or is hinted at goes by the name, never by the person."""
    if thread.author_kind == AuthorKind.ANONYMOUS:
        return Q(author_kind=AuthorKind.ANONYMOUS, alias=thread.alias)
    if thread.author_id is None:
        return Q(pk__in=[])
    return Q(author=thread.author_id) & ~Q(author_kind=AuthorKind.ANONYMOUS)


def day_of(moment):
    """When the day (UTC) of a moment began: its hour would say too much of who is known by the sector alone."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def can_hide(sector, audience):
    """Whether enough full members of a sector can read an audience for one of them to be nobody in particular."""
    if sector is None:
        return False
    known = _counted.get() or Counted()
    if (sector.pk, audience) not in known.found:
        known.look({audience, *known.ahead})
    return known.found.get((sector.pk, audience), False)  # nobody knows yet of a sector that is new


def where_hidden(sector, audiences):
    """Of these audiences those in which `can_hide` says yes."""
    with counted(audiences):
        return [audience for audience in audiences if can_hide(sector, audience)]


class Counted:
    """What is known of how many colleagues of a sector read an audience, and the audiences to look at together."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, str], bool] = {}
        self.ahead: set[str] = set()

    def look(self, audiences):
        """At all of these audiences and every sector, in one query."""
        pairs = {(key, audience) for key in known_sectors() for audience in audiences} - self.found.keys()
        large = _large()
        small = pairs - large
        self.found |= dict.fromkeys(pairs - small, True)
        if not small:
            return
        sectors, places = {key for key, _audience in small}, {audience for _key, audience in small}
        numbers = {(key, audience): number for key, audience, number in colleagues_in(sectors, places)}
        for pair in small:
            number = numbers.get(pair, 0)
            self.found[pair] = number >= SMALL_SECTOR
            if number >= LARGE_SECTOR:
                large.add(pair)


_counted: ContextVar[Counted | None] = ContextVar("colleagues", default=None)


@contextmanager
def counted(audiences=()):
    """Within this block colleagues are counted once, around whatever shows several authors; those of `audiences`
    together, when the first of them is asked about."""
    known = _counted.get()
    if known is not None:
        known.ahead.update(audiences)
        yield
        return
    known = Counted()
    known.ahead.update(audiences)
    token = _counted.set(known)
    try:
        yield
    finally:
        _counted.reset(token)


#: (sector, audience) that were found large within the minute.
_large: Kept[set[tuple[int, str]]] = Kept(set)
