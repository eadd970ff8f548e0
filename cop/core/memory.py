"""What may be forgotten: the cache, for whoever can do without it. A cache that is down forgets, and disturbs nobody."""

import logging
from typing import Any

from django.core.cache import cache

log = logging.getLogger(__name__)


def recall(key: str) -> Any:
    """What was remembered under the key, or None."""
    try:
        return cache.get(key)
    except Exception:
        log.warning("the cache cannot be read", exc_info=True)
        return None


def remember(key: str, value: Any, seconds: int) -> None:
    try:
        cache.set(key, value, seconds)
    except Exception:
        log.warning("the cache cannot be written", exc_info=True)


def forget(key: str) -> None:
    try:
        cache.delete(key)
    except Exception:
        log.warning("the cache cannot be written", exc_info=True)
