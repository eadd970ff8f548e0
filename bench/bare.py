"""The least that a server can do: hand the same bytes to the same sockets, one after the other.

`POST /say` is answered at once; then its body goes to every socket of `/ws/live/`. What the platform adds (rights,
database, rendering, order) is what `bench.live` compares with this, in the same run and with the same client.
"""

import asyncio

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
            while (message := await receive())["type"] == "websocket.receive":
                await send({"type": "websocket.send", "text": '{"kind":"ready"}'})
        finally:
            sockets.discard(send)
    elif scope["type"] == "http":
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body", False)
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        if body:
            task = asyncio.get_running_loop().create_task(tell(body.decode()))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
    else:
        while True:
            kind = (await receive())["type"]
            await send({"type": f"{kind}.complete"})
            if kind == "lifespan.shutdown":
                return
