"""What people search for, for curators; and that a result was opened."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cop.core.access import only
from library.permissions import check_curate
from members.permissions import check_member
from search.often import SHOWN, asked_often, bars, opened
from search.services import counting
from search.services.counting import POSITIONS


@require_safe
@only(check_curate)
def asked_list(request: HttpRequest) -> HttpResponse:
    """What is asked most, what finds nothing, and which results are opened, drawn and as tables."""
    often = asked_often()
    places = [
        (_("%(n)d and beyond") % {"n": place} if place == POSITIONS else str(place), times)
        for place, times in opened()
    ]
    context = {
        "often": often[:SHOWN],
        "often_bars": bars([(one.query, one.times) for one in often[:SHOWN]]),
        "nothing": sorted((one for one in often if one.nothing), key=lambda one: -one.nothing)[:SHOWN],
        "opened": places,
        "opened_bars": bars(places),
        "meanings_url": reverse("wagtailsnippets_search_meaning:list"),
        "bets_url": reverse("wagtailsnippets_search_bestbet:list"),
    }
    return render(request, "search/asked_list.html", context)


@require_POST
@login_required
def opened_result(request: HttpRequest) -> HttpResponse:
    """A script says that a result was opened: `position`."""
    check_member(request.user)
    position = request.POST.get("position", "")
    if position.isdecimal() and len(position) < 5:
        counting.opened(actor=request.user, position=int(position))
    return HttpResponse(status=204)
