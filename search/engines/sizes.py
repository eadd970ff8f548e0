"""How many entries there are, as far as rarity needs to know."""

from django.core.cache import cache

from search.models import SearchEntry

KEPT = 300  # seconds


def table_size() -> int:
    return cache.get_or_set("search:entries", SearchEntry.objects.count, KEPT) or 0
