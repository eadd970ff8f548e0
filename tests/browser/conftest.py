"""A real site for a real browser: uvicorn in a process of its own, on the test's database.

`site` is its address. `enter(member)` opens a page of a new browser in which that member is signed in; what its
scripts complain of fails the test.
"""

import os
import socket
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.browser import serving
from tests.migrated import address

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def unsafe():
    """Playwright keeps a loop running beside the test, in which Django would refuse to query."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")  # its loop must have ended before other tests run loops of their own
def chromium(unsafe, django_db_setup, django_db_blocker):
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        yield browser
        browser.close()
        with django_db_blocker.unblock():  # or the database could not be dropped
            connections.close_all()


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def site(transactional_db, tmp_path, monkeypatch):
    """Each test has a process of its own: one that lived longer would remember keys of rows that were flushed."""
    monkeypatch.setenv("DATABASE_URL", address())
    monkeypatch.setenv("WORKER_IN_PROCESS", "1")
    port = free_port()
    server = serving.begin(port, tmp_path / "log")
    yield f"http://localhost:{port}"
    serving.end(server)


@pytest.fixture
def enter(site, chromium, transactional_db):
    """`enter(member, path, viewport=…, javascript=…, sockets=…)`: a page; `sockets=False` lets none through."""
    contexts, complaints = [], []

    def open_page(member, path="/", *, viewport=DESK, javascript=True, sockets=True, **options):
        context = chromium.new_context(
            base_url=site, viewport=viewport, java_script_enabled=javascript, locale="en-US", **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if member is not None:
            client = Client()
            client.force_login(member)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        if not sockets:
            context.route_web_socket("**/ws/live/**", lambda route: route.close())
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
