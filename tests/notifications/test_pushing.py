"""Alerts on devices: what a mail's subject says and a link, sealed and signed, to whoever may see it now, once."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.http import QueryDict
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from forums.models import ReadPosition
from forums.models.authored import State
from members import services as members
from notifications.models import Device, Notification, PushOptOut
from notifications.services import telling
from notifications.services.push_service import new_key, public_key
from notifications.services.pushing import Undelivered
from notifications.tasks import push_notification, push_to_device
from search.models import SavedSearch
from search.services import saving
from search.tasks import look_for_members
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said, shared
from tests.notifications.receiver import Browser, signed, unb64

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_device(browser, client_for):
    """`on_device(member)`: a browser of theirs that is notified, and the client."""

    def make(member, path="/a"):
        client, device = client_for(member), browser(path)
        assert client.post("/notifications/devices/", device.form).status_code == 302
        device.client = client
        return device

    return make


def opened(device, service):
    return [json.loads(device.opened(body)) for _path, _headers, body in service.got]


def test_the_browser_of_these_tests_opens_the_example_of_the_standard():
    """RFC 8291, section 5 and appendix A."""
    number = int.from_bytes(unb64("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"), "big")
    body = unb64(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    device = Browser("https://push.example.net/", number, unb64("BTBZMqHH6r4Tts7J_aSIgg"))
    assert device.opened(body) == "When I grow up, I want to be a watermelon"


def test_a_device_hears_the_line_and_the_link_and_nothing_else(
    member, other_member, on_device, service, run_tasks
):
    device = on_device(member)
    said(other_member, discussion(member), body="The grandmother pours the tea at four.")
    run_tasks()
    ((path, headers, body),) = service.got
    line = member.notifications.get()
    assert path == "/a"
    assert opened(device, service) == [
        {
            "title": "A new reply in “What the kettle tells”", "url": f"/notifications/{line.pk}/",
            "tag": f"n{line.pk}", "lang": "en",
        }
    ]  # fmt: skip
    headers = {name.lower(): value for name, value in headers.items()}
    assert headers["content-encoding"] == "aes128gcm"
    assert (headers["topic"], headers["ttl"], headers["urgency"]) == (f"n{line.pk}", "86400", "normal")
    claims, key = signed(headers["authorization"])
    assert key == public_key()
    assert claims["aud"] == "https://push.example" and claims["sub"].startswith("mailto:")
    assert timezone.now().timestamp() < claims["exp"] <= timezone.now().timestamp() + 24 * 3600
    assert b"kettle" not in body and len(body) < 4096
    assert member.devices.get().used_at is not None and line.pushed_at is not None
    assert len(mail.outbox) == 1 and mail.outbox[0].subject == opened(device, service)[0]["title"]


@pytest.mark.parametrize("where", ["circle", "reflection", "sector"])
def test_a_lock_screen_shows_no_title_where_it_would_tell_too_much(
    where, member, other_member, on_device, service, run_tasks
):
    device = on_device(member)
    title = "The porch light"
    if where == "circle":
        thread = discussion(member, title=title, forum=circle_forum(member, other_member))
    elif where == "reflection":
        thread = shared(member, title=title)
    else:
        thread = discussion(member, title=title)
    said(other_member, thread, **({"anonymous": True} if where == "sector" else {}))
    run_tasks()
    (told,) = opened(device, service)
    assert told["title"] == "A new reply in one of your conversations"
    assert "porch" not in json.dumps(told) and "Amara" not in json.dumps(told)


def test_it_speaks_the_language_of_the_member(member, other_member, on_device, service, run_tasks):
    device = on_device(member)
    member.language = "es"
    member.save(update_fields=["language"])
    said(other_member, discussion(member))
    run_tasks()
    (told,) = opened(device, service)
    assert (told["title"], told["lang"]) == ("Una respuesta nueva en “What the kettle tells”", "es")


def test_each_device_hears_once(member, other_member, on_device, service, run_tasks):
    on_device(member, "/a")
    on_device(member, "/b")
    said(other_member, discussion(member))
    run_tasks()
    push_notification.enqueue(notification_id=member.notifications.get().pk)
    run_tasks()
    assert sorted(path for path, *_ in service.got) == ["/a", "/b"]


def test_what_was_read_meanwhile_is_not_sent(member, other_member, on_device, service, run_tasks, settings):
    settings.NOTIFICATION_MAIL_DELAY = 120
    on_device(member)
    thread = discussion(member)
    said(other_member, thread)
    run_tasks()
    waiting = DBTaskResult.objects.get(task_path="notifications.tasks.push_notification", status="READY")
    assert timedelta(0) < waiting.run_after - timezone.now() <= timedelta(seconds=10)
    ReadPosition.objects.update_or_create(member=member, thread=thread, defaults={"position": 9})
    push_notification(notification_id=member.notifications.get().pk)
    run_tasks()
    assert service.got == []


def test_rights_are_asked_again_for_each_device(member, other_member, on_device, service, run_tasks):
    """Between the claim and the sending what was said was hidden."""
    on_device(member)
    post = said(other_member, discussion(member))
    line = telling.tell(
        member=member, kind="reply", target_id=post.pk, thread=post.thread, position=post.position
    )
    Notification.objects.filter(pk=line.pk).update(pushed_at=timezone.now())
    device = member.devices.get()
    post.state = State.HIDDEN
    post.save(update_fields=["state"])
    push_to_device(notification_id=line.pk, device_id=device.pk)
    assert service.got == []
    post.state = State.VISIBLE
    post.save(update_fields=["state"])
    push_to_device(notification_id=line.pk, device_id=device.pk)
    assert len(service.got) == 1


def test_a_line_of_one_member_reaches_no_device_of_another(
    member, other_member, on_device, service, run_tasks
):
    on_device(other_member)
    post = said(other_member, discussion(member))
    line = telling.tell(
        member=member, kind="reply", target_id=post.pk, thread=post.thread, position=post.position
    )
    Notification.objects.filter(pk=line.pk).update(pushed_at=timezone.now())
    push_to_device(notification_id=line.pk, device_id=other_member.devices.get().pk)
    assert service.got == []


def test_kinds_are_chosen_apart_from_mails(member, other_member, on_device, service, run_tasks):
    device = on_device(member)
    assert device.client.post("/notifications/devices/kinds/", {"kinds": ["mention"]}).status_code == 302
    said(other_member, discussion(member))
    run_tasks()
    assert service.got == [] and len(mail.outbox) == 1
    assert device.client.post("/notifications/devices/kinds/", {"kinds": ["reply"]}).status_code == 302
    said(other_member, discussion(member, title="Another"))
    run_tasks()
    assert [one["title"] for one in opened(device, service)] == ["A new reply in “Another”"]


def test_a_kind_that_there_is_not_is_refused_and_nothing_changes(member, on_device):
    device = on_device(member)
    assert device.client.post("/notifications/devices/kinds/", {"kinds": ["weather"]}).status_code == 422
    assert not PushOptOut.objects.exists()


def test_a_search_that_is_kept_alerts_devices(member, other_member, on_device, service, run_tasks):
    device = on_device(member)
    saving.keep(actor=member, params=QueryDict("q=kettle"))
    discussion(other_member, title="A kettle")
    run_tasks()
    SavedSearch.objects.update(looked_at=timezone.now() - timedelta(days=1))
    look_for_members()
    run_tasks()
    assert [one["title"] for one in opened(device, service)] == [
        "There is something new in a search that you keep"
    ]


@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_forgotten(status, member, other_member, on_device, service, run_tasks):
    on_device(member)
    service.answers["/a"] = (status, {})
    said(other_member, discussion(member))
    run_tasks()
    assert not Device.objects.exists()


def test_a_service_that_fails_is_asked_again_and_its_address_is_told_to_no_log(
    member, other_member, on_device, service, run_tasks, caplog
):
    on_device(member, "/secret-address")
    service.answers["/secret-address"] = (500, {})
    said(other_member, discussion(member))
    with pytest.raises(Undelivered, match="HTTP 500"):
        run_tasks()
    row = DBTaskResult.objects.get(task_path="notifications.tasks.push_to_device")
    assert row.status == "READY" and row.run_after > timezone.now()
    assert "secret-address" not in caplog.text + row.traceback + json.dumps(row.args_kwargs)
    service.answers.clear()
    DBTaskResult.objects.filter(pk=row.pk).update(run_after=timezone.now())
    run_tasks()
    assert [path for path, *_ in service.got] == ["/secret-address"] * 2


def test_a_service_that_asks_for_patience_gets_it(member, other_member, on_device, service, run_tasks):
    on_device(member)
    service.answers["/a"] = (429, {"Retry-After": "120"})
    said(other_member, discussion(member))
    run_tasks()
    row = DBTaskResult.objects.get(task_path="notifications.tasks.push_to_device", status="READY")
    assert timedelta(seconds=100) < row.run_after - timezone.now() <= timedelta(seconds=120)


@pytest.mark.parametrize("status", [400, 403, 413, 302])
def test_what_is_refused_is_not_sent_again(status, member, other_member, on_device, service, run_tasks):
    on_device(member)
    service.answers["/a"] = (status, {"Location": "https://127.0.0.1/"})
    said(other_member, discussion(member))
    run_tasks()
    assert len(service.got) == 1 and Device.objects.count() == 1
    assert not DBTaskResult.objects.filter(status="READY").exists()


def test_addresses_inside_are_never_asked(member, other_member, client_for, service, run_tasks):
    for host in ("127.0.0.1", "localhost", "10.0.0.1"):
        form = Browser(f"https://{host}:{service.server_port}/a").form
        client_for(member).post("/notifications/devices/", form)
    assert member.devices.count() == 3
    said(other_member, discussion(member))
    run_tasks()
    assert service.got == [] and not Device.objects.exists()


def test_who_is_paused_hears_nothing(member, other_member, on_device, service, run_tasks):
    on_device(member)
    member.suspended_until = timezone.now() + timedelta(days=1)
    member.save(update_fields=["suspended_until"])
    said(other_member, discussion(other_member))
    post = said(other_member, discussion(other_member))
    line = telling.tell(
        member=member, kind="reply", target_id=post.pk, thread=post.thread, position=post.position
    )
    push_notification(notification_id=line.pk)
    run_tasks()
    assert service.got == []


def test_a_pause_and_signing_out_everywhere_end_devices(member, on_device, service, run_tasks):
    on_device(member)
    members.suspend(
        actor=UserFactory(moderator=True),
        member=member,
        until=timezone.now() + timedelta(days=1),
        reason="A rest.",
    )
    run_tasks()
    assert not Device.objects.exists()


def test_signing_out_everywhere_ends_devices(member, on_device, run_tasks):
    on_device(member)
    members.sign_out_everywhere(actor=member)
    run_tasks()
    assert not Device.objects.exists()


def test_a_new_password_ends_devices(member, other_member, on_device, service, run_tasks):
    on_device(member)
    member.set_password("another-long-password")
    member.save(update_fields=["password"])
    said(other_member, discussion(member))
    run_tasks()
    assert service.got == [] and not Device.objects.exists()


def test_another_key_of_ours_ends_devices(member, other_member, on_device, service, run_tasks, settings):
    on_device(member)
    settings.PUSH_KEY = new_key()
    said(other_member, discussion(member))
    run_tasks()
    assert service.got == [] and not Device.objects.exists()


def test_without_a_key_nothing_is_sent(member, other_member, on_device, service, run_tasks, settings):
    on_device(member)
    settings.PUSH_KEY = ""
    said(other_member, discussion(member))
    run_tasks()
    assert service.got == [] and len(mail.outbox) == 1
