"""The platform as it is served, telling with each answer when the database had committed.

`X-Acknowledged` is the moment, by the machine's monotonic clock, at which the last transaction with consequences was
committed: from there on the write stands, whatever dies. `bench.live` counts from it.
"""

import time

from django.db.backends.base.base import BaseDatabaseWrapper

from cop.asgi import application as platform

run_hooks = BaseDatabaseWrapper.run_and_clear_commit_hooks
committed = 0.0


def note(connection):
    global committed
    if connection.run_on_commit:
        committed = time.perf_counter()
    run_hooks(connection)


BaseDatabaseWrapper.run_and_clear_commit_hooks = note  # type: ignore[method-assign]


async def application(scope, receive, send):
    async def told(message):
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"x-acknowledged", repr(committed).encode())]
        await send(message)

    await platform(scope, receive, told if scope["type"] == "http" else send)
