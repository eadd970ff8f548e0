"""A request is answered in one thread at one go; what waits holds none, and no thread knows another's language."""

import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync, iscoroutinefunction, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver
from django.utils import translation

from cop.handlers import WAITS, OneGoHandler, forget_the_lock

seen: list[list[str]] = []


def noted(get_response):
    """A middleware that knows no coroutines, and notes from where it is called."""

    def middleware(request):
        seen.append([f"{frame.name} in {frame.filename}" for frame in traceback.extract_stack()])
        return get_response(request)

    return middleware


def routes(resolver, before="/"):
    for one in resolver.url_patterns:
        path = f"{before}{one.pattern._route if isinstance(one.pattern, RoutePattern) else ''}"
        if isinstance(one, URLResolver):
            yield from routes(one, path)
        elif isinstance(one, URLPattern):
            yield path, one.callback


def test_what_waits_is_told_by_its_address():
    waiting = {path for path, view in routes(get_resolver()) if iscoroutinefunction(view)}
    assert len(waiting) == 3
    for path, _view in routes(get_resolver()):
        sample = path.replace("<int:pk>", "7").replace("<int:thread_id>", "7")
        assert bool(WAITS.search(sample)) == (path in waiting), path


@pytest.mark.django_db(transaction=True)
def test_all_of_a_request_is_done_at_one_go(settings):
    settings.MIDDLEWARE = [f"{__name__}.noted", *settings.MIDDLEWARE, f"{__name__}.noted"]
    handler = OneGoHandler()
    scope = {"type": "http", "method": "GET", "path": "/health/", "headers": [(b"host", b"localhost")]}

    async def ask():
        one = ApplicationCommunicator(handler, scope | {"query_string": b""})
        await one.send_input({"type": "http.request", "body": b""})
        answer = await one.receive_output()
        await one.receive_output()
        await one.wait()
        return answer

    seen.clear()
    answer = async_to_sync(ask)()
    assert answer["type"] == "http.response.start"
    outer, inner = seen
    assert inner[: len(outer)] == outer, "it left the thread on the way"


def test_no_thread_knows_the_language_of_another():
    forget_the_lock()
    together = threading.Barrier(2, timeout=10)

    def speak(language):
        heard = []
        for _turn in range(20):
            with translation.override(language):
                together.wait()
                heard.append(translation.gettext("Search"))
                together.wait()
        return heard

    with ThreadPoolExecutor(2) as pool:
        english, spanish = pool.map(speak, ("en", "es"))
    assert set(english) == {"Search"} and set(spanish) == {"Buscar"}


def test_a_language_goes_along_to_the_thread_that_a_coroutine_asks():
    async def ask():
        with translation.override("es"):
            return await sync_to_async(translation.get_language)()

    assert async_to_sync(ask)() == "es"
