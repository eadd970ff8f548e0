"""Words that are looked at while somebody writes them, for that person alone."""

import logging
import re
import uuid
from html import unescape

import pytest

from forums.models import Draft
from forums.views import checking
from members.models import Profile
from safeguards.models import Phrase
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db

ADDRESS = "/writing/check/"
WORDS = "👩🏽‍🍼 Mateo\u0301’s mother met us on March 14."


@pytest.fixture
def ask(client_for, member):
    browser = client_for(member)

    def ask(text, **more):
        answer = browser.post(ADDRESS, {"text": text, **more})
        assert answer.status_code == 200, answer.content
        told = answer.json()
        return told, told["html"]

    return ask


@pytest.fixture
def phrases(db):
    Phrase.objects.all().delete()
    scenes.principle()
    return [
        Phrase.objects.create(
            wording="no-show", instead="the visit did not happen; (the reason, if known)",
            reason="The bus may not have come.", principle="trust-parents",
        ),
        Phrase.objects.create(kind="strength", wording="sings to", reason="A song is a way of being together."),
    ]  # fmt: skip


def cards(html):
    return [unescape(words) for words in re.findall(r'data-card="\d+" data-words="([^"]*)"', html)]


def card(html, number):
    """The markup of one card."""
    return re.search(
        rf'<div class="suggest[^>]*data-card="{number}".*?(?=<div class="suggest|\Z)', html, re.DOTALL
    )[0]


def offered(html):
    return [unescape(words) for words in re.findall(r'data-put="([^"]*)"', html)]


def counted(html):
    return re.search(r'role="status" data-status>([^<]*)<', html)[1]


def words_of(html):
    """What is read, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_findings_say_where_they_stand_why_and_what_may_stand_instead(ask):
    told, html = ask(WORDS)
    assert [WORDS[start:end] for start, end, _coach, _card in told["marks"]] == ["Mateo\u0301", "March 14"]
    assert [card for _start, _end, _coach, card in told["marks"]] == [0, 1]
    assert cards(html) == ["Mateo\u0301", "March 14"]
    assert counted(html) == "2 things to look at"
    first, second = card(html, 0), card(html, 1)
    assert "This looks like somebody’s name." in first
    assert "the child" in map(str.lower, offered(first))
    assert WORDS[slice(*told["cards"][1])] == "on March 14"
    assert [" hidden>" in one.partition("<p")[0] for one in (first, second)] == [False, True]


def test_what_is_replaced_together_is_one_card(ask):
    text = "Maya, born 3/14/2024, sang."
    told, html = ask(text)
    assert len(told["marks"]) == 2 and {mark[3] for mark in told["marks"]} == {0}
    assert cards(html) == ["Maya, born 3/14/2024"]
    assert text[slice(*told["cards"][0])] == "Maya, born 3/14/2024"


def test_clean_words_have_nothing_to_look_at(ask):
    told, html = ask("He looked at the bean, and she waited until he had it.")
    assert (told["marks"], told["cards"]) == ([], [])
    assert counted(html) == ""
    assert "suggest" not in html


def test_what_is_settled_does_not_come_again_wherever_it_stands(ask):
    text = "Maya sang. Maya’s father knew Tariq."
    assert set(cards(ask(text)[1])) == {"Maya", "Tariq"}
    assert cards(ask(text, settled=["maya"])[1]) == ["Tariq"]
    assert cards(ask(text, settled=["Maya", "Tariq"])[1]) == []


def test_harmless_details_that_add_up_are_asked_about_once(ask):
    text = "The triplets have a rare disease, and theirs is the only family in our small town."
    html = ask(text)[1]
    assert "data-together" in html and "Each of these is harmless alone" in html
    assert counted(html) == "One thing to look at"
    assert "data-together" not in ask(text, together="1")[1]


def test_the_coach_notices_with_other_words_advice_and_the_principle(ask, phrases):
    text = "They were a no-show on Tuesday."
    told, html = ask(text)
    start, end, coach, number = told["marks"][0]
    assert (text[start:end], coach, number) == ("no-show", True, 0)
    noticed = card(html, 0)
    assert f'data-phrase="{phrases[0].pk}" data-p="trust-parents"' in noticed
    assert offered(noticed) == ["the visit did not happen"]
    assert "The bus may not have come. Instead: the reason, if known." in words_of(noticed)
    assert counted(html) == "", "gentle: it is no thing to look at"
    assert not cards(ask(text, left=[phrases[0].pk, "x"])[1])


def test_a_strength_that_was_named_is_told_back(ask, phrases):
    told, html = ask("Her dad sings to her every night.")
    assert told["marks"] == []
    assert "You saw “sings to”. A song is a way of being together." in words_of(html)


def test_who_turned_the_coach_off_hears_nothing_of_it_and_all_about_identifiers(ask, phrases, member):
    Profile.objects.filter(user=member).update(coach=False)
    html = ask("Maya was a no-show. Her dad sings to her.")[1]
    assert cards(html) == ["Maya"] and "saw" not in html
    switched = ask("Maya was a no-show.", switched="1")[1]
    assert 'data-coach="/profile/coach/" data-on="1"' in switched


def test_an_identifier_comes_before_the_way_it_is_spoken_of(ask, phrases):
    Phrase.objects.create(wording="maya sang", instead="a child sang", reason="Why not.")
    told, _html = ask("Maya sang.")
    assert [coach for _start, _end, coach, _card in told["marks"]] == [False]


def test_it_answers_in_the_language_of_the_page_and_reads_that_of_the_words(client_for):
    lucia = client_for(UserFactory(language="es"))
    told = lucia.post(ADDRESS, {"text": "Ayer Xóchitl cantó con su mamá."}, headers={"Accept-Language": "es"})
    html = told.json()["html"]
    assert cards(html) == ["Xóchitl"]
    assert counted(html) == "Una cosa por revisar"
    assert "Esto parece el nombre de alguien." in html


def test_markup_in_words_stays_words(ask):
    html = ask('Maya <img src=x> is at https://ourfamily.example/?a=1&b="><img/src=x>')[1]
    assert cards(html)[0] == "Maya" and cards(html)[1].startswith("https://ourfamily.example/?a=1&b")
    assert "<img" not in html and "?a=1&b" not in html


def test_nothing_is_kept_or_logged(ask, caplog, django_assert_max_num_queries):
    caplog.set_level(logging.DEBUG)
    with django_assert_max_num_queries(12) as asked:
        ask("Maya is here.")
    assert not [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert "Maya" not in caplog.text
    assert not Draft.objects.exists()


def test_too_much_at_once_and_too_often_are_refused(client_for, member, monkeypatch):
    browser = client_for(member)
    assert browser.post(ADDRESS, {"text": "a" * 20_001}).status_code == 413
    told = {"text": "a", "html": f"<p>{'Maya ' * 4_001}</p>", "settled": "Maya"}
    assert client_for(UserFactory()).post(ADDRESS, told).status_code == 413, "what the verb would look at"
    monkeypatch.setattr(checking, "LOOKS_A_MINUTE", 3)
    assert [browser.post(ADDRESS, {"text": "Hello"}).status_code for _time in range(3)] == [200, 200, 429]
    assert client_for(UserFactory()).post(ADDRESS, {"text": "Hello"}).status_code == 200


def test_it_is_asked_by_members_and_by_post(client, client_for, member):
    assert client.post(ADDRESS, {"text": "Maya"}).status_code == 302
    assert client_for(UserFactory(unverified=True)).post(ADDRESS, {"text": "Maya"}).status_code == 403
    assert client_for(member).get(ADDRESS).status_code == 405


def test_a_hundred_findings_are_all_marked_and_a_dozen_asked_about(ask):
    told, html = ask(" ".join(f"Call (509) 555-01{n:02d} now." for n in range(100)))
    assert len(told["marks"]) == 100
    assert len(cards(html)) == len(told["cards"]) == 12


def tokens(html):
    return [unescape(token) for token in re.findall(r'name="confirmed" value="([^"]*)"', html)]


@pytest.mark.identifiers
@pytest.mark.parametrize("rich", [False, True], ids=["plain", "rich"])
def test_what_was_settled_while_writing_is_answered_when_it_is_sent(client_for, member, rich):
    thread, browser = scenes.discussion(member), client_for(UserFactory())
    html = (
        "<p>One:</p><ul><li>Jose\u0301 &amp; I sang.</li><li>Jose\u0301 <strong>Okafor</strong> slept.</li></ul>"
        if rich
        else ""
    )
    text = "One:\nJose\u0301 & I sang.\nJose\u0301 Okafor slept."
    asked = {"text": text, "html": html, "field": "body"}
    address = f"{ADDRESS}?thread={thread.pk}"
    assert tokens(browser.post(address, asked).json()["html"]) == []
    fragment = browser.post(address, asked | {"settled": ["José", "José Okafor"]}).json()["html"]
    assert cards(fragment) == [] and len(tokens(fragment)) == 2
    reply = {"kind": "reply", "body": text, "html": html, "idempotency_key": str(uuid.uuid4())}
    where, script = (
        f"/threads/{thread.pk}/reply/",
        {"X-Requested-With": "fetch", "Accept": "application/json"},
    )
    assert browser.post(where, reply, headers=script).status_code == 422
    said = browser.post(where, reply | {"confirmed": tokens(fragment)}, headers=script)
    assert said.status_code in (200, 201), said.content
    mine = thread.posts.get(position=None)
    assert (mine.state, "Okafor" in mine.body) == ("held", True)


@pytest.mark.identifiers
def test_what_was_settled_in_a_reflection_comes_along_to_the_step_that_shares_it(client_for, member):
    scenes.table()
    reflection = scenes.draft(member, what_happened="Maya looked at the bean.")
    browser, share = client_for(member), f"/reflections/{reflection.uuid}/share/"
    asked = {"text": reflection.what_happened, "field": "what_happened", "settled": ["Maya"]}
    settled = tokens(browser.post(ADDRESS, asked).json()["html"])
    fields = scenes.WORDS | {
        "principles": "trust-parents",
        "please": "wonder",
        "what_happened": asked["text"],
    }
    answer = browser.post(
        f"/reflections/{reflection.uuid}/edit/", fields | {"share": "1", "confirmed": settled}
    )
    assert answer.url.startswith(f"{share}?confirmed=")
    page = browser.get(answer.url).content.decode()
    assert tokens(page) == settled
    key = re.search(r'name="idempotency_key" value="([^"]+)"', page)[1]
    sent = {"forum": "table", "anonymous": "", "attested": "on", "idempotency_key": key}
    assert "data-findings" in browser.post(share, sent).content.decode()
    assert browser.post(share, sent | {"confirmed": tokens(page)}).status_code == 302


def test_who_is_mentioned_is_no_finding_where_they_can_read_it(client_for, member):
    thread = scenes.discussion(member)
    colleague = UserFactory(display_name="Tariq Okafor")
    told = client_for(colleague).post(
        f"{ADDRESS}?thread={thread.pk}", {"text": "We ask @Tariq Okafor about Maya."}
    )
    assert cards(told.json()["html"]) == ["Maya"]
    hidden = scenes.discussion(member, forum=scenes.circle_forum(member))
    assert client_for(UserFactory()).post(f"{ADDRESS}?thread={hidden.pk}", {"text": "Hi"}).status_code == 404
    assert client_for(colleague).post(f"{ADDRESS}?thread=x", {"text": "Hi"}).status_code == 404


@pytest.mark.parametrize("path", ["/reflections/new/", "/threads/new/"])
def test_forms_name_the_fields_that_are_looked_at(client_for, member, path):
    scenes.table()
    html = client_for(member).get(path).content.decode()
    checked = re.search(rf'data-check="{ADDRESS}" data-checked="([^"]+)"', html)[1].split()
    fields = re.findall(r'<(?:textarea|input type="text") name="([^"]+)"', html)
    apart = {"website", "meets_zone"}
    assert set(fields) - apart and set(fields) - apart <= set(checked)
