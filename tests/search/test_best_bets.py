"""What curators put first for a question: the same for all engines, and never more than somebody may see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from members.models import ApiToken
from search.models import BestBet
from tests.search.scenes import ask, closed, guide, index, resource, settle, titles


@pytest.fixture
def found(engine, db):
    """Three that speak of kettles, and a guide and a resource that do not."""
    index(
        "resource", *(resource(f"Kettle {name}", "A kettle, a kettle.") for name in ("one", "two", "three"))
    )
    page, row = guide("Arrivals", "How a day begins."), resource("Morning song", "Sung at the door.")
    index("guide", page)
    index("resource", row)
    return page, row


def bet(wordings, *targets, **fields):
    blocks = [("resource" if type(one).__name__ == "Resource" else "guide", one) for one in targets]
    return BestBet.objects.create(wordings=wordings, targets=blocks, **fields)


def test_what_curators_chose_leads_whoever_asks_just_that(member, found):
    page, row = found
    bet("kettle\nla tetera", row, page)

    answer = ask(member, "kettle")
    assert titles(answer)[:2] == ["Morning song", "Arrivals"]
    assert [one.chosen for one in answer.found] == [True, True, False, False, False]
    assert titles(ask(member, "kettle one"))[0] == "Kettle one"
    assert not any(one.chosen for one in ask(member, '"kettle"').found)  # just this word, and nothing else
    assert not any(one.chosen for one in ask(member, "kettle -two").found)
    assert not any(one.chosen for one in ask(member, "").found)


@pytest.mark.parametrize("typed", ["KETTLES", "  kettle ", "La Tetera", "las teteras", "tu y yo", "Tú y yo"])
def test_capitals_accents_and_plurals_make_no_difference(member, found, typed):
    bet("kettle\nlas teteras\nla tetera\ntú y yo", found[1])

    assert titles(ask(member, typed))[0] == "Morning song"


def test_a_question_that_nothing_else_answers_is_answered(member, found):
    bet("samovar", found[1])

    answer = ask(member, "samovar")
    assert titles(answer) == ["Morning song"]
    assert answer.results.total == 1


def test_each_stands_in_the_list_once_and_on_its_first_page_only(member, found):
    rows = [resource(f"Pot {number}", "A pot.") for number in range(14)]
    index("resource", *rows)
    every = titles(ask(member, "pot")) + titles(ask(member, "pot", page=2))
    last = next(row for row in rows if row.title == every[-1])
    bet("pot", last)

    first, second = ask(member, "pot"), ask(member, "pot", page=2)
    assert titles(first)[0] == last.title
    assert sorted(titles(first) + titles(second)) == sorted(every)
    assert first.results.total == 14


def test_filters_and_the_newest_first_hold_for_them_too(member, found):
    page, row = found
    bet("kettle", page, row)

    def chosen(said, **params):
        return [one.entry.title for one in ask(member, said, **params).found if one.chosen]

    assert chosen("kettle kind:guide") == chosen("kettle", kind="guide") == ["Arrivals"]
    assert chosen("kettle -kind:guide") == ["Morning song"]
    assert chosen("kettle lang:es") == chosen("kettle before:2020") == chosen("kettle is:mine") == []
    assert chosen("kettle", sort="newest") == []


def test_nobody_sees_by_them_what_they_may_not_open(member, found, engine):
    page, row = found
    bet("kettle", page, row)
    visitor = AnonymousUser()

    assert "Arrivals" in titles(ask(visitor, "kettle"))
    closed(page)  # before the index knows of it
    assert "Arrivals" not in titles(ask(visitor, "kettle"))
    assert "Arrivals" in titles(ask(member, "kettle"))
    page.unpublish()
    row.state = "draft"
    row.save()
    assert not any(one.chosen for one in ask(member, "kettle").found)


def test_a_guide_comes_in_the_language_of_its_reader(member, found):
    page = found[0]
    spanish = guide("Llegadas", "Así empieza el día.", locale="es", translation_key=page.translation_key)
    index("guide", page, spanish)
    bet("kettle", page)

    assert titles(ask(member, "kettle", language="es"))[0] == "Llegadas"
    assert titles(ask(member, "kettle"))[0] == "Arrivals"
    assert titles(ask(member, "kettle lang:es"))[0] == "Llegadas"
    spanish.unpublish()
    index("guide", spanish)
    assert titles(ask(member, "kettle", language="es"))[0] == "Arrivals"


def test_what_is_saved_put_aside_or_deleted_holds_from_the_next_search_on(member, found):
    row = bet("kettle", found[1])
    assert titles(ask(member, "kettle"))[0] == "Morning song"

    row.in_use = False
    row.save()
    assert "Morning song" not in titles(ask(member, "kettle"))
    row.in_use = True
    row.save()
    found[1].delete()  # what is gone is passed over
    assert "Morning song" not in titles(ask(member, "kettle"))


def test_the_page_and_the_api_say_who_chose(member, found, client_for):
    bet("kettle", found[1])
    settle()
    client = client_for(member)

    html = client.get("/search/?q=kettle").content.decode()
    assert html.count("Chosen by our curators") == 1
    assert html.index("Chosen by our curators") < html.index("Morning song") < html.index("Kettle</mark> one")
    token = ApiToken.issue(member=member, name="test")[1]
    program = client_for(headers={"Authorization": f"Bearer {token}"})
    hits = program.get("/api/v1/search?q=kettle").json()["hits"]
    assert [(hit["title"], hit["chosen"]) for hit in hits][0] == ("Morning song", True)
    assert not any(hit["chosen"] for hit in hits[1:])


def form(wordings, *targets, **fields):
    blocks = [(kind, str(row.pk)) for kind, row in targets]
    return nested_form_data({"wordings": wordings, "targets": streamfield(blocks), "in_use": "on"} | fields)


def errors(response):
    return str(response.context["form"].errors)


def test_curators_write_them_in_the_admin_and_are_told_what_is_wrong(
    database_only, curator, member, client_for
):
    page, row = guide("Arrivals"), resource("Morning song")
    client, url = client_for(curator), reverse(BestBet.snippet_viewset.get_url_name("add"))

    assert client.get(url).status_code == 200
    assert "in words" in errors(client.post(url, form("?!", ("guide", page))))
    assert "required" in errors(client.post(url, form("", ("guide", page))))
    response = client.post(url, form("kettle"))
    assert "Choose what is shown first" in errors(response)
    assert ">\nkettle</textarea>" in response.content.decode()  # nothing typed is lost
    assert errors(client.post(url, form("kettle", *[("resource", row)] * 4)))
    assert not BestBet.objects.exists()

    assert client.post(url, form("kettle\ntetera", ("guide", page), ("resource", row))).status_code == 302
    said = errors(client.post(url, form("pot\nTeteras", ("guide", page))))
    assert "“Teteras” is asked in another row already: kettle, tetera" in said
    made = BestBet.objects.get()
    change = reverse(BestBet.snippet_viewset.get_url_name("edit"), args=[made.pk])
    assert client.post(change, form("kettles", ("guide", page))).status_code == 302  # not taken by itself
    listing = client.get(reverse(BestBet.snippet_viewset.get_url_name("list")) + "?q=kettle")
    assert "kettles" in listing.content.decode()
    assert client_for(member).get(url).status_code in (302, 403)


def test_a_row_that_is_not_in_use_takes_no_wording(found):
    bet("kettle", found[1], in_use=False)
    BestBet(wordings="kettle", targets=[("resource", found[1])]).full_clean()

    bet("pot", found[1])
    with pytest.raises(ValidationError):
        BestBet(wordings="POTS", targets=[("resource", found[1])]).full_clean()
