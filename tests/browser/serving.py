"""A site in a process of its own, which begins as a copy of one that has everything imported (tests.browser.warm)."""

import os
import time
import urllib.request
from multiprocessing import get_context

forking = get_context("forkserver")
forking.set_forkserver_preload(["tests.browser.warm"])


def begin(port, log):
    """uvicorn on this port, in the environment in which the first was begun; what it says stands in the file `log`."""
    log.touch()
    server = forking.Process(target=serve, args=(port, str(log)), daemon=True)
    server.start()
    wait_for_health(f"http://localhost:{port}", server, log)
    return server


def serve(port, log):
    import uvicorn

    with open(log, "a") as out:
        for stream in (1, 2):
            os.dup2(out.fileno(), stream)
    uvicorn.run(
        "cop.asgi:application", port=port, log_level="warning", ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )  # fmt: skip


def end(server):
    server.terminate()
    server.join(20)
    assert server.exitcode is not None, "the site does not end"


def wait_for_health(address, server, log):
    for _attempt in range(300):
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=2):  # noqa: S310
                return
        except OSError:
            assert server.is_alive(), log.read_text()
            time.sleep(0.05)
    raise AssertionError(f"the site did not start:\n{log.read_text()}")
