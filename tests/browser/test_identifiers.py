"""A reply that may tell who a family is comes back as a page, is put right with one tap, and goes out, on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from forums.models import Post
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = [
    pytest.mark.browser,
    pytest.mark.identifiers,
    with_commits,
]

expect.set_options(timeout=30_000)
WORDS = "Maya, born 3/14/2024, sang at the window."


@pytest.fixture
def rosa(transactional_db):
    return UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_nothing_is_lost_and_one_tap_puts_it_right(enter, rosa, scripts):
    thread = scenes.discussion(rosa, forum=scenes.table(identifiers="hold"))
    page = enter(rosa, f"/threads/{thread.pk}/", viewport=PHONE, javascript=scripts)
    if scripts:
        page.locator("#reply [data-rich], #reply [name=body]").first.click()
        page.locator("#reply [data-rich]").type(WORDS)
    else:
        page.locator("#reply [name=body]").fill(WORDS)
    page.locator("#reply [data-send]").click()
    findings = page.locator("#reply [data-findings]")
    expect(findings.locator("mark")).to_have_text(["Maya", "3/14/2024"])
    assert not Post.objects.filter(kind="reply").exists()
    if scripts:
        # Color contrast of single states is looked at elsewhere.
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    findings.get_by_role("button", name="A two-year-old").first.click()
    expect(page.get_by_text("Nothing is underlined any more.")).to_be_visible()
    page.locator("#reply [data-send]").click()
    expect(page.locator(".posts").get_by_text("A two-year-old, sang at the window.")).to_be_visible()
    assert Post.objects.get(kind="reply").state == "visible"
