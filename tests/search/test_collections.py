"""A collection is found by whoever may open it, whichever engine answers."""

import pytest

from tests.search.scenes import ask, titles

pytestmark = pytest.mark.usefixtures("engine")


def test_a_collection_is_found_by_whoever_may_open_it(library, member, visitor, run_tasks):
    collection = library.collection("Weeks of beginning", things=[("guide", library.guide("Look first"))])
    run_tasks()
    assert titles(ask(visitor, "beginning in:collections")) == ["Weeks of beginning"]
    library.close(collection)
    run_tasks()
    assert "Weeks of beginning" not in titles(ask(visitor, "beginning"))
    assert "Weeks of beginning" in titles(ask(member, "beginning"))
    collection.unpublish()
    run_tasks()
    assert "Weeks of beginning" not in titles(ask(member, "beginning"))
