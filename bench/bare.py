"""The least that a server can do: hand the same bytes to the same sockets, one after the other.

`POST /say` is answered at once; then its body goes to every socket of `/ws/live/`. `X-Acknowledged` is the moment of
the answer. What the platform adds (rights, rendering, order, slow readers) is what `bench.live` compares with this.
"""

import asyncio
import time

sockets: set = set()
tasks: set = set()


async def tell(text):
    for send in tuple(sockets):
        await send({"type": "websocket.send", "text": text})


async def application(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        sockets.add(send)
        try:
            while (await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": '{"kind":"ready"}'})
        finally:
            sockets.discard(send)
    elif scope["type"] == "http":
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        headers = [(b"content-length", b"0"), (b"x-acknowledged", repr(time.perf_counter()).encode())]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        task = asyncio.get_running_loop().create_task(tell(body.decode()))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    else:
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
