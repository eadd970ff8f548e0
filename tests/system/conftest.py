import pytest

from tests.migrated import address
from tests.system.people import Person
from tests.system.stack import Stack


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/system/" in item.nodeid:
            item.add_marker(pytest.mark.system)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows the last lines of each process."""
    report = yield
    stack = getattr(item, "funcargs", {}).get("stack")
    if report.failed and stack:
        report.sections += [(name, stack.log(name)[-3000:]) for name in ("web", "worker", "proxy")]
    return report


@pytest.fixture(scope="package")
def stack(django_db_setup):
    stack = Stack(migrated=address())
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def rosa(stack):
    return Person(stack.seed["rosa"])


@pytest.fixture
def amara(stack):
    return Person(stack.seed["amara"])
