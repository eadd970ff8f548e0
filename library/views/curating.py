"""The curators' desk: where nothing stands yet, and what is due."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cop.core.access import only
from cop.core.ways import lead_back
from library import translating
from library.coverage import guides_covered, resources_covered
from library.models import GuideIndexPage, GuidePage, Link, PracticeDocument, Resource
from library.permissions import check_curate
from library.services import due_by, read_again

AHEAD = timedelta(days=30)
MOST = 50

curators = only(check_curate)


@require_safe
@curators
def desk(request):
    """What is due, and the coverage map, narrowed by `?language=` and, for resources, `?kind=`."""
    today = timezone.localdate()
    chosen = {
        "language": _one_of(request.GET.get("language", ""), dict(settings.LANGUAGES)),
        "kind": _one_of(request.GET.get("kind", ""), Resource.Kind.values),
    }
    lists = {page.locale.language_code: page for page in _lists(request.user)}
    context = {
        "chosen": chosen,
        "languages": settings.LANGUAGES,
        "kinds": Resource.Kind.choices,
        "guides": guides_covered(request.user, chosen["language"]),
        "resources": resources_covered(request.user, chosen["kind"], chosen["language"]),
        "more": "".join(f"&{name}={value}" for name, value in chosen.items() if value),
        "due": due_by(today + AHEAD)
        .filter(pk__in=GuidePage.objects.visible_to(request.user).values("pk"))
        .select_related("locale", "keeper")[:MOST],
        "today": today,
        "links": links_to_mend(request.user),
        "list": lists.get(chosen["language"] or get_language()) or next(iter(lists.values()), None),
    }
    return render(request, "library/desk.html", context)


@require_safe
@curators
def translations(request):
    """What is behind what it was translated from, and what is missing in a language."""
    behind, missing = translating.translations(request.user)
    return render(request, "library/translations.html", {"behind": behind, "missing": missing})


@require_POST
@curators
def file_read(request, pk):
    """The file of a document is read once more, and its curator goes back to where they were."""
    document = get_object_or_404(PracticeDocument.objects.visible_to(request.user), pk=pk)
    read_again(actor=request.user, document=document)
    messages.success(request, _("The file is read again. That takes a minute or so."))
    return lead_back(request, reverse("wagtaildocs:edit", args=[document.pk]), "back")


def links_to_mend(viewer):
    """What does not open any more, then what has moved, each with the guides and the `resources` that name it."""
    guides = Prefetch("guides", GuidePage.objects.visible_to(viewer).select_related("locale"))
    found = Link.objects.visible_to(viewer).filter(state__in=(Link.State.BROKEN, Link.State.MOVED))
    links = list(found.order_by("state", "failing_since", "pk").prefetch_related(guides)[:MOST])
    named = Resource.objects.visible_to(viewer).filter(url__in=[link.url for link in links]) if links else []
    for link in links:
        link.resources = [resource for resource in named if resource.url == link.url]
    return links


def _lists(viewer):
    return GuideIndexPage.objects.visible_to(viewer).select_related("locale").order_by("path")


def _one_of(value, known):
    return value if value in known else ""
