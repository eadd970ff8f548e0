"""One member at two devices: what is read on the one is new no more on the other, and nothing moves there."""

import pytest
from playwright.sync_api import expect

from forums.services import posting
from tests.browser.conftest import PHONE
from tests.browser.test_thread import amara, connected, rosa, say, thread  # noqa: F401 - fixtures
from tests.core.marks import with_commits
from tests.forums import scenes

pytestmark = [pytest.mark.browser, with_commits]

expect.set_options(timeout=20_000)


def test_what_was_read_on_the_phone_is_not_new_at_the_desk(enter, thread, rosa, amara):  # noqa: F811
    posting.mark_read(actor=amara, thread=thread, position=6)
    desk = enter(amara, f"/threads/{thread.pk}/")
    connected(desk)
    expect(desk.locator(".since")).to_have_count(1)
    title = desk.title()
    say(enter(rosa, f"/threads/{thread.pk}/"), "One more thing.")
    expect(desk).to_have_title(f"(1) {title}")
    eye = desk.locator("article.post").nth(3)
    eye.scroll_into_view_if_needed()
    where = eye.bounding_box()["y"]
    enter(amara, f"/threads/{thread.pk}/", viewport=PHONE).get_by_text("One more thing.").wait_for()
    expect(desk.locator(".since")).to_be_hidden()
    expect(desk).to_have_title(title)
    expect(desk.locator("a[data-first-new]")).to_be_hidden()
    expect(desk.locator("[data-pill]")).to_be_visible()
    assert abs(eye.bounding_box()["y"] - where) < 2
    desk.locator("[data-pill]").click()
    desk.get_by_text("One more thing.").wait_for()
    expect(desk.locator(".since, header .new")).to_have_count(0)


def test_the_line_goes_to_the_first_that_is_still_unread(enter, rosa, amara):  # noqa: F811
    long = scenes.discussion(rosa)
    posts = [scenes.said(rosa, long, f"Number {n}") for n in range(2, 47)]
    posting.mark_read(actor=amara, thread=long, position=5)
    desk = enter(amara, f"/threads/{long.pk}/?page=2")
    connected(desk)
    expect(desk.locator(f".since + #post-{posts[19].pk}")).to_have_count(1)  # position 21 begins the page
    phone = enter(amara, "/", viewport=PHONE)
    phone.evaluate(
        """async (path) => {
          const page = new DOMParser().parseFromString(await (await fetch("/profile/")).text(), "text/html");
          const body = new FormData();
          body.set("csrfmiddlewaretoken", page.querySelector("[name=csrfmiddlewaretoken]").value);
          body.set("position", 30);
          await fetch(path, { method: "POST", body });
        }""",
        f"/threads/{long.pk}/read/",
    )
    expect(desk.locator(f".since + #post-{posts[29].pk}")).to_have_count(1)
    expect(desk.locator(".since:visible")).to_have_count(1)
    link = desk.locator("a[data-first-new]")
    expect(link).to_have_attribute("href", "#new")
    expect(link).to_have_text("16 new replies")
