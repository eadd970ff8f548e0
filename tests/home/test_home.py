import re

import pytest
from django.urls import reverse

from tests.factories import UserFactory
from tests.forums import scenes


def read(client, path="/", **headers):
    response = client.get(path, **headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_reads_what_this_place_is_and_the_open_guides(client, library):
    library.guide("Ninety seconds of noticing")
    html = read(client)
    assert "Ask a colleague." in html
    assert "Two principles, two ways in" in html
    assert "Ninety seconds of noticing" in html
    assert reverse("account_signup") in html


def test_a_visitor_sees_nothing_of_what_members_say(client, member, library):
    scenes.shared(member)
    html = read(client)
    assert scenes.WORDS["title"] not in html
    assert scenes.WORDS["question"] not in html


def test_the_words_come_in_the_readers_language(client, library):
    library.guide("Start with what is working")
    library.guide("Empezar por lo que funciona", "es")
    html = read(client, HTTP_ACCEPT_LANGUAGE="es")
    assert "Pregunte a un colega." in html
    assert html.index("Empezar por lo que funciona") < html.index("Start with what is working")


def test_a_place_without_content_still_has_a_home(client, db):
    assert "Village" in read(client)


def test_a_member_finds_what_waits_for_their_sector_the_oldest_first(client_for, member, other_member):
    scenes.shared(other_member, asked=["home-visiting"], title="First", question="What would you do?")
    scenes.shared(other_member, asked=["home-visiting"], title="Second", question="And you?")
    scenes.shared(other_member, asked=["pediatrics"], title="Not for me", question="Colleagues?")
    html = read(client_for(member))
    waiting = html[html.index('id="waiting"') : html.index("</section>", html.index('id="waiting"'))]
    assert "Two reflections" in html
    assert waiting.index("First") < waiting.index("Second")
    assert "Not for me" not in waiting


def test_what_was_answered_by_the_sector_waits_no_longer(client_for, member, other_member):
    thread = scenes.shared(other_member, asked=["home-visiting"])
    scenes.said(UserFactory(sector="home-visiting"), thread, kind="notice")
    assert "Nothing waits for you just now." in read(client_for(member))


def test_what_is_under_way_is_there_with_its_principle(client_for, member, other_member):
    thread = scenes.discussion(other_member, title="What the kettle tells")
    scenes.said(UserFactory(), thread)
    html = read(client_for(member))
    assert "What the kettle tells" in html[html.index('id="live"') :]


@pytest.mark.parametrize("state", ["unverified", "pending", "suspended"])
def test_who_has_no_seat_yet_sees_the_visitors_home(client_for, other_member, state):
    scenes.shared(other_member)
    html = read(client_for(UserFactory(**{state: True})))
    assert scenes.WORDS["title"] not in html
    assert 'class="hero"' in html


def test_a_moment_on_the_home_page_begins_a_reflection(client_for, member):
    client = client_for(member)
    assert "/reflections/new/?moment=feeding" in read(client)
    begun = read(client, "/reflections/new/?moment=feeding")
    assert re.search(r'value="feeding"[^>]* checked', begun)


def test_the_home_page_asks_the_database_little(
    client_for,
    member,
    other_member,
    library,
    django_assert_max_num_queries,
):
    library.guide()
    for number in range(6):
        thread = scenes.shared(other_member, asked=["home-visiting"], title=f"Case {number}")
        scenes.said(UserFactory(), thread)
    client = client_for(member)
    client.get("/")
    with django_assert_max_num_queries(30):
        client.get("/")


def test_health_answers_without_a_session(client, db):
    response = client.get("/health/")
    assert response.json() == {"status": "ok"}
    assert not response.cookies
