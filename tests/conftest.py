"""What every room's tests share: people, clients, and what needs a service.

A test marked `postgres`, `redis`, `elasticsearch` or `browser` is skipped where that is missing, with one line
that says which variable to set. With CI_NO_SKIPS=1 nothing may skip: each skip is a failure.
"""

import os
import shutil

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template import engines
from django.test import Client, TransactionTestCase
from django.utils import translation

from cop.core.kept import forget_all
from tests import migrated, restored
from tests.factories import UserFactory
from tests.library import scenes as shelves
from tests.templates import Undefined

pytest_plugins = ["tests.order"]

NEEDS = {
    "postgres": (
        lambda: connection.vendor == "postgresql",
        "set DATABASE_URL=postgres://… to test with PostgreSQL",
    ),
    "redis": (lambda: bool(settings.REDIS_URL), "set REDIS_URL=redis://… to test with Redis"),
    "elasticsearch": (
        lambda: bool(settings.ELASTICSEARCH_URL),
        "set ELASTICSEARCH_URL=http://… to test with Elasticsearch",
    ),
    "system": (
        lambda: (
            connection.vendor == "postgresql"
            and settings.REDIS_URL
            and settings.ELASTICSEARCH_URL
            and shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        ),
        "set DATABASE_URL, REDIS_URL and ELASTICSEARCH_URL and install nginx to test the whole system",
    ),
    "browser": (
        lambda: bool(os.environ.get("CHROMIUM")),
        "set CHROMIUM=/usr/bin/chromium to test in a browser",
    ),
}


def pytest_runtest_setup(item):
    for mark, (there, what_to_set) in NEEDS.items():
        if item.get_closest_marker(mark) and not there():
            pytest.skip(what_to_set)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and os.environ.get("CI_NO_SKIPS") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped although CI_NO_SKIPS=1: {report.longrepr}"
    return report


@pytest.fixture(autouse=True)
def _people_may_be_named(request, monkeypatch):
    """Tests of other things name people and places as they like. Those marked `identifiers` get the real check."""
    if not request.node.get_closest_marker("identifiers"):
        monkeypatch.setattr("forums.wording.findings.find", lambda *args, **options: [])
        for name in ("combinations", "signs_of_danger"):
            monkeypatch.setattr(f"forums.wording.findings.{name}", lambda *args, **options: None)


@pytest.fixture(autouse=True)
def clean_slate():
    """No cached answer, no language and no forgiven template variable crosses from one test into the next."""
    engines["django"].engine.string_if_invalid = Undefined()
    cache.clear()
    forget_all()
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_modify_db_settings, django_db_blocker):
    """The test database begins as a copy of one that has all migrations; of SQLite Django finds it made already."""
    with django_db_blocker.unblock():
        return migrated.copied_to(connection.settings_dict["TEST"]) or django_db_keepdb


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """PostgreSQL drops no database in which a process that was ended just now still has a session."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(scope="session", autouse=True)
def _as_migrated():
    """Between tests that commit nothing is lost of what migrations wrote, so that any test may follow any other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(restored.begin))
        patch.setattr(TransactionTestCase, "_fixture_teardown", restored.end)
        yield


@pytest.fixture
def member(db):
    """A home visitor, full member."""
    return UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")


@pytest.fixture
def other_member(db):
    """A pediatrician, full member."""
    return UserFactory(display_name="Amara Nwosu", sector="pediatrics", sector__role="Pediatrician")


@pytest.fixture
def unverified(db):
    return UserFactory(unverified=True)


@pytest.fixture
def pending(db):
    """Waits for approval."""
    return UserFactory(pending=True)


@pytest.fixture
def curator(db):
    return UserFactory(curator=True)


@pytest.fixture
def moderator(db):
    return UserFactory(moderator=True)


@pytest.fixture
def administrator(db):
    return UserFactory(administrator=True)


@pytest.fixture
def library(moderator):
    """A small library, which grows by `library.guide(…)`, `library.resource(…)`, `library.close(page)`."""
    return shelves.founded(moderator)


@pytest.fixture
def client_for():
    """`client_for(user)`: a browser in which the user is signed in; None for a visitor."""

    def make(user=None, **options):
        client = Client(**options)
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def run_tasks(db):
    """`run_tasks()` runs what is in the background queue; what a task raises is raised."""
    from cop.core.queue import run_all_tasks

    return run_all_tasks


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` runs what waits for the commit, as outside a test's transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
