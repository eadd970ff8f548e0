"""What a reader keeps of a collection, and giving it to a circle."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from library import services
from library.models import CollectionPage
from library.views.readings import ticked
from members.models import Circle

MOST = 400  # things that one form may name


def open_collection(request, pk):
    return get_object_or_404(CollectionPage.objects.visible_to(request.user).select_related("locale"), pk=pk)


@require_POST
@login_required
def ticks(request, pk):
    """What one is done with in one stage."""
    collection = open_collection(request, pk)
    return ticked(request, partial(services.tick_collection, collection=collection), collection.url, MOST)


@require_POST
@login_required
def forget(request, pk):
    """Begin it anew."""
    collection = open_collection(request, pk)
    services.forget_progress(actor=request.user, collection=collection)
    return redirect(collection.url)


@require_POST
@login_required
def share(request, pk):
    """Give it to a circle, or (`off`) take it back."""
    collection = open_collection(request, pk)
    slug = request.POST.get("circle", "")
    if not slug:
        raise BadRequest(_("Choose a circle."))
    circle = get_object_or_404(Circle.objects.visible_to(request.user), slug=slug[:50])
    if request.POST.get("off"):
        services.unshare_collection(actor=request.user, collection=collection, circle=circle)
    else:
        services.share_collection(actor=request.user, collection=collection, circle=circle)
    return redirect(f"{collection.url}#circles")
