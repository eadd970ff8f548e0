"""A cache that is down forgets, and disturbs nobody."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cop.core import cache as caches
from cop.core.cache import ForgetfulRedisCache

NOWHERE = "redis://127.0.0.1:1/0"  # nothing listens there


@pytest.fixture
def away():
    caches.client_of.cache_clear()
    yield ForgetfulRedisCache(NOWHERE, {})
    caches.client_of.cache_clear()


@pytest.mark.parametrize(
    ("verb", "arguments", "answer"),
    [
        ("add", ("a", 1), True),
        ("get", ("a",), None),
        ("get", ("a", "instead"), "instead"),
        ("set", ("a", 1), None),
        ("touch", ("a",), False),
        ("delete", ("a",), False),
        ("get_many", (["a", "b"],), {}),
        ("has_key", ("a",), False),
        ("set_many", ({"a": 1},), []),
        ("delete_many", (["a"],), None),
        ("get_or_set", ("a", lambda: "read anew"), "read anew"),
        ("clear", (), False),
    ],
)
def test_each_question_is_answered_as_if_nothing_were_kept(away, verb, arguments, answer):
    assert getattr(away, verb)(*arguments) == answer


def test_counting_what_is_not_there_is_refused_as_ever(away):
    with pytest.raises(ValueError, match="not found"):
        away.incr("a")


def test_after_a_failure_it_is_left_alone_for_a_moment_then_asked_again(away, monkeypatch):
    asked = []
    monkeypatch.setattr(caches, "monotonic", lambda: now)

    def refuse(*arguments):
        asked.append(arguments)
        raise ConnectionRefusedError

    monkeypatch.setattr(away._cache._client, "get", refuse)
    now = 100.0
    away.get("a")
    away.get("b")
    assert len(asked) == 1
    now += caches.LEFT_ALONE
    away.get("c")
    assert len(asked) == 2


def test_what_a_caller_did_wrong_is_not_forgiven(away, monkeypatch):
    monkeypatch.setattr(away._cache._client, "set", lambda *arguments: {}["no such thing"])
    with pytest.raises(KeyError):
        away.set("a", 1)


@pytest.mark.redis
def test_threads_share_the_connections_of_the_process(settings):
    made = settings.REDIS_URL
    with ThreadPoolExecutor(3) as threads:
        clients = set(threads.map(lambda _n: ForgetfulRedisCache(made, {})._cache, range(6)))
    assert len(clients) == 1


@pytest.mark.redis
def test_it_keeps_and_counts_while_redis_is_there(settings):
    here = ForgetfulRedisCache(settings.REDIS_URL, {})
    key = f"test:{time.monotonic_ns()}"
    here.set(key, 1, 60)
    assert here.incr(key) == 2
    assert here.get(key) == 2
    assert here.delete(key)
    assert here.get(key) is None
