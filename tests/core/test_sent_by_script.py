"""What a script hears that sends somebody's words: where the page would have gone on, or that they are signed out."""

import pytest
from django.test import Client

from tests.forums import scenes

pytestmark = pytest.mark.django_db
BY_FORM, BY_FETCH = ({"X-Requested-With": name} for name in ("form", "fetch"))


@pytest.fixture
def address(member):
    post = scenes.said(member, scenes.discussion(member), "The kettle was hers.")
    return f"/posts/{post.pk}/edit/"


def test_the_address_in_place_of_the_way_there(client_for, member, address):
    sent = {"body": "The kettle was ours.", "revision": 1}
    answer = client_for(member).post(address, sent, headers=BY_FORM)
    assert answer.status_code == 200
    assert answer.json()["url"].startswith("/threads/")
    assert client_for(member).post(address, sent).status_code == 302


@pytest.mark.parametrize("headers", [BY_FORM, BY_FETCH])
def test_whoever_is_signed_out_is_told_with_the_way_in(client, address, headers):
    answer = client.post(address, {"body": "The kettle was ours.", "revision": 1}, headers=headers)
    assert answer.status_code == 401
    assert "signed out" in answer.json()["detail"]
    assert answer.json()["way"]["url"] == "/accounts/login/"
    assert client.post(address, {}).status_code == 302


@pytest.mark.parametrize("headers", [BY_FORM, BY_FETCH])
def test_an_old_token_is_said_to_be_one(member, address, headers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    answer = client.post(address, {"body": "The kettle was ours.", "revision": 1}, headers=headers)
    assert (answer.status_code, answer.json()["me"]) == (403, str(member.uuid))
    sent = {"body": "The kettle was ours.", "revision": 1, "csrfmiddlewaretoken": answer.json()["token"]}
    assert client.post(address, sent, headers=headers | {"Referer": "http://testserver/"}).status_code in (
        200,
        302,
    )
    page = client.post(address, {"body": "The kettle was ours.", "revision": 1})
    assert page.status_code == 403
    assert b"This form has grown old" in page.content


def test_a_form_that_comes_back_is_a_page_as_ever(client_for, member, address):
    answer = client_for(member).post(address, {"body": " ", "revision": 1}, headers=BY_FORM)
    assert answer.status_code == 422
    assert b"data-sends" in answer.content
