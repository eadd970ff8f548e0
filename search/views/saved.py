"""Searches that one keeps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cop.core.access import Refused
from cop.core.still import is_still
from members.permissions import check_member
from search.models import SavedSearch
from search.saved import address_of, listed
from search.services import saving


@require_safe
@login_required
def saved_list(request: HttpRequest) -> HttpResponse:
    check_member(request.user)
    context = {"rows": listed(request.user), "paces": SavedSearch.Pace.choices}
    return render(request, "search/saved_list.html", context)


@require_POST
@login_required
def saved_add(request: HttpRequest) -> HttpResponse:
    """Keep what `address` asks, and go back to it."""
    check_member(request.user)
    params = QueryDict(request.POST.get("address", "")[:2000])
    try:
        saving.keep(actor=request.user, params=params)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Kept. Once a day you hear what is new in it."))
    return redirect(f"{reverse('search:search')}?{address_of(params)}")


@require_safe
@login_required
def saved_open(request: HttpRequest, pk: int) -> HttpResponse:
    """To what it finds, the newest first; what was new is so no more."""
    saved = saved_or_404(request, pk)
    if not is_still():
        saving.open_saved(actor=request.user, saved=saved)
    return redirect(f"{reverse('search:search')}?{saved.address}&sort=newest")


@require_POST
@login_required
def saved_change(request: HttpRequest, pk: int) -> HttpResponse:
    """`pace`: how often one hears of it; `remove`: keep it no more."""
    saved = saved_or_404(request, pk)
    pace = request.POST.get("pace", "")
    if "remove" in request.POST:
        saving.let_go(actor=request.user, saved=saved)
        messages.success(request, _("You keep it no more."))
    elif pace in SavedSearch.Pace.values:
        saving.choose_pace(actor=request.user, saved=saved, pace=pace)
        messages.success(request, _("Saved."))
    return redirect("search:saved-list")


def saved_or_404(request: HttpRequest, pk: int) -> SavedSearch:
    check_member(request.user)
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
