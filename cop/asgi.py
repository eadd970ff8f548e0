"""The ASGI application: Django over HTTP, the live socket, and a worker beside them if wanted.

Run it by uvicorn with `--ws-per-message-deflate false` (compression costs an idle socket more memory than all
the rest) and `--ws-max-size 65536`. With `WORKER_IN_PROCESS=1` a thread runs background tasks and the schedule,
as the demo does; its live updates reach this process's sockets without Redis.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from cop.handlers import application as django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop.settings.production")
http = django()

# These import models, which exist only now.
from cop.core.consumers import live  # noqa: E402
from cop.core.queue import run_worker  # noqa: E402

SOCKET_PATH = "/ws/live/"

# The loop gives up Python's lock with every write to a socket and, while a request computes in its thread, gets it back
# only after this long. With the usual 5 ms a broadcast to hundreds of sockets crawls beside any busy request.
sys.setswitchinterval(0.001)


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[Any], Coroutine[Any, Any, None]],
) -> None:
    match scope["type"]:
        case "http":
            await http(scope, receive, send)
        case "websocket" if scope["path"] == SOCKET_PATH:
            await live(scope, receive, send)
        case "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4404})
        case "lifespan":
            await lifespan(receive, send)


async def lifespan(
    receive: Callable[[], Awaitable[dict[str, Any]]], send: Callable[[dict[str, Any]], Awaitable[None]]
) -> None:
    """Start the worker with the server and let it finish its task when the server stops."""
    stop = threading.Event()
    worker: threading.Thread | None = None
    while True:
        match (await receive())["type"]:
            case "lifespan.startup":
                if os.environ.get("WORKER_IN_PROCESS") == "1":
                    worker = threading.Thread(target=run_worker, args=(stop,), name="worker", daemon=True)
                    worker.start()
                await send({"type": "lifespan.startup.complete"})
            case "lifespan.shutdown":
                stop.set()
                if worker:
                    await asyncio.to_thread(worker.join, 10.0)
                await send({"type": "lifespan.shutdown.complete"})
                return
