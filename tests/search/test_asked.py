"""What members ask is counted without saying who, and told from five people on."""

from datetime import date

import pytest
from django.http import QueryDict

from cop.core.kept import forget_all
from search import often
from search.asked import asked
from search.models import AskedMonth, AskedSalt, OpenedMonth
from search.services import counting
from tests.factories import UserFactory
from tests.search.scenes import guide, index, resource, settle

pytestmark = pytest.mark.usefixtures("engine")

#: What the check of names sees is what it sees everywhere else.
NAMED = ["maya cries at nap", "lucas herrera", "sofia llora"]


def look(client_for, person, q="kettle", **more):
    return client_for(person).get("/search/", {"q": q, **more})


@pytest.fixture
def colleagues(db):
    return [UserFactory() for _n in range(6)]


def five_ask(client_for, colleagues, q="kettle"):
    """At least five are counted: two of six may have marked the same seat."""
    for one in [*colleagues, *[UserFactory() for _n in range(4)]]:
        look(client_for, one, q)
    forget_all()


def test_a_question_is_told_from_five_people_on(client_for, colleagues, curator):
    for _n in range(9):
        look(client_for, colleagues[0])
    row = AskedMonth.objects.get()
    assert (row.query, row.times, row.nothing, row.askers) == ("kettle", 9, 9, 1)
    assert "kettle" not in client_for(curator).get("/search/asked/").content.decode()

    five_ask(client_for, colleagues)
    html = client_for(curator).get("/search/asked/").content.decode()
    assert "kettle</a></th><td>19</td><td>19</td>" in html
    assert "kettle</a> <span" in html  # nothing was found


def test_never_more_people_are_counted_than_asked(colleagues):
    salt = b"x" * 32
    seats = [counting.seat_of(one.pk, "kettle", salt) for one in colleagues]
    assert all(0 < seat < 2**60 and seat.bit_count() == 1 for seat in seats)
    assert seats == [counting.seat_of(one.pk, "kettle", salt) for one in colleagues]
    assert seats != [counting.seat_of(one.pk, "kettle", b"y" * 32) for one in colleagues]
    assert seats != [counting.seat_of(one.pk, "samovar", salt) for one in colleagues]


def test_only_a_few_plain_words_of_members_are_counted(client_for, member, unverified):
    for q in (
        "by:rosa kettle",
        '"a kettle"',
        "kettle -samovar",
        "in:guides",
        "a" * 61,
        "one two three four five six seven",
    ):
        look(client_for, member, q)
    look(client_for, None)
    look(client_for, unverified)
    look(client_for, member, page=2)
    look(client_for, member, kind="guide")
    look(client_for, member, sort="newest")
    assert not AskedMonth.objects.exists()
    look(client_for, member, "  Kettle   NIÑEZ ")
    assert AskedMonth.objects.get().query == "kettle niñez"


@pytest.mark.parametrize("q", NAMED)
def test_what_could_tell_who_a_family_is_is_not_kept(client_for, member, q):
    look(client_for, member, q)
    assert not AskedMonth.objects.exists()


def test_when_a_month_is_over_nothing_tells_who_asked(client_for, colleagues):
    five_ask(client_for, colleagues)
    look(client_for, colleagues[0], "samovar")
    people = AskedMonth.objects.get(query="kettle").askers
    assert people >= 5 and AskedSalt.objects.count() == 1
    today = counting.this_month()
    counting.close_months(date(today.year + today.month // 12, today.month % 12 + 1, 3))

    row = AskedMonth.objects.get()
    assert (row.query, row.seats, row.people, row.askers) == ("kettle", 0, people, people)
    assert not AskedSalt.objects.exists()


def test_numbers_go_when_their_time_is_over(client_for, member, settings):
    look(client_for, member)
    client_for(member).post("/search/opened/", {"position": "3"})
    AskedMonth.objects.update(month=date(2020, 5, 1), people=7)
    OpenedMonth.objects.update(month=date(2020, 5, 1))
    counting.close_months(date(2020, 11, 3))
    assert AskedMonth.objects.exists()
    counting.close_months(date(2020, 12, 3))
    assert not AskedMonth.objects.exists() and not OpenedMonth.objects.exists()

    settings.SEARCH_MONTHS = 0
    look(client_for, member)
    client_for(member).post("/search/opened/", {"position": "3"})
    assert not AskedMonth.objects.exists() and not OpenedMonth.objects.exists()


def test_nothing_is_counted_where_nothing_can_be_written(client_for, member, settings):
    settings.READ_ONLY = True
    assert look(client_for, member).status_code == 200
    assert not AskedMonth.objects.exists()


def test_positions_are_counted_and_nothing_else(client_for, member, curator):
    client = client_for(member)
    for position in ("1", "1", "14", "x", "0", ""):
        assert client.post("/search/opened/", {"position": position}).status_code == 204
    assert sorted(OpenedMonth.objects.values_list("position", "times")) == [(1, 2), (11, 1)]
    html = client_for(curator).get("/search/asked/").content.decode()
    assert '<tr><th scope="row">1</th><td>2</td></tr>' in html and "11 and beyond" in html
    drawn = [length > 0 for *_words, length in often.bars(often.opened())["rows"]]
    assert drawn == [True, *[False] * 9, True]
    assert "What five members asked was found." not in html, "nobody asked anything"


def test_what_is_often_asked_is_suggested_to_members(client_for, colleagues, member):
    def offered(person, said):
        answer = client_for(person).get("/search/suggestions/", {"q": said}).json()["suggestions"]
        return [one["title"] for one in answer if one["beside"] == "Often asked"]

    index("resource", resource("Kettle handoff"))
    settle()
    five_ask(client_for, colleagues, "kettle handoff")
    five_ask(client_for, colleagues, "kettle that nobody wrote of")
    look(client_for, member, "kettle asked once")
    assert "kettle handoff" in offered(member, "kett") and "kettle handoff" in offered(member, "hand")
    assert "kettle asked once" not in offered(member, "kett")
    assert offered(None, "kett") == offered(member, "kettle handoff") == []
    assert often.begun("zz") == []


def test_tags_of_what_all_may_see_are_suggested(client_for, member):
    def offered(person):
        answer = client_for(person).get("/search/suggestions/", {"q": "kitc"}).json()["suggestions"]
        return {one["title"]: one["url"] for one in answer if one["beside"] == "Tag"}

    index("guide", guide("Mornings", tags=["kitchen table"]))
    row = resource("Closed", audience="members")
    row.tags.add("kitchen chairs")
    index("resource", row)
    unseen = resource("A draft", state="draft")
    unseen.tags.add("kitchen secrets")
    settle()
    assert list(offered(member)) == ["kitchen chairs", "kitchen table"]
    assert offered(None) == {"kitchen table": "/search/?q=tag%3A%22kitchen+table%22"}
    assert asked(member, QueryDict("q=tag:%22kitchen+table%22"), language="en").query.tags == {
        "kitchen table"
    }


def test_the_desk_leads_there_for_curators_alone(client_for, curator, member, library):
    assert "/search/asked/" in client_for(curator).get("/curating/").content.decode()
    assert client_for(member).get("/search/asked/").status_code == 403
