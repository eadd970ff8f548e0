"""What a reader keeps of a guide for themselves."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from library import services
from library.models import GuidePage

MOST = 200  # lines that one form may name


def open_guide(request, pk):
    return get_object_or_404(GuidePage.objects.visible_to(request.user).select_related("locale"), pk=pk)


@require_POST
@login_required
def ticks(request, pk):
    """The ticks of one list, as its form holds them now. A script hears that they are kept; others see the page again."""
    guide = open_guide(request, pk)
    shown, ticked = (request.POST.getlist(name)[:MOST] for name in ("shown", "ticked"))
    services.tick(actor=request.user, guide=guide, shown=shown, ticked=ticked)
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(guide.url)
