"""Redis as a cache may be: one that is down forgets, and disturbs nobody.

While Redis is away everything is as if it had just been forgotten: pages read the database, limits begin anew. After a
failure it is left alone for a moment, so that a machine that does not even refuse costs a page one wait, not one a
question. The connections belong to the process, not to a thread: under ASGI every request has a thread of its own.
"""

import logging
from collections.abc import Callable
from functools import cached_property, lru_cache
from time import monotonic
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

LEFT_ALONE = 1.0  # seconds after a failure in which nothing is asked
CONNECT = 0.5  # seconds a new connection may take
ANSWER = 1.0  # seconds an answer may take


class OneClient(RedisCacheClient):
    """Django's, which makes a client for each question; that costs more than to ask it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clients: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if id(pool) not in self._clients:
            self._clients[id(pool)] = self._client(connection_pool=pool)  # type: ignore[attr-defined]
        return self._clients[id(pool)]


class Forgetful:
    """A client whose questions are answered, while Redis is away, as by a cache that keeps nothing."""

    def __init__(self, servers: list[str]) -> None:
        self._client = OneClient(servers, socket_connect_timeout=CONNECT, socket_timeout=ANSWER)
        self._away_until = 0.0

    def add(self, key: str, value: Any, timeout: Any) -> bool:
        return self._ask(lambda: self._client.add(key, value, timeout), True)

    def get(self, key: str, default: Any) -> Any:
        return self._ask(lambda: self._client.get(key, default), default)

    def set(self, key: str, value: Any, timeout: Any) -> None:
        self._ask(lambda: self._client.set(key, value, timeout), None)

    def touch(self, key: str, timeout: Any) -> bool:
        return self._ask(lambda: self._client.touch(key, timeout), False)

    def delete(self, key: str) -> bool:
        return self._ask(lambda: self._client.delete(key), False)

    def get_many(self, keys: Any) -> dict[str, Any]:
        return self._ask(lambda: self._client.get_many(keys), {})

    def has_key(self, key: str) -> bool:
        return self._ask(lambda: self._client.has_key(key), False)

    def incr(self, key: str, delta: int) -> int:
        """Raises ValueError, as for a key that is not there."""
        counted = self._ask(lambda: self._client.incr(key, delta), None)
        if counted is None:
            raise ValueError(f"Key {key!r} not found.")
        return counted

    def set_many(self, data: Any, timeout: Any) -> None:
        self._ask(lambda: self._client.set_many(data, timeout), None)

    def delete_many(self, keys: Any) -> None:
        self._ask(lambda: self._client.delete_many(keys), None)

    def clear(self) -> bool:
        return self._ask(self._client.clear, False)

    def _ask(self, question: Callable[[], Any], without: Any) -> Any:
        if monotonic() < self._away_until:
            return without
        try:
            return question()
        except (RedisError, OSError) as error:
            self._away_until = monotonic() + LEFT_ALONE
            log.warning("the cache is away: %r", error)
            return without


@lru_cache(maxsize=8)
def client_of(*servers: str) -> Forgetful:
    return Forgetful(list(servers))


class ForgetfulRedisCache(RedisCache):
    """Django's, with a client that forgives."""

    @cached_property
    def _cache(self) -> Any:
        return client_of(*self._servers)  # type: ignore[attr-defined]
