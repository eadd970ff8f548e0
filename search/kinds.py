"""Why members are told of a search that they kept. What leaves the site names neither what was asked nor what was found."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cop.core.registries import NotificationKind
from search.models import SearchFind
from search.saved import still_there

FOUND = "found"


def fetch(viewer: Any, ids: Iterable[int]) -> dict[int, SearchFind]:
    """One's own finds of which something is still there for oneself, with how much: `there`."""
    finds = SearchFind.objects.filter(pk__in=list(ids)).select_related("saved")
    return {find.pk: find for find in still_there(viewer, finds)}


def searches(finds: Sequence[SearchFind]) -> int:
    return len({find.saved_id for find in finds})


def words(finds: Sequence[SearchFind]) -> str:
    if searches(finds) > 1:
        return _("There is something new in %(n)s searches that you keep") % {"n": searches(finds)}
    number = len(set().union(*(find.there for find in finds)))  # type: ignore[attr-defined]
    found = ngettext(
        "%(n)s new result in a search that you keep", "%(n)s new results in a search that you keep", number
    )
    return found % {"n": number}


def line(finds: Sequence[SearchFind]) -> str:
    number = searches(finds)
    found = ngettext(
        "There is something new in a search that you keep",
        "There is something new in %(n)s searches that you keep",
        number,
    )
    return found % {"n": number}


KINDS = {
    FOUND: NotificationKind(
        label=gettext_lazy("When something new fits a search that I keep"),
        icon="search",
        title=lambda find: find.saved.name,
        words=words,
        line=line,
        url=lambda find: f"{reverse('search:saved-list')}#saved-{find.saved_id}",
        fetch=fetch,
    ),
}
