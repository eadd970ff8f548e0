"""The home page (what is alive now, or for a visitor what this place is), and how it is kept on a phone."""

from django.conf import settings
from django.db import connection
from django.db.models import Case, Value, When
from django.http import JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from forums.models import Reflection
from forums.selectors import at_home
from library.models import GuidePage
from library.models.fronts import known_fronts
from library.models.principles import known_principles
from library.underway import begun_by
from members.models.sectors import known_sectors
from members.permissions import is_member, sector_of


def home(request):
    front = front_page()
    guides = GuidePage.objects.visible_to(request.user)
    if is_member(request.user):
        return home_of_member(request, front, guides)
    context = {
        "front": front,
        "promises": blocks_of(front, "promise"),
        "guides": fresh(guides),
        "guide_count": guides.count(),
        "principles": list(known_principles().values()),
        "sectors": [sector for sector in known_sectors().values() if sector.is_active],
    }
    return render(request, "home/home_visitor.html", context)


def home_of_member(request, front, guides):
    viewer, sector = request.user, sector_of(request.user)
    waits, waiting_count, live = at_home(sector, viewer, waits=4, lives=5)
    context = {
        "sector": sector,
        "moments": Reflection.Moment.choices,
        "waiting": waits,
        "waiting_count": waiting_count,
        "live": live,
        "moment": next(iter(blocks_of(front, "moment")), None),
        "guides": fresh(guides),
        "begun": begun_by(viewer),
    }
    return render(request, "home/home_member.html", context)


def fresh(guides, number=3):
    """The newest guides; those in the reader's own language come first."""
    own_first = Case(When(locale__language_code=get_language(), then=Value(0)), default=Value(1))
    guides = guides.select_related("locale").with_principles()
    return list(guides.order_by(own_first, "-last_published_at", "-pk")[:number])


def front_page():
    """The editorial words in the reader's language, else in the first; None before there are any."""
    pages = known_fronts()
    return pages.get(get_language()) or next(iter(pages.values()), None)


def blocks_of(front, kind):
    """The values of one kind of editorial block."""
    return [block.value for block in front.body if block.block_type == kind] if front else []


def health(request):
    """For load balancers: the process answers and reaches its database."""
    connection.ensure_connection()
    return JsonResponse({"status": "ok"})


@require_safe
@cache_control(public=True, max_age=3600)
@vary_on_headers("Accept-Language")
def manifest(request):
    """What a phone needs to keep the site on its home screen (W3C, Web Application Manifest), in the language of the phone:
    browsers ask for it without cookies. Only from there may a site alert an iPhone."""
    icons = [
        {
            "src": static(f"icons/home-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    kept = {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "name": settings.COMMUNITY_NAME,
        "short_name": settings.COMMUNITY_NAME,
        "description": str(settings.COMMUNITY_TAGLINE),
        "lang": get_language(),
        "theme_color": "#f0f1e8",
        "background_color": "#f0f1e8",
        "icons": icons,
    }
    return JsonResponse(kept, content_type="application/manifest+json")
