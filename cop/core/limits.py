"""How often somebody may do something: counted in the cache, a minute at a time. A cache that is away refuses nobody."""

import time
from typing import Any

from django.core.cache import cache

from cop.core.problems import TooMany

MINUTE = 60


def count(key: str, most: int, refusal: Any = "") -> None:
    """One more of what `key` names; raises TooMany where that is more than `most` a minute."""
    now = int(time.time())
    place = f"{key}:{now // MINUTE}"
    cache.add(place, 0, 2 * MINUTE)
    try:
        counted = cache.incr(place)
    except ValueError:  # the cache forgot it meanwhile
        return
    if counted > most:
        raise TooMany(refusal, retry_after=MINUTE - now % MINUTE)
