"""Asking the database from the live socket's event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import close_old_connections

T = TypeVar("T")

_threads = ThreadPoolExecutor(4, thread_name_prefix="live-database")


async def in_database(function: Callable[..., T], *args: Any) -> T:
    """Run a function that queries in one of a few threads, and give its connection back at once."""

    def run() -> T:
        close_old_connections()
        try:
            return function(*args)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)


async def give_back() -> None:
    """Before an async view waits: what its request asked with so far goes back to those who ask meanwhile."""
    await sync_to_async(close_old_connections)()
