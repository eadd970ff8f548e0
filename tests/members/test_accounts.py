"""Signing in and out, passwords, addresses, sessions, limits, and the letters about them."""

import re
from pathlib import Path

import allauth.account
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.core import mail
from django.template.loader import get_template
from django.urls import reverse

from members.models import User
from members.tasks import LINKS, send_account_mail
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN, RESET, ADDRESS = "/accounts/login/", "/accounts/password/reset/", "/accounts/email/"


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {}


def kinds():
    """Every kind of letter that allauth's account app names."""
    for source in Path(allauth.account.__file__).parent.rglob("*.py"):
        yield from re.findall(r'"account/email/(\w+)"', source.read_text())


def link_in(message):
    return re.search(r"http://localhost:8000(/\S+)", message.body)[1]


def test_every_letter_that_allauth_sends_has_our_words():
    assert len(set(kinds())) >= 12
    for kind in {*kinds(), *LINKS}:
        get_template(f"email/account/{kind}.subject.txt")
        get_template(f"email/account/{kind}.txt")
        assert kind in LINKS


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", sorted(LINKS))
def test_every_letter_can_be_written(kind, language):
    user = UserFactory(
        display_name="Rosa O'Brien & <b>Co</b>", unverified=kind.startswith("email_confirmation")
    )
    address = user.address.email
    data = {"from_email": "a@example.org", "to_email": "b@example.org", "deleted_email": "c", "code": "ABC"}
    send_account_mail(kind=kind, email=address, language=language, user_id=user.pk, data=data)
    (letter,) = mail.outbox
    assert letter.subject and "\n" not in letter.subject
    assert link_in(letter)
    assert "&lt;" not in letter.body and "&#x27;" not in letter.body
    assert ("Hola" if language == "es" else "Hello") in letter.body


def test_signing_in_and_out(client_for, member):
    browser = client_for()
    assert browser.post(LOGIN, {"login": member.email.upper(), "password": PASSWORD}).url == "/"
    assert get_user(browser) == member
    assert browser.get("/accounts/logout/").status_code == 200
    assert get_user(browser) == member
    assert browser.post("/accounts/logout/").url == "/"
    assert not get_user(browser).is_authenticated


def test_a_refusal_is_the_same_for_a_known_and_an_unknown_address(client_for, member):
    pages = []
    for address in (member.email, "nobody@example.org"):
        page = client_for().post(LOGIN, {"login": address, "password": "wrong-password"})
        assert page.status_code == 200
        pages.append(
            re.sub(r'csrfmiddlewaretoken" value="\w+', "", page.content.decode()).replace(address, "")
        )
    assert pages[0] == pages[1]


def test_signing_in_goes_on_only_within_the_site(client_for, member):
    there = client_for().post(LOGIN, {"login": member.email, "password": PASSWORD, "next": "/profile/"})
    assert there.url == "/profile/"
    away = client_for().post(
        LOGIN, {"login": member.email, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert away.url == "/"


def test_a_closed_account_does_not_sign_in(client_for):
    closed = UserFactory(is_active=False)
    browser = client_for()
    response = browser.post(LOGIN, {"login": closed.email, "password": PASSWORD})
    assert response.url == "/accounts/inactive/"
    assert "closed" in browser.get(response.url).content.decode()
    assert not get_user(browser).is_authenticated


def test_a_forgotten_password_is_set_anew_once_and_ends_other_sessions(client_for, member, run_tasks):
    elsewhere, browser = client_for(member), client_for()
    assert browser.post(RESET, {"email": member.email}).url == "/accounts/password/reset/done/"
    run_tasks()
    link = link_in(mail.outbox.pop())
    form = browser.get(link, follow=True)
    assert form.status_code == 200 and "password2" not in form.content.decode()
    page = form.redirect_chain[-1][0]
    assert "too short" in browser.post(page, {"password1": "short"}).content.decode()
    response = browser.post(page, {"password1": "another-quiet-kitchen"})
    assert browser.get(response.url).status_code == 200
    assert User.objects.get(pk=member.pk).check_password("another-quiet-kitchen")
    assert not get_user(elsewhere).is_authenticated
    run_tasks()
    assert "was set anew" in mail.outbox[0].subject
    assert "no longer works" in client_for().get(link, follow=True).content.decode()


def test_the_answer_to_a_forgotten_password_tells_nothing_but_the_letter_helps(client_for, member, run_tasks):
    answers = [client_for().post(RESET, {"email": email}) for email in (member.email, "nobody@example.org")]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/accounts/password/reset/done/")
    }
    run_tasks()
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert subjects == {
        member.email: "Set a new password for Village",
        "nobody@example.org": "No seat under this address at Village",
    }


def test_changing_the_password_keeps_this_session_and_ends_the_others(client_for, member, run_tasks):
    here, elsewhere = client_for(member), client_for(member)
    page = here.post(
        "/accounts/password/change/", {"oldpassword": "wrong", "password1": "another-quiet-kitchen"}
    )
    assert page.status_code == 200 and "current password" in page.content.decode()
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another-quiet-kitchen"})
    assert get_user(here) == member
    assert not get_user(elsewhere).is_authenticated
    run_tasks()
    assert mail.outbox[0].subject == "Your password for Village was changed"


def test_whoever_has_no_password_sets_one(client_for, member):
    member.set_unusable_password()
    member.save()
    browser = client_for(member)
    assert browser.get("/accounts/password/change/").url == "/accounts/password/set/"
    browser.post("/accounts/password/set/", {"password1": "another-quiet-kitchen"})
    assert User.objects.get(pk=member.pk).check_password("another-quiet-kitchen")


def test_a_new_address_takes_over_when_it_is_confirmed(client_for, member, run_tasks):
    browser, old = client_for(member), member.email
    browser.post(ADDRESS, {"email": "New@example.org", "action_add": "1"})
    assert User.objects.get(pk=member.pk).email == old
    page = browser.get(ADDRESS).content.decode()
    assert old in page and "new@example.org" in page
    run_tasks()
    browser.post(link_in(mail.outbox.pop()))
    assert User.objects.get(pk=member.pk).email == "new@example.org"
    assert [a.email for a in member.emailaddress_set.all()] == ["new@example.org"]
    run_tasks()
    assert mail.outbox[0].to == [old], "the old address hears of it"


def test_asking_for_another_member_s_address_looks_the_same_and_leads_nowhere(
    client_for, member, other_member, run_tasks
):
    browser = client_for(member)
    assert browser.post(ADDRESS, {"email": other_member.email, "action_add": "1"}).url == ADDRESS
    assert other_member.email in browser.get(ADDRESS).content.decode()
    run_tasks()
    assert [m.subject for m in mail.outbox] == ["You already have a seat at Village"]
    assert not EmailAddress.objects.get(user=member, email=other_member.email).verified


def test_the_unconfirmed_correct_their_address(client_for, unverified, run_tasks):
    browser = client_for(unverified)
    browser.post(ADDRESS, {"email": "right@example.org", "action_add": "1"})
    assert [a.email for a in unverified.emailaddress_set.all()] == ["right@example.org"]
    run_tasks()
    browser.post(link_in(mail.outbox.pop()))
    user = get_user(browser)
    assert user.is_full_member and user.email == "right@example.org"


def test_the_letter_is_sent_again(client_for, unverified, run_tasks):
    browser, address = client_for(unverified), unverified.address.email
    browser.post(ADDRESS, {"email": address, "action_send": "1"})
    run_tasks()
    assert [m.to for m in mail.outbox] == [[address]]


def test_no_more_than_one_letter_in_three_minutes(client_for, unverified, run_tasks, limits):
    browser, address = client_for(unverified), unverified.address.email
    for _again in range(3):
        browser.post(ADDRESS, {"email": address, "action_send": "1"})
    run_tasks()
    assert len(mail.outbox) == 1


def test_the_unconfirmed_reach_their_address_and_the_door_and_nothing_else(client_for, unverified, pending):
    for person in (unverified, pending, UserFactory(suspended=True)):
        browser = client_for(person)
        welcome = reverse("members:welcome")
        assert browser.get(welcome).status_code == 200
        assert browser.get(ADDRESS).status_code == 200
        for closed in (
            "/profile/",
            "/accounts/password/change/",
            "/accounts/password/set/",
            "/accounts/reauthenticate/",
        ):
            assert browser.get(closed).url == welcome
        assert browser.post("/accounts/password/change/", {}).url == welcome
        for refused in ("/profile/tokens/", "/circles/"):
            assert browser.get(refused).status_code == 403
        assert browser.get(reverse("wagtailadmin_home")).status_code == 403
        notice = browser.get(ADDRESS).content.decode()
        assert welcome in notice
        browser.post("/accounts/logout/")
        assert not get_user(browser).is_authenticated


def test_full_members_see_no_notice_and_pass_the_welcome_page(client_for, member):
    browser = client_for(member)
    assert browser.get(reverse("members:welcome")).url == "/"
    assert reverse("members:welcome") not in browser.get("/profile/").content.decode()


def test_visitors_are_asked_to_sign_in(client):
    for page in ("/profile/", "/profile/tokens/", "/circles/", "/welcome/", ADDRESS, "/moderation/members/"):
        assert client.get(page).url == f"{LOGIN}?next={page}"


def test_too_many_attempts_get_the_page_that_says_so(client, member, limits):
    for _attempt in range(30):
        response = client.post(LOGIN, {"login": "nobody@example.org", "password": "wrong-password"})
        assert response.status_code == 200
    response = client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert response.status_code == 429
    assert "A little slower, please" in response.content.decode()
    assert not get_user(client).is_authenticated


def test_five_wrong_passwords_close_the_door_for_that_address_only(
    client, client_for, member, other_member, limits
):
    for _attempt in range(5):
        client.post(LOGIN, {"login": member.email, "password": "wrong-password"})
    page = client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    assert page.status_code == 200 and "Too many failed login attempts" in page.content.decode()
    assert client_for().post(LOGIN, {"login": other_member.email, "password": PASSWORD}).status_code == 302


def test_signing_out_everywhere_ends_every_session_and_socket(client_for, member, committed, monkeypatch):
    closed = []
    monkeypatch.setattr("members.subscribers.close_sockets", closed.append)
    here, elsewhere = client_for(member), client_for(member)
    with committed():
        assert here.post("/profile/sign-out-everywhere/").url == LOGIN
    assert not get_user(here).is_authenticated
    assert not get_user(elsewhere).is_authenticated
    assert closed == [member.pk]
    assert here.get("/profile/sign-out-everywhere/").status_code == 302


def test_the_language_is_kept_for_the_browser_and_for_the_account(client_for, member):
    browser = client_for(member)
    response = browser.post("/language/", {"language": "es", "next": "/profile/"})
    assert response.url == "/profile/"
    assert browser.cookies["django_language"].value == "es"
    assert User.objects.get(pk=member.pk).language == "es"
    assert "Su perfil" in client_for(member).get("/profile/").content.decode()
    browser.post("/language/", {"language": "xx", "next": "https://evil.example/"})
    assert User.objects.get(pk=member.pk).language == ""


def test_a_letter_to_somebody_who_is_gone_is_not_sent():
    send_account_mail(kind="approved", email="gone@example.org", language="en", user_id=999_999)
    assert mail.outbox == []
