"""Guides that were opened, to read where there is no signal (static/js/offline.js, templates/library/worker.js)."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from library.models import GuidePage


@require_safe
@cache_control(private=True, no_store=True)
def copy(request, pk):
    """A guide that its reader may open, as a visitor would read it: no name, note, tick or conversation is in it, so that it
    may lie on a computer that others use."""
    guides = GuidePage.objects.visible_to(request.user).to_open(request.user)
    guide = guides.select_related("locale").filter(pk=pk).first()
    if guide is None:
        raise Http404
    request.user, request.lasting, request.offline = AnonymousUser(), True, True
    if hasattr(request, "_messages"):
        del request._messages  # they are for the page that one looks at
    with override(guide.locale.language_code):
        return guide.serve(request).render()


@require_safe
@cache_control(no_cache=True)
def worker(request):
    """The service worker; it stands at the root, since it serves what lies below it."""
    return render(request, "library/worker.js", content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request):
    """What stands in place of a page that was never opened here."""
    return render(request, "library/offline.html")
