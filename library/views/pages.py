"""Pages of the library that are not Wagtail's: resources, the principles' hues, and what machines may read."""

import re
from hashlib import sha256

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from wagtail.models import Page, ReferenceIndex
from wagtail.views import serve

from cop.core.access import allowed
from library.embeds import player_for
from library.models import GuidePage, KeptResource, Link, Principle, Resource, page_at
from library.models.parts import Own
from library.models.principles import known_principles
from library.narrowing import narrowed
from library.permissions import check_curate
from members.models.sectors import known_sectors

A_PAGE = 30
GUIDES_SHOWN = 12
SLUG = re.compile(r"[a-z0-9_-]{1,50}", re.IGNORECASE)


def _styles(request):
    """One rule a principle; made once a request, for its tag and its body."""
    if not hasattr(request, "principle_styles"):
        rows = Principle.objects.values_list("slug", "hue", "chroma")
        request.principle_styles = "".join(
            f'[data-p="{slug}"]{{--h:{int(hue)};--c:{float(chroma):.3f}}}\n'
            for slug, hue, chroma in rows
            if SLUG.fullmatch(slug)
        )
    return request.principle_styles


def _styles_tag(request):
    return f'"{sha256(_styles(request).encode()).hexdigest()[:16]}"'


@require_safe
@cache_control(public=True, max_age=300)
@condition(etag_func=_styles_tag)
def principle_styles(request):
    return HttpResponse(_styles(request), content_type="text/css; charset=utf-8")


@require_safe
def resource_list(request):
    """Resources that the viewer may see, narrowed by what the address asks for."""
    resources, facets = narrowed(request.user, request.GET)
    chosen = [facet for facet in facets if facet.chosen]
    shown = [facet for facet in facets if facet.shown]
    context = {
        "page": Paginator(resources.with_files(request.user), A_PAGE).get_page(request.GET.get("page")),
        "params": request.GET,
        "first": [facet for facet in shown if facet.first],
        "more": [facet for facet in shown if not facet.first],
        "open": any(not facet.first for facet in chosen),
        "chosen": [(facet, without(request, facet.dimension.name)) for facet in chosen],
    }
    return render(request, "library/resource_list.html", context)


def without(request, name):
    """The address of this list without one of what it is narrowed by, from its first page on."""
    params = request.GET.copy()
    params.pop("page", None)
    params.pop(name, None)
    return f"{request.path}?{params.urlencode()}"


@require_safe
def resource_detail(request, pk):
    rows = Resource.objects.visible_to(request.user).with_files(request.user)
    resource = get_object_or_404(rows, pk=pk)
    document = resource.file_for_viewer
    curates = allowed(check_curate, request.user)
    guides = guides_with(resource, request.user)
    principles, sectors = facets_of(resource)
    context = {
        "resource": resource,
        "canonical": f"{settings.BASE_URL.rstrip('/')}{request.path}",
        "document": document,
        "read": document.extracted if document and curates else None,
        "link": Link.objects.filter(url=resource.url).first() if resource.url else None,
        "curates": curates,
        "player": player_for(resource.url) if resource.kind == Resource.Kind.VIDEO else None,
        "principles": principles,
        "sectors": sectors,
        "kept": kept_of(resource, request.user),
        "guides": numbered(guides)[:GUIDES_SHOWN],
    }
    return render(request, "library/resource_detail.html", context)


def facets_of(resource):
    """Its principles and its sectors, each in their order, by one question."""
    about = Resource.principles.through.objects.filter(resource=resource.pk).order_by()
    for_whom = Resource.sectors.through.objects.filter(resource=resource.pk).order_by()
    rows = about.values_list(Value("principle"), "principle_id").union(
        for_whom.values_list(Value("sector"), "sector_id"), all=True
    )
    own = set(rows)
    principles = [row for key, row in known_principles().items() if ("principle", key) in own]
    return principles, [row for key, row in known_sectors().items() if ("sector", key) in own]


def numbered(guides):
    """The newest first, each with how many there are in all, whatever their languages."""
    number = guides.order_by().annotate(all=Value(1)).values("all")
    number = number.annotate(number=Count("translation_key", distinct=True)).values("number")
    return guides.in_words().newest().annotate(number=Subquery(number))


def kept_of(resource, viewer):
    """What a member keeps of it for themselves."""
    rows = KeptResource.objects.visible_to(viewer).filter(resource=resource)
    row = rows.values("kept_at", "note", "folder__name").first()
    return Own(kept_at=row["kept_at"], note=row["note"], folder=row["folder__name"]) if row else Own()


def guides_with(resource, viewer):
    """Guides that name a resource, as a whole or in one of their parts, as far as the viewer may open them: in their language
    where they are there."""
    parts = ReferenceIndex.get_references_to(resource).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    named = Q(related_resources__resource=resource) | Q(
        Exists(parts.filter(object_id=Cast(OuterRef("pk"), CharField())))
    )
    keys = GuidePage.objects.filter(named).values("pk")
    guides = GuidePage.objects.visible_to(viewer).filter(pk__in=keys)
    own = Q(locale__language_code=get_language())
    return guides.filter(own | ~Q(translation_key__in=guides.filter(own).values("translation_key")))


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request):
    """What crawlers need not ask for; everything else is public or answers as if it were not there."""
    sitemap = f"{settings.BASE_URL.rstrip('/')}{reverse('library:sitemap')}"
    closed = ["/admin/", "/accounts/", "/api/", "/language/", "/search/", "/_util/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def page(request, path):
    """A page of the tree. Those of the library are found by their address at once; what is not goes Wagtail's way."""
    found = page_at(path, get_language(), request.user) if request.method in {"GET", "HEAD"} else None
    return found.serve(request) if found else serve(request, path)
