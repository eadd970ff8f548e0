"""How Django answers under ASGI: each request in one go of one thread, and threads that do not stand in line.

Django leaves the thread and enters it again with each middleware that knows no coroutines, which is most of them, and
whoever computes meanwhile has to let go of Python's lock each time. Only what waits for something to happen is worth that:
it would hold a thread for as long.
"""

import re
from collections.abc import Callable
from typing import Any

from asgiref.local import Local, _CVar
from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

#: The addresses whose views are coroutines.
WAITS = re.compile(r"/threads/\d+/(events|presence)$")


class OneGoHandler(ASGIHandler):
    """Middleware, view and template of a request one after the other, as under WSGI."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = await sync_to_async(self.get_response)(request)
        response._handler_class = type(self)  # type: ignore[attr-defined]  # who closes it
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        return response


def application() -> Callable[..., Any]:
    """Django over HTTP."""
    forget_the_lock()
    waiting, computing = get_asgi_application(), OneGoHandler()

    async def answer(scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        await (waiting if WAITS.search(scope["path"]) else computing)(scope, receive, send)

    return answer


def forget_the_lock() -> None:
    """Read what asgiref keeps for a task without its lock.

    Django asks there for the language with every word, and for the routes with every address: four hundred times for a
    guide. It is a context variable whose value is replaced and never changed, and no two threads run in one context, so
    that the lock guards nothing; but whoever loses Python's lock while holding it stops all others until it is their turn
    again. A version of asgiref that keeps it otherwise is left as it is.
    """
    kept = type(Local())
    if isinstance(Local()._storage, _CVar) and kept is not type(Local(thread_critical=True)):
        kept.__getattr__ = lambda self, key: getattr(self._storage, key)  # type: ignore[method-assign]
