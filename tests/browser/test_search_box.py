"""The search box on a phone and by keys: what is suggested, and what Enter asks for."""

from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.search.scenes import index, resource
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, with_commits]


def found(page, kettle):
    """Whether the site has it in its index: its own worker may be the one that puts it there."""
    return f"/resources/{kettle.pk}/" in page.request.get(urljoin(page.url, "/search/?q=kettle")).text()


def test_the_slash_leads_to_the_box_and_arrows_to_what_is_suggested(enter, transactional_db):
    amara = UserFactory(display_name="Amara Nwosu", sector="pediatrics")
    kettle = resource("The kettle on the porch")
    index("resource", kettle)
    page = enter(amara, "/threads/", viewport=DESK)
    wait_until(lambda: found(page, kettle), seconds=30, what="the kettle is found")

    page.keyboard.press("/")
    page.wait_for_url("**/search/#q")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("ket")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("The kettle on the porch")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/resources/{kettle.pk}/")


def test_enter_asks_for_what_was_typed(enter, transactional_db):
    amara = UserFactory(display_name="Amara Nwosu", sector="pediatrics")
    kettle = resource("The kettle on the porch")
    index("resource", kettle)
    page = enter(amara, "/search/", viewport=DESK)
    wait_until(lambda: found(page, kettle), seconds=30, what="the kettle is found")

    page.get_by_role("searchbox").click()
    page.keyboard.type("ket")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=ket")

    page.set_viewport_size({"width": DESK["width"], "height": 400})
    page.reload()
    assert page.evaluate("scrollY") == 0, "the box is in sight, not scrolled away by the tabs below it"
