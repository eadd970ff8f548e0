"""HTTP over loopback as cheaply as Python does it, so that what is measured is the server."""

import asyncio
import time

from bench.asking import asked, headers


class Connection:
    """One connection that is kept. `ask` answers (seconds, status, bytes of the body)."""

    def __init__(self, port):
        self.port = port

    async def __aenter__(self):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        return self

    async def __aexit__(self, *_error):
        self.writer.close()

    async def ask(self, request, sent):
        lines = [f"{'GET' if request.body is None else 'POST'} {request.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in sent.items()]
        packet = ("\r\n".join(lines) + "\r\n\r\n").encode() + (request.body or b"")
        begun = time.perf_counter()
        self.writer.write(packet)
        head = await self.reader.readuntil(b"\r\n\r\n")
        body = await self._body(head.lower())
        took = time.perf_counter() - begun
        status = int(head.split(b" ", 2)[1])
        if status != request.status:
            raise ConnectionError(f"{request.path} answered {status}: {body[:300]!r}")
        return took, len(body)

    async def _body(self, head):
        if b"\ncontent-length:" in head:
            length = int(head.split(b"\ncontent-length:", 1)[1].split(b"\r\n", 1)[0])
            return await self.reader.readexactly(length)
        pieces = []
        while size := int((await self.reader.readline()).strip() or b"0", 16):
            pieces.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readline()
        return b"".join(pieces)


async def burst(port, name, found, connections, seconds):
    """Requests a second that so many connections get answered."""
    end, done = time.perf_counter() + seconds, 0

    async def go_on():
        nonlocal done
        async with Connection(port) as one:
            while time.perf_counter() < end:
                request = asked(name, found)
                await one.ask(request, headers(request, found))
                done += 1

    begun = time.perf_counter()
    await asyncio.gather(*(go_on() for _n in range(connections)))
    return done / (time.perf_counter() - begun)
