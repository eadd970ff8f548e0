"""What a reader keeps of a guide for themselves."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from cop.core.problems import wants_json
from library import services
from library.changes import changes_since, versions_of
from library.citing import in_bibtex
from library.models import GuidePage
from members.permissions import check_member

MOST = 200  # lines that one form may name


def open_guide(request, pk):
    return get_object_or_404(GuidePage.objects.visible_to(request.user).select_related("locale"), pk=pk)


def number_of(text):
    """Of a version; None where it is none."""
    return int(text) if text.isdecimal() and len(text) < 6 else None


@require_POST
@login_required
def ticks(request, pk):
    """The ticks of one list, as its form holds them now."""
    guide = open_guide(request, pk)
    return ticked(request, partial(services.tick, guide=guide), guide.url, MOST)


def ticked(request, keep, url, most):
    """Keep what a form says is ticked, of at most so many lines. A script hears that it is kept; others see the page again."""
    said = {name: request.POST.getlist(name)[:most] for name in ("shown", "ticked")}
    keep(actor=request.user, **said)
    return HttpResponse(status=204) if wants_json(request) else redirect(url)


@require_safe
def cite(request, pk):
    """The guide as an entry for a reference manager."""
    guide = open_guide(request, pk)
    answer = HttpResponse(in_bibtex(guide, guide.published_times()), "application/x-bibtex; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{guide.slug}.bib"'
    return answer


@require_POST
@login_required
def read(request, pk):
    """That one has read a version of a guide: kept for oneself, so that what changes later can be shown."""
    guide = open_guide(request, pk)
    version = number_of(request.POST.get("version", ""))
    if version is None:
        raise Http404
    services.remember_version(actor=request.user, guide=guide, version=version)
    return redirect(f"{guide.url}#origin")


@require_safe
@login_required
def changes(request, pk):
    """What changed since the version that one read, or since `?since=`; without either since the one before."""
    check_member(request.user)  # an older version may have been for members alone
    guide = open_guide(request, pk)
    versions = versions_of(guide)
    kept = guide.reading_of(request.user).version
    wanted = number_of(request.GET.get("since", ""))
    wanted = (kept or len(versions) - 1) if wanted is None else wanted
    since = next((version for version in versions[1:] if version.number == wanted), None)
    with override(guide.locale.language_code):
        found = changes_since(guide, since, request.user) if since else []
    newest = versions[0].number if versions else 0
    context = {"guide": guide, "versions": versions, "since": since, "changes": found, "version_read": kept}
    context |= {"newest": newest, "is_newest": wanted in {newest, 0 if newest == 1 else newest}}
    return render(request, "library/guide_changes.html", context)
