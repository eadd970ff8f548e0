"""An alert on a device: the service worker shows it, leads to what it tells of, and takes it away at sign-out.

Chromium without a screen has no push service, so that it cannot subscribe by itself: what a push service would hand over is
given to the worker by the protocol of its developer tools, and what it would say of the browser by a stand-in in the page.
"""

import json

import pytest
from playwright.sync_api import expect

from tests.core.marks import with_commits
from tests.notifications.receiver import Browser
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, with_commits]

READY = "async () => { await navigator.serviceWorker.register('/worker.js'); await navigator.serviceWorker.ready; }"
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, tag, lang, body, data }) => ({ title, tag, lang, body, data }));
}"""
SUBSCRIBES = """(form) => {
  Object.defineProperty(Notification, "permission", { get: () => "default" });
  Notification.requestPermission = async () => window.answer ?? "granted";
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey.length !== 65) throw new Error("no key");
    const { endpoint, ...keys } = form;
    return { toJSON: () => ({ endpoint, keys }) };
  };
}"""


def deliver(page, message):
    """Hand a message to the worker, as a push service does."""
    tools = page.context.new_cdp_session(page)
    found = []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    tools.send("ServiceWorker.enable")
    wait_until(lambda: found or page.wait_for_timeout(50), seconds=10)
    origin = page.evaluate("location.origin")
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": found[-1]["registrationId"], "data": json.dumps(message)},
    )


def test_the_worker_shows_it_and_takes_it_away_at_sign_out(enter, member):
    page = enter(member, "/notifications/")
    origin = page.evaluate("location.origin")
    page.context.grant_permissions(["notifications"], origin=origin)
    page.evaluate(READY)
    page.reload()
    told = {
        "title": "A new reply in one of your conversations",
        "url": "/notifications/7/",
        "tag": "n7",
        "lang": "en",
    }
    deliver(page, told)
    wait_until(lambda: page.evaluate(SHOWN), seconds=20)
    assert page.evaluate(SHOWN) == [
        {
            "title": told["title"],
            "tag": "n7",
            "lang": "en",
            "body": "",
            "data": {"url": f"{origin}/notifications/7/"},
        }
    ]
    deliver(
        page,
        told | {"title": "2 new replies in one of your conversations", "url": "https://elsewhere.example/"},
    )
    wait_until(lambda: page.evaluate(SHOWN)[0]["title"].startswith("2"), seconds=20)
    (one,) = page.evaluate(SHOWN)
    assert one["data"] == {"url": f"{origin}/notifications/"}
    page.goto("/accounts/logout/")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "logout" not in url)
    wait_until(lambda: not page.evaluate(SHOWN), seconds=20)


PRESS = """async () => {
  const went = [];
  clients.openWindow = async (url) => { went.push(["opened", url]); };
  WindowClient.prototype.focus = async function () { went.push(["shown", this.url]); };
  const [notification] = await registration.getNotifications();
  const press = new NotificationEvent("notificationclick", { notification });
  dispatchEvent(press);
  await new Promise((done) => setTimeout(done, 500));
  return went;
}"""


def test_pressing_it_shows_the_page_that_is_open_or_opens_it(enter, member):
    """A browser lets a worker open or raise a window after a real press alone: both are noted in place of done."""
    page = enter(member, "/notifications/")
    origin = page.evaluate("location.origin")
    page.context.grant_permissions(["notifications"], origin=origin)
    page.evaluate(READY)
    page.reload()
    (worker,) = page.context.service_workers
    for address, went in (
        ("/notifications/7/", "opened"),
        ("/notifications/", "shown"),
        ("//elsewhere.example/", "shown"),
    ):
        deliver(page, {"title": "A line", "url": address, "tag": "n7", "lang": "en"})
        wait_until(lambda: page.evaluate(SHOWN), seconds=20)
        leads = origin + (address if address.startswith("/n") else "/notifications/")
        assert worker.evaluate(PRESS) == [[went, leads]]
        wait_until(lambda: not page.evaluate(SHOWN), seconds=20)


def test_pressing_the_button_makes_this_browser_a_device(enter, member):
    page = enter(member, "/")
    form = Browser("https://push.example/a").form
    page.add_init_script(f"({SUBSCRIBES})({json.dumps(form)})")
    page.goto("/notifications/devices/")
    page.get_by_role("button", name="Notify me on this device").click()
    expect(page.get_by_text("You are notified on this device from now on.")).to_be_visible()
    expect(page.get_by_text("this device", exact=True)).to_be_visible()
    assert member.devices.count() == 1
    page.get_by_role("button", name="Remove Chrome").click()
    expect(page.get_by_text("You are no longer notified there.")).to_be_visible()
    assert not member.devices.exists()


def test_who_says_no_reads_how_to_change_that(enter, member):
    page = enter(member, "/")
    page.add_init_script(f"({SUBSCRIBES})({{}}); window.answer = 'denied';")
    page.goto("/notifications/devices/")
    page.get_by_role("button", name="Notify me on this device").click()
    expect(page.get_by_text("Notifications of this site are blocked in this browser.")).to_be_visible()
    expect(page.get_by_role("button", name="Notify me on this device")).to_be_hidden()
    assert not member.devices.exists()
