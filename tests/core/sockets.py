"""A socket of the live endpoint, driven without a server."""

import asyncio
import json

from asgiref.testing import ApplicationCommunicator

from cop.asgi import application
from cop.core.hub import Hub

HOST = "testserver"


class Refused(Exception):
    """The handshake was refused."""


class LiveSocket(ApplicationCommunicator):
    """`async with LiveSocket(client=…) as socket`: the cookies of a test client, or `token=…`, or neither. With `takes`
    the server cannot write more messages ahead of what is heard."""

    def __init__(self, *, client=None, token="", origin=f"http://{HOST}", language="en", takes=0):
        headers = [(b"host", HOST.encode())]
        if origin:
            headers.append((b"origin", origin.encode()))
        if client is not None:
            cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
            headers.append((b"cookie", cookies.encode()))
        if token:
            headers.append((b"authorization", f"Bearer {token}".encode()))
        scope = {
            "type": "websocket",
            "path": "/ws/live/",
            "headers": headers,
            "query_string": f"lang={language}".encode(),
            "subprotocols": [],
        }
        super().__init__(application, scope)
        self._output_queue = asyncio.Queue(takes)

    async def __aenter__(self):
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(5)
        if answer["type"] != "websocket.accept":
            raise Refused(answer["code"])
        return self

    async def __aexit__(self, *exception):
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)

    async def send(self, frame):
        """A dict as JSON, a str as it is."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self):
        """The next JSON message."""
        message = await self.receive_output(5)
        assert message["type"] == "websocket.send", message
        return json.loads(message["text"])

    async def closed(self):
        """The code with which the server closes now."""
        message = await self.receive_output(5)
        assert message["type"] == "websocket.close", message
        return message["code"]

    async def subscribe(self, topic, since=0):
        """Everything up to `ready`, `reload` or a problem."""
        await self.send({"subscribe": topic, "since": since})
        heard = []
        while not heard or not ({"error"} & set(heard[-1]) or heard[-1].get("kind") in {"ready", "reload"}):
            heard.append(await self.hear())
        return heard


async def listened_to(topic):
    """Until somebody in this process listens to the topic."""
    hub = Hub.here()
    async with asyncio.timeout(30):
        while topic not in hub.listeners:
            await asyncio.sleep(0.01)
