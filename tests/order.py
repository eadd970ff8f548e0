"""What begins first, and what one worker does alone. (`xdist_group` does not tell: xdist 3.8 writes the group into a
name that pytest 9.2 no longer reads.)"""

import pytest
from xdist.scheduler import LoadScopeScheduling

#: What takes long begins first, so that no worker is left alone with it at the end.
LONG = (
    "tests/browser/test_hostile.py",
    "tests/system/test_nothing_is_lost.py",
    "tests/system/",
    "tests/browser/test_every_page.py",
    "tests/browser/",
    "tests/anonymity/test_traces.py",
    "tests/test_page_queries.py",
    "tests/relevance/",
)
#: What is set up once for all tests of these is set up by one worker alone.
TOGETHER = {"tests/browser/test_hostile.py", "tests/system/", "tests/browser/test_every_page.py"}


def place(nodeid: str) -> str:
    return next((at for at in LONG if nodeid.startswith(at)), "")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """After a test that commits the database is as it was, so that the order does not matter otherwise."""
    items.sort(key=lambda item: [*LONG, ""].index(place(item.nodeid)))


class Together(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        at = place(nodeid)
        return at if at in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config, log):
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None
