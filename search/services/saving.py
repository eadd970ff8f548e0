"""Keeping a search, and looking whether there is something new in it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cop.core.access import Refused
from cop.core.events import emit
from members.models import User
from members.permissions import check_member
from search.events import SearchesFound
from search.models import SavedSearch, SearchFind
from search.models.saved import ADDRESS
from search.saved import address_of, found_lately, name_of

MOST = 20  # searches of one member
KNOWN = 500  # entries that one search remembers
KEPT = timedelta(days=60)  # finds


def keep(*, actor: Any, params: QueryDict) -> SavedSearch:
    """Keep a search; what is there already is not new. A search that is kept already stays as it is."""
    check_member(actor)
    address, name = address_of(params), name_of(params, actor, get_language() or "")
    if not name:
        raise Refused(_("Ask for something first; then that can be kept."))
    if len(address) > ADDRESS:
        raise Refused(_("This is too long to be kept."))
    with transaction.atomic():
        # So that two at once are not more than all.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
        mine = SavedSearch.objects.filter(member=actor)
        if there := mine.filter(address=address).first():
            return there
        if mine.count() >= MOST:
            raise Refused(_("You keep %(n)d searches, which is as many as can be.") % {"n": MOST})
        saved = SavedSearch(member=actor, name=name[:300], address=address, looked_at=timezone.now())
        saved.known = found_lately(saved, actor)
        saved.save()
    return saved


@transaction.atomic
def choose_pace(*, actor: Any, saved: SavedSearch, pace: str) -> None:
    """How often its member hears of it. What came meanwhile is not told late."""
    check_member(actor)
    if pace != saved.pace:
        saved.pace, saved.looked_at, saved.known = pace, timezone.now(), found_lately(saved, actor)
        saved.save(update_fields=["pace", "looked_at", "known"])


@transaction.atomic
def let_go(*, actor: Any, saved: SavedSearch) -> None:
    check_member(actor)
    saved.delete()


@transaction.atomic
def open_saved(*, actor: Any, saved: SavedSearch) -> None:
    """Its member goes to what is new."""
    check_member(actor)
    saved.opened_at = timezone.now()
    saved.save(update_fields=["opened_at"])


def look(*, member_id: int) -> None:
    """Look at the searches of a member whose time has come, and say once for all of them that something is new."""
    now = timezone.now()
    member = User.objects.full_members().filter(pk=member_id).first()
    if member is None:
        return
    due = SavedSearch.objects.filter(member=member).due(now)
    found = {saved.pk: found_lately(saved, member) for saved in due}
    with transaction.atomic():
        rows = due.filter(pk__in=found).select_for_update(of=("self",), no_key=True).order_by("pk")
        finds = [find for saved in rows if (find := _told(saved, found[saved.pk], now))]
        if finds:
            emit(SearchesFound(tuple(find.pk for find in finds)))


def _told(saved: SavedSearch, keys: Iterable[str], now: datetime) -> SearchFind | None:
    """Remember what was found. Answers what is to be told; what nobody has gone to yet grows for a week, untold again."""
    new = [key for key in keys if key not in saved.known]
    saved.known = list(dict.fromkeys([*keys, *saved.known]))[:KNOWN]
    saved.looked_at = now
    saved.save(update_fields=["known", "looked_at"])
    if not new:
        return None
    lately = saved.finds.filter(created_at__gt=now - timedelta(days=7) + timedelta(hours=1)).order_by("-pk")
    waiting = lately.filter(created_at__gt=saved.opened_at) if saved.opened_at else lately
    if (find := waiting.first()) is not None:
        find.keys = [*find.keys, *new]
        find.save(update_fields=["keys"])
        return None
    return saved.finds.create(keys=new)


def prune() -> int:
    return SearchFind.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
