"""Pages and writes, asked of all corpora in turn, each right after the bare page of the same server.

So whatever else the machine does meanwhile is in both, and the ratios of the pairs hold where single times do not.
"""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median

from tqdm import tqdm

from bench.asking import BARE, PAGES, WRITES, asked, headers
from bench.client import Connection, burst

WARM, EIGHT, BURST, BURSTS = 4, 8, 1.2, 3  # requests, connections, seconds, times


@dataclass
class Timed:
    """One page of one corpus: seconds of each request, of the bare page before each, and requests a second of eight."""

    seconds: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def p50(self):
        return 1000 * median(self.seconds)

    @property
    def p95(self):
        return 1000 * sorted(self.seconds)[int(len(self.seconds) * 0.95)]

    @property
    def rate(self):
        return median(self.rates) if self.rates else 0.0


def ratio(one, other):
    """The median of the ratios of what was asked in the same round."""
    return median(a / b for a, b in zip(one, other, strict=True))


async def measure(corpora, rounds, names=(*PAGES, *WRITES)):
    """`corpora`: (port, what bench.scene found) by number of posts. Answers Timed by (posts, name)."""
    times = {(posts, name): Timed() for posts in corpora for name in names}
    async with AsyncExitStack() as stack:
        lines = {
            posts: await stack.enter_async_context(Connection(port)) for posts, (port, _f) in corpora.items()
        }

        async def ask(posts, name):
            request = asked(name, corpora[posts][1])
            return await lines[posts].ask(request, headers(request, corpora[posts][1]))

        for name in names:
            for posts in corpora:
                for _n in range(WARM):
                    await ask(posts, name)
        for _round in tqdm(range(rounds), desc="one connection"):
            for name in names:
                for posts in corpora:
                    beside, _size = await ask(posts, BARE)
                    took, size = await ask(posts, name)
                    one = times[posts, name]
                    one.seconds.append(took)
                    one.beside.append(beside)
                    one.size = size
    for _round in tqdm(range(BURSTS), desc="eight connections"):
        for name in names:
            for posts, (port, found) in corpora.items():
                times[posts, name].rates.append(await burst(port, name, found, EIGHT, BURST))
    return times


def run(corpora, rounds):
    return asyncio.run(measure(corpora, rounds))
