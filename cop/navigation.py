"""Where the library begins, for the navigation of every page."""

from django.core.cache import cache
from django.utils.translation import get_language

from library.models import GuideIndexPage

FRESH = 300  # seconds; the address changes about once in the life of a site


def guides_url(request):
    """The list of guides in the reader's language, else in any; its usual address before there is one."""
    language = get_language()
    return cache.get_or_set(f"guides_url:{language}", lambda: _guides_url(language), FRESH)


def _guides_url(language):
    indexes = list(GuideIndexPage.objects.live().select_related("locale"))
    own = [page for page in indexes if page.locale.language_code == language]
    page = next(iter(own + indexes), None)
    return (page.url if page else None) or "/guides/"
