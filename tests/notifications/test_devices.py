"""Which browsers are notified: asked for, listed, renewed, moved, ended; and their secrets."""

import json

import pytest

from notifications.models import Device
from notifications.services.devices import COOKIE, MOST
from notifications.services.push_service import new_key, public_key
from tests.notifications.receiver import Browser

pytestmark = pytest.mark.django_db

ADD = LIST = "/notifications/devices/"
RENEW = "/notifications/devices/renew/"
FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile Safari/604.1"


def browser(path="/a"):
    return Browser(f"https://push.example{path}")


@pytest.fixture
def here(member, client_for):
    """The member's browser, notified."""
    client = client_for(member)
    client.post(ADD, browser().form, headers={"User-Agent": FIREFOX})
    return client


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox · Android"),
        (EDGE, "Edge · Windows"),
        (SAFARI, "Safari · iPhone"),
        ("curl", "A browser"),
    ],
)
def test_a_browser_that_asks_is_listed_by_what_it_is(agent, name, member, client_for):
    client = client_for(member)
    answer = client.post(ADD, browser().form, headers={"User-Agent": agent}, follow=True)
    assert "You are notified on this device from now on." in answer.text
    assert f"<b>{name}</b>" in answer.text and "this device" in answer.text and "not used yet" in answer.text
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"


def test_its_secrets_stand_nowhere(here, member):
    form = browser().form
    row = json.dumps(Device.objects.values().get(), default=str)
    for secret in ("push.example", form["auth"], here.cookies[COOKIE].value):
        assert secret not in row and secret not in here.get(LIST).text.replace("csrf", "")
    assert "push.example" not in str(Device.objects.get()) + here.get("/api/v1/me").text


def test_it_is_removed_by_its_member_alone(here, member, other_member, client_for):
    path = f"/notifications/devices/{Device.objects.get().pk}/remove/"
    assert client_for(other_member).post(path).status_code == 404
    assert Device.objects.exists()
    assert "You are no longer notified there." in here.post(path, follow=True).text
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example/a"}, {"endpoint": "https://"}, {"endpoint": "https://a@push.example/"},
        {"endpoint": "https://push.example/" + "a" * 1000}, {"endpoint": "https://[::/a"}, {"endpoint": "file:///etc/passwd"},
        {"p256dh": "AAAA"}, {"p256dh": "é"}, {"p256dh": ""}, {"auth": "AAAA"}, {"auth": "A" * 31}, {"auth": "*" * 22},
    ],
)  # fmt: skip
def test_what_is_no_browser_s_is_refused_with_a_word(wrong, member, client_for):
    answer = client_for(member).post(ADD, browser().form | wrong)
    assert answer.status_code == 422
    assert "This browser cannot be notified." in answer.text
    assert not Device.objects.exists()


def test_there_is_a_limit_and_the_same_browser_does_not_count_twice(member, client_for):
    client = client_for(member)
    for number in range(MOST):
        assert client.post(ADD, browser(f"/{number}").form).status_code == 302
    assert client.post(ADD, browser("/0").form).status_code == 302
    answer = client.post(ADD, browser("/more").form)
    assert answer.status_code == 403
    assert "You are notified on ten devices. Remove one of them first." in answer.text
    assert member.devices.count() == MOST


def test_signing_out_there_ends_it_and_elsewhere_does_not(here, member, client_for):
    client_for(member).post("/accounts/logout/")
    assert Device.objects.exists()
    here.post("/accounts/logout/")
    assert not Device.objects.exists()


def test_who_signs_in_where_another_forgot_to_sign_out_ends_it(here, other_member):
    other_member.set_password("take-a-seat-here")
    other_member.save(update_fields=["password"])
    here.cookies.pop("sessionid")
    answer = here.post("/accounts/login/", {"login": other_member.email, "password": "take-a-seat-here"})
    assert answer.status_code == 302
    assert not Device.objects.exists()


def test_the_same_member_who_signs_in_again_keeps_it(here, member):
    here.cookies.pop("sessionid")
    here.force_login(member)
    assert Device.objects.exists()


def test_a_browser_that_another_member_uses_moves_to_them(here, member, other_member, client_for):
    same = browser()
    client_for(other_member).post(ADD, same.form)
    assert Device.objects.get().member == other_member
    assert not member.devices.exists()


def test_a_move_that_is_refused_still_ends_what_the_former_member_heard(member, other_member, client_for):
    client_for(member).post(ADD, browser("/shared").form)
    client = client_for(other_member)
    for number in range(MOST):
        client.post(ADD, browser(f"/{number}").form)
    assert client.post(ADD, browser("/shared").form).status_code == 403
    assert not member.devices.exists()


def test_a_browser_with_another_address_says_so_with_its_secret_alone(here, member, client_for):
    before = Device.objects.get()
    here.cookies.pop("sessionid")
    assert here.post(RENEW, browser("/new").form).status_code == 204
    after = Device.objects.get()
    assert (after.pk, after.token_hash) == (before.pk, before.token_hash)
    assert after.endpoint_hash != before.endpoint_hash
    assert here.post(RENEW, browser().form | {"auth": "A"}).status_code == 422
    assert client_for(member).post(RENEW, browser("/mine").form).status_code == 404
    stranger = client_for()
    stranger.cookies[COOKIE] = "guessed"
    assert stranger.post(RENEW, browser("/mine").form).status_code == 404


def test_an_account_that_is_deleted_takes_its_devices_along(here, member):
    member.delete()
    assert not Device.objects.exists()


def test_without_a_key_there_is_no_trace_of_it(member, client_for, settings):
    client = client_for(member)
    assert LIST in client.get("/notifications/").text
    assert "showNotification" in client.get("/worker.js").text
    settings.PUSH_KEY = ""
    assert LIST not in client.get("/notifications/").text
    assert "showNotification" not in client.get("/worker.js").text
    assert client.get(LIST).status_code == client.post(ADD, browser().form).status_code == 404


def test_without_scripts_there_is_a_word_in_place_of_the_button(member, client_for):
    html = client_for(member).get(LIST).text
    assert f'data-push-key="{public_key()}"' in html
    assert "data-push-form hidden" in html and "its scripts are off" in html
    assert "Notify my devices of" not in html


def test_kinds_are_chosen_once_there_is_a_device(here):
    assert "Notify my devices of" in here.get(LIST).text


def test_in_spanish(here, member):
    member.language = "es"
    member.save(update_fields=["language"])
    html = here.get(LIST).text
    assert (
        "En mis dispositivos" in html
        and "este dispositivo" in html
        and "Avisarme en este dispositivo" in html
    )


def test_the_command_prints_a_key_that_works(capsys, settings):
    from django.core.management import call_command

    call_command("push_key")
    name, _, key = capsys.readouterr().out.strip().partition("=")
    settings.PUSH_KEY = key
    assert name == "PUSH_KEY" and len(public_key()) == 87 and key != new_key()
