"""Very many sockets in one process, as cheap as they can be, so that what is measured is the server."""

import asyncio
import base64
import json
import os
import time

PORTS_AN_ADDRESS = 20_000  # local ports that may be taken from one address of ours


class Reader(asyncio.Protocol):
    """One socket on one topic. `heard(seq, moment)` for every event; `seqs` are those heard, in order; `ready` once
    everything missed has come; `last` the newest event's bytes; `closed` the code with which the server closed."""

    def __init__(self, headers, topic, since, heard=lambda seq, moment: None):
        self.headers, self.topic, self.since, self.heard = headers, topic, since, heard
        self.buffer, self.open = b"", False
        self.seqs: list[int] = []
        self.last = b""
        self.closed: int | None = None
        self.ended = asyncio.get_running_loop().create_future()
        self.ready = asyncio.get_running_loop().create_future()

    @property
    def cursor(self):
        return self.seqs[-1] if self.seqs else self.since

    def connection_made(self, transport):
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /ws/live/?lang=en HTTP/1.1",
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
            start = payload[:200]
            if (at := start.find(b'"seq":')) >= 0:
                seq = int(payload[at + 6 : at + 26].split(b",", 1)[0].strip(b" }"))
                self.seqs.append(seq)
                self.last = payload
                self.heard(seq, moment)
            elif b'"kind":"ready"' in start:
                if not self.ready.done():
                    self.ready.set_result(None)
            elif b'"error"' in start or b'"kind":"reload"' in start:
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
        if not self.ended.done():
            self.ended.set_result(None)


async def connect(port, number, reader):
    """Open a Reader's socket, the `number`th of all."""
    address = f"127.0.0.{2 + number // PORTS_AN_ADDRESS}"
    await asyncio.get_running_loop().create_connection(
        lambda: reader, "127.0.0.1", port, local_addr=(address, 0)
    )
    return reader


class Stuck:
    """Somebody who asks and never reads, until nothing more fits into what lies between: from then on the server
    cannot write to them."""

    PING = {"ping": "x" * 4000}

    def __init__(self, reader):
        self.reader = reader
        reader.transport.pause_reading()

    async def fill(self):
        """Ask until the server's outgoing bytes grow no more."""
        before = -1
        while (now := self._waiting()) != before or not now:
            before = now
            self.ask(64)
            await asyncio.sleep(0.25)

    def ask(self, times):
        for _n in range(times):
            self.reader.say(self.PING)

    def _waiting(self):
        """Bytes that the server's kernel holds for this socket."""
        ours = self.reader.transport.get_extra_info("sockname")[1]
        theirs = self.reader.transport.get_extra_info("peername")[1]
        with open("/proc/net/tcp") as table:
            for line in table:
                _n, local, remote, _state, queues, *_more = line.split()
                if local.endswith(f":{theirs:04X}") and remote.endswith(f":{ours:04X}"):
                    return int(queues.split(":")[0], 16)
        return 0
