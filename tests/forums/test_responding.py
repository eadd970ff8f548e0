"""Was this useful, what did you try: one tap, words that are looked at, and curators who learn from it and not of whom."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.models import GuideResponse
from tests.factories import UserFactory

TRIED = "I left the chart closed and asked what she had noticed."


@pytest.fixture
def guide(library):
    return library.guide("Start with what works")


def url(guide):
    return reverse("forums:guide-response", args=[guide.pk])


def answered(guide, *answers, words=""):
    """By as many members as there are answers."""
    for answer in answers:
        GuideResponse.objects.create(
            guide_key=guide.translation_key, member=UserFactory(), answer=answer, words=words
        )


def desk(client_for, curator):
    return client_for(curator).get(reverse("library:desk")).content.decode()


def test_one_tap_under_the_guide_is_an_answer_and_leads_to_where_more_can_be_said(guide, member, client_for):
    client = client_for(member)
    assert 'name="answer" value="yes"' in client.get(guide.url).content.decode()
    response = client.post(url(guide), {"answer": "yes"})
    assert response.status_code == 302 and response["Location"] == url(guide)
    row = GuideResponse.objects.get()
    assert (row.member, row.answer, row.words) == (member, "yes", "")
    assert "What did you try?" in client.get(url(guide)).content.decode()


def test_another_tap_changes_the_answer_and_keeps_the_words(guide, member, client_for):
    client = client_for(member)
    client.post(url(guide), {"answer": "yes", "words": TRIED})
    client.post(url(guide), {"answer": "partly"})
    row = GuideResponse.objects.get()
    assert (row.answer, row.words) == ("partly", TRIED)
    assert TRIED in client.get(url(guide)).content.decode()


def test_it_is_one_answer_for_a_guide_in_all_its_languages(library, guide, member, client_for):
    spanish = library.guide("Empezar por lo bueno", language="es")
    type(spanish).objects.filter(pk=spanish.pk).update(translation_key=guide.translation_key)
    client = client_for(member)
    client.post(url(guide), {"answer": "yes"})
    client.post(url(spanish), {"answer": "no"})
    assert GuideResponse.objects.get().answer == "no"


@pytest.mark.identifiers
def test_words_are_looked_at_for_identifiers_and_stay_in_the_form(guide, member, client_for):
    client = client_for(member)
    told = "I called Maria Gonzalez at 555-867-5309 and it went well."
    response = client.post(url(guide), {"answer": "yes", "words": told})
    html = response.content.decode()
    assert response.status_code == 422 and "867-5309" in html and 'name="confirmed"' in html
    assert not GuideResponse.objects.exists()


@pytest.mark.parametrize("sent", [{"answer": "best"}, {}, {"answer": "yes", "words": "a" * 601}])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(guide, member, client_for, sent):
    response = client_for(member).post(url(guide), {"words": TRIED} | sent)
    assert response.status_code == 422
    assert ({"words": TRIED} | sent)["words"] in response.content.decode()
    assert not GuideResponse.objects.exists()


def test_an_answer_can_be_taken_back(guide, member, client_for):
    client = client_for(member)
    client.post(url(guide), {"answer": "no", "words": TRIED})
    client.post(reverse("forums:guide-response-take-back", args=[guide.pk]))
    assert not GuideResponse.objects.exists()


def test_a_guide_that_is_closed_takes_none(library, guide, member, moderator, client_for):
    library.close(guide, "groups")
    assert client_for(member).post(url(guide), {"answer": "yes"}).status_code == 404
    assert client_for(member).get(url(guide)).status_code == 404


def test_a_visitor_is_not_asked(guide, client):
    assert 'id="useful"' not in client.get(guide.url).content.decode()
    assert client.post(url(guide), {"answer": "yes"}).status_code == 302
    assert not GuideResponse.objects.exists()


def test_curators_read_numbers_from_five_on(guide, curator, client_for):
    answered(guide, "yes", "yes", "yes", "no")
    page = desk(client_for, curator)
    assert "Fewer than five have answered." in page and "It helped:" not in page
    answered(guide, "yes", "yes")
    page = desk(client_for, curator)
    assert "It helped: 5" in page and "Not for me: &lt;5" in page and "In part: &lt;5" in page


def test_curators_read_words_and_neither_names_nor_days(guide, member, curator, client_for):
    client_for(member).post(url(guide), {"answer": "yes", "words": TRIED})
    answered(guide, *["yes"] * 4)
    page = desk(client_for, curator)
    heard = page[page.index('id="heard"') : page.index('id="map"')]
    assert tried_url(guide) in heard and "Start with what works" in heard
    said = client_for(curator).get(tried_url(guide)).content.decode()
    said = said[said.index("<main") : said.index("</main")]
    assert TRIED in said and member.display_name not in said and "<time" not in said


def test_among_fewer_than_five_no_words_are_shown(guide, curator, client_for):
    answered(guide, *["yes"] * 4, words=TRIED)
    assert tried_url(guide) not in desk(client_for, curator)
    response = client_for(curator).get(tried_url(guide))
    assert response.status_code == 200 and TRIED not in response.content.decode()
    answered(guide, "no")
    assert TRIED in client_for(curator).get(tried_url(guide)).content.decode()


def test_all_words_can_be_read_page_by_page_in_an_order_that_tells_nothing(guide, curator, client_for):
    said = [f"Attempt {number:02}." for number in range(45)]
    for words in said:
        answered(guide, "yes", words=words)
    client, found = client_for(curator), []
    for page in (1, 2, 3):
        with CaptureQueriesContext(connection) as asked:
            html = client.get(f"{tried_url(guide)}?page={page}").content.decode()
        assert any("MD5" in one["sql"].upper() and "LIMIT" in one["sql"] for one in asked)
        found += re.findall(r"Attempt \d\d\.", html)
    assert sorted(found) == said and found != said and found != said[::-1]
    assert "page=3" in client.get(tried_url(guide)).content.decode()


def tried_url(guide):
    return reverse("forums:guide-heard", args=[guide.pk])


def test_guides_stand_by_title_however_they_were_answered(library, guide, curator, client_for):
    other = library.guide("A guide that few liked")
    answered(guide, *["yes"] * 9)
    answered(other, *["no"] * 5)
    page = desk(client_for, curator)
    assert page.index("A guide that few liked") < page.index("Start with what works")


def test_readers_see_nothing_of_it(guide, member, client_for):
    answered(guide, *["yes"] * 7, words=TRIED)
    page = client_for(member).get(guide.url).content.decode()
    assert TRIED not in page and "It helped: " not in page


def test_it_goes_with_the_account(guide, member, client_for):
    client_for(member).post(url(guide), {"answer": "yes", "words": TRIED})
    member.delete()
    assert not GuideResponse.objects.exists()
