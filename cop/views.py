"""The home page: what is alive now, or for a visitor what this place is."""

from django.db import connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from forums.models import Reflection
from forums.selectors import live_threads, waiting_for
from library.models import FrontPage, GuidePage, Principle
from members.models import Sector
from members.permissions import is_member, sector_of


def home(request):
    viewer = request.user
    guides = list(
        GuidePage.objects.visible_to(viewer)
        .select_related("locale")
        .prefetch_related("principles")
        .order_by("-last_published_at", "-pk")[:3]
    )
    context = {"guides": guides, "front": front_page()}
    if not is_member(viewer):
        context |= {
            "principles": Principle.objects.with_words(),
            "sectors": Sector.objects.in_use().with_labels(),
            "guide_count": GuidePage.objects.visible_to(viewer).count(),
        }
        return render(request, "home/home_visitor.html", context)
    sector = sector_of(viewer)
    context |= {
        "sector": sector,
        "moments": Reflection.Moment.choices,
        "waiting": waiting_for(sector, viewer, limit=4) if sector else [],
        "live": live_threads(viewer, limit=5),
    }
    return render(request, "home/home_member.html", context)


def front_page():
    """The editorial words in the reader's language, else in the first; None before there are any."""
    pages = {page.locale.language_code: page for page in FrontPage.objects.live().select_related("locale")}
    return pages.get(get_language()) or next(iter(pages.values()), None)


def health(request):
    """For load balancers: the process answers and reaches its database."""
    connection.ensure_connection()
    return JsonResponse({"status": "ok"})
