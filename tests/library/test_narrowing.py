"""The list of resources narrowed: what is listed, how many there are of each choice, and for whom."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library import narrowing
from library.models import Resource
from library.narrowing import narrowed
from tests.factories import UserFactory

LIST = "/resources/"


@pytest.fixture
def shelf(library):
    library.resource(
        "Film", kind="video", ages=["0-12 months", "1-3 years"], cost="free", sectors=["pediatrics"]
    )
    library.resource(
        "Book", kind="book", ages=["1-3 years"], settings=["home"], evidence="lived", language="es"
    )
    library.resource("Talk", kind="video", cost="paid", settings=["home", "clinic"], principles=["village"])
    library.resource("Ours", kind="video", cost="free", audience="members")
    library.draft(title="Begun", kind="video", cost="free")


def numbers(viewer, name, **asked):
    _rows, facets = narrowed(viewer, asked)
    facet = next(one for one in facets if one.dimension.name == name)
    return {option.value: option.count for option in facet.options if option.count}


def titles(client, query):
    return re.findall(r'<a class="t"[^>]*>([^<]+)</a>', client.get(f"{LIST}?{query}").content.decode())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Book", "Film", "Talk"]),
        ("age=1-3 years", ["Book", "Film"]),
        ("setting=home", ["Book", "Talk"]),
        ("evidence=lived", ["Book"]),
        ("cost=free", ["Film"]),
        ("language=es", ["Book"]),
        ("principle=village", ["Talk"]),
        ("sector=pediatrics", ["Film"]),
        ("kind=video&setting=home&cost=paid", ["Talk"]),
        ("kind=video&age=3-5 years", []),
        ("age=nonsense&cost=%00&sector=nobody&kind=", ["Book", "Film", "Talk"]),
    ],
)
def test_an_address_lists_what_fits_all_of_it(shelf, client, query, found):
    assert titles(client, query) == found


def test_each_choice_says_how_many_there_are_beside_all_else_that_is_chosen(shelf):
    visitor = AnonymousUser()
    assert numbers(visitor, "kind") == {"video": 2, "book": 1}
    assert numbers(visitor, "age") == {"0-12 months": 1, "1-3 years": 2}
    assert numbers(visitor, "kind", setting="home") == {"video": 1, "book": 1}
    assert numbers(visitor, "kind", kind="book", setting="home") == {"video": 1, "book": 1}
    assert numbers(visitor, "principle", kind="video") == {"trust-parents": 1, "village": 1}
    assert numbers(visitor, "principle", principle="village") == {"trust-parents": 2, "village": 1}
    assert numbers(visitor, "cost", sector="pediatrics") == {"free": 1}
    assert numbers(visitor, "sector", cost="paid") == {}


def test_numbers_are_of_what_the_viewer_may_see(shelf):
    assert numbers(AnonymousUser(), "cost") == {"free": 1, "paid": 1}
    assert numbers(UserFactory(), "cost") == {"free": 2, "paid": 1}
    assert numbers(UserFactory(curator=True), "cost") == {"free": 3, "paid": 1}
    assert numbers(AnonymousUser(), "principle") == {"trust-parents": 2, "village": 1}
    assert numbers(UserFactory(), "principle") == {"trust-parents": 3, "village": 1}


def test_what_nothing_is_of_is_not_offered_but_stays_where_it_was_chosen(shelf, client):
    page = client.get(LIST).content.decode()
    assert 'value="video">Video (2)' in page and 'value="toolkit"' not in page
    page = client.get(f"{LIST}?kind=toolkit").content.decode()
    assert 'value="toolkit" selected>Toolkit (0)' in page and "No resource fits all of these" in page
    assert "Nothing here yet" not in page


def test_a_library_that_knows_nothing_of_cost_does_not_ask_for_it(library, client):
    library.resource("Film")
    page = client.get(LIST).content.decode()
    assert 'name="cost"' not in page and 'name="kind"' in page


def test_what_is_chosen_can_be_taken_away_and_the_rest_stays(shelf, client):
    page = client.get(f"{LIST}?kind=video&setting=home&page=1").content.decode()
    assert 'href="/resources/?setting=home"' in page and 'href="/resources/?kind=video"' in page
    assert '<details class="fold" open>' in page
    assert '<details class="fold">' in client.get(f"{LIST}?kind=video").content.decode()


def test_where_there_is_much_nothing_is_counted_and_all_is_offered(shelf, client, monkeypatch):
    monkeypatch.setattr(narrowing, "COUNTED", 2)
    page = client.get(f"{LIST}?kind=book").content.decode()
    assert 'value="toolkit">Toolkit</option>' in page
    assert titles(client, "kind=book") == ["Book"]


def test_counting_takes_few_questions_however_much_is_chosen(shelf):
    asked = {
        "kind": "video",
        "age": "1-3 years",
        "principle": "trust-parents",
        "sector": "pediatrics",
        "cost": "free",
    }
    narrowed(AnonymousUser(), asked)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        rows, _facets = narrowed(AnonymousUser(), asked)
        assert [row.title for row in rows] == ["Film"]
    assert len(seen) <= 5
    assert Resource.objects.count() == 5
