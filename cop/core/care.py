"""What the hub does for its sockets as time passes: heartbeats with the heads, and asking again."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from cop.core import registries
from cop.core.database import in_database
from cop.core.hub import Hub
from cop.core.live import dumps
from cop.core.subscription import BATCH, ask

log = logging.getLogger(__name__)

HEARTBEAT = 25.0  # seconds
RECHECK = 25.0  # seconds in which every subscription is asked for once


async def heartbeats(hub: Hub) -> None:
    """Tell every socket the heads of its topics, so that a lost broadcast is noticed."""
    while True:
        await asyncio.sleep(HEARTBEAT)
        try:
            hub.heads |= await in_database(_heads, tuple(hub.listeners))
        except Exception:
            log.warning("a heartbeat could not ask for heads", exc_info=True)
        texts: dict[tuple[str, ...], str] = {}
        for socket in hub.connections:
            topics = tuple(socket.subscriptions)
            if topics not in texts:
                names = {wire: socket.subscriptions[wire].name for wire in topics}
                heads = {wire: hub.heads[name] for wire, name in names.items() if name in hub.heads}
                texts[topics] = dumps({"kind": "heartbeat", "heads": heads})
            socket.push(texts[topics])


async def rechecks(hub: Hub) -> None:
    """Ask for every subscription once a period, a few at a time."""
    while True:
        subscriptions = [each for socket in hub.connections for each in socket.subscriptions.values()]
        batches = [subscriptions[start : start + BATCH] for start in range(0, len(subscriptions), BATCH)]
        for batch in batches:
            await asyncio.sleep(RECHECK / len(batches))
            await ask(batch)
        if not batches:
            await asyncio.sleep(RECHECK)


def _heads(names: Iterable[str]) -> dict[str, int]:
    heads: dict[str, Any] = {}
    for name in names:
        prefix, _, key = name.partition(":")
        if head := getattr(registries.topics.get(prefix), "head", None):
            heads[name] = head(key)
    return heads
