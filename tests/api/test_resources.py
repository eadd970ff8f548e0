"""Resources for programs: what a member may see, narrowed as on the page."""

import pytest

from tests.api.program import Program
from tests.factories import UserFactory


@pytest.fixture
def shelf(library):
    library.resource("Film", kind="video", ages=["0-12 months"], cost="free", url="https://example.org/film")
    library.resource("Book", kind="book", settings=["home"], audience="members", principles=["village"])
    library.draft(title="Begun", kind="video")


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["resources"]]


def test_a_member_lists_what_they_may_see(shelf):
    answer = Program(UserFactory()).get("/resources")
    assert titles(answer) == ["Film", "Book"]
    film = answer.json()["resources"][0]
    assert (film["link"], film["ages"], film["cost"]) == ("https://example.org/film", ["0-12 months"], "free")
    assert film["principles"] == ["trust-parents"] and film["url"].startswith("/resources/")
    assert titles(Program(UserFactory(curator=True)).get("/resources")) == ["Film", "Book", "Begun"]
    assert Program().get("/resources").status_code == 401


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"age": "0-12 months"}, ["Film"]), ({"setting": "home"}, ["Book"]), ({"cost": "free", "kind": "video"}, ["Film"]),
        ({"principle": "village"}, ["Book"]), ({"language": "es"}, []),
    ],
)  # fmt: skip
def test_it_is_narrowed_by_the_words_of_files(shelf, asked, found):
    assert titles(Program(UserFactory()).get("/resources", **asked)) == found


def test_it_goes_on_page_by_page(shelf):
    program = Program(UserFactory())
    first = program.get("/resources", limit=1)
    assert titles(first) == ["Film"] and first.json()["next"]
    rest = program.get("/resources", limit=1, after=first.json()["next"])
    assert titles(rest) == ["Book"] and rest.json()["next"] is None


@pytest.mark.parametrize(
    "asked", [{"cost": "cheap"}, {"sector": "nobody"}, {"limit": 1000}, {"after": -1}, {"kind": ""}]
)
def test_what_is_not_known_is_refused_with_why(shelf, asked):
    answer = Program(UserFactory()).get("/resources", **asked)
    assert answer.status_code == 422
    assert next(iter(asked)) in answer.json()["errors"]
