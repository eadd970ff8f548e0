"""Very many sockets in one process, as cheap as they can be, so that what is measured is the server."""

import asyncio
import base64
import json
import os
import time


class Reader(asyncio.Protocol):
    """One socket: `heard(seq, moment)` for every event, `ready` once everything missed has come."""

    def __init__(self, path, headers, topic, since, heard):
        self.path, self.headers, self.topic, self.since, self.heard = path, headers, topic, since, heard
        self.buffer, self.open = b"", False
        self.closed: int | None = None
        self.ready = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.path} HTTP/1.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in self.headers.items()),
        ]
        transport.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def data_received(self, data):
        moment = time.perf_counter()
        self.buffer += data
        if not self.open:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self._fail(head.split(b"\r\n", 1)[0].decode())
                return
            self.open, self.buffer = True, rest
            self.say({"subscribe": self.topic, "since": self.since})
        while (frame := self._frame()) is not None:
            self._take(*frame, moment)

    def _frame(self):
        data = self.buffer
        if len(data) < 2:
            return None
        size, start = data[1] & 127, 2
        if size == 126:
            size, start = int.from_bytes(data[2:4], "big"), 4
        elif size == 127:
            size, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start + size:
            return None
        self.buffer = data[start + size :]
        return data[0] & 15, data[start : start + size]

    def _take(self, kind, payload, moment):
        if kind == 9:
            self._send(10, payload)
        elif kind == 8:
            self.closed = int.from_bytes(payload[:2], "big")
        elif kind == 1:
            if b'"kind":"ready"' in payload[:200] or b'"kind": "ready"' in payload[:200]:
                if not self.ready.done():
                    self.ready.set_result(json.loads(payload).get("head", 0))
            elif b'"seq":' in payload[:200]:
                at = payload.index(b'"seq":') + 6
                self.heard(int(payload[at : at + 20].split(b",", 1)[0].strip(b" }")), moment)
            elif b'"error"' in payload[:20]:
                self._fail(payload.decode())

    def say(self, frame):
        self._send(1, json.dumps(frame).encode())

    def _send(self, kind, payload):
        size = len(payload)
        head = (
            bytes([128 | kind, 128 | size])
            if size < 126
            else bytes([128 | kind, 254]) + size.to_bytes(2, "big")
        )
        self.transport.write(head + b"\0\0\0\0" + payload)  # masked by nothing, which is a mask too

    def _fail(self, reason):
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(reason))
        self.transport.close()

    def connection_lost(self, exception):
        self.closed = self.closed or 1006
        self._fail("closed")


async def connect(port, path, headers, topic, since, heard):
    loop = asyncio.get_running_loop()
    _transport, reader = await loop.create_connection(
        lambda: Reader(path, headers, topic, since, heard), "127.0.0.1", port
    )
    return reader
