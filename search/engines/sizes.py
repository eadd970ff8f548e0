"""How many entries there are, as far as rarity needs to know, and how far their ids have come, about."""

from django.core.cache import cache

from search.models import SearchEntry

KEPT = 300  # seconds


def table_size() -> int:
    return cache.get_or_set("search:entries", SearchEntry.objects.count, KEPT) or 0


def newest_id() -> int:
    newest = SearchEntry.objects.order_by("-pk").values_list("pk", flat=True)
    return cache.get_or_set("search:newest", lambda: newest.first() or 0, KEPT) or 0
