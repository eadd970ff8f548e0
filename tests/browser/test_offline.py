"""A guide that was opened can be read without a signal, and nothing of its reader lies there."""

import pytest
from playwright.sync_api import expect

from tests.core.marks import with_commits
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, with_commits]

KEPT = """async () => {
  const found = [];
  for (const name of ["guides", "parts"]) for (const { url } of await (await caches.open(name)).keys()) found.push(url);
  return found;
}"""
HTML = """async (path) => (await (await caches.open("guides")).match(path))?.text() ?? null"""


def kept(page, path):
    """Waits until the worker has a guide. A page's own waiting takes the promise of an answer for the answer."""
    wait_until(lambda: page.evaluate(HTML, path), seconds=30)


def test_what_was_opened_is_read_without_a_signal_and_goes_at_sign_out(library, enter, member):
    guide = library.guide("Start with what works")
    closed = library.guide("For members alone")
    other = library.guide("Never opened")
    library.close(closed)
    page = enter(member, guide.url)
    kept(page, guide.url)
    page.goto(closed.url)
    kept(page, closed.url)
    for path in (guide.url, closed.url):
        html = page.evaluate(HTML, path)
        assert member.display_name not in html and str(member.uuid) not in html
        assert "csrfmiddlewaretoken" not in html.split("<footer")[0]
    page.context.set_offline(True)
    page.goto(guide.url)
    expect(page.get_by_role("heading", name="Start with what works")).to_be_visible()
    expect(page.get_by_text("You have no signal")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.note')).display") == "grid"
    page.goto(closed.url)
    expect(page.get_by_role("heading", name="For members alone")).to_be_visible()
    page.goto(other.url)
    expect(page.get_by_role("heading", name="No signal")).to_be_visible()
    page.get_by_role("link", name="Start with what works").click()
    expect(page.get_by_role("heading", name="Start with what works")).to_be_visible()
    page.context.set_offline(False)
    page.goto("/accounts/logout/")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "logout" not in url)
    wait_until(lambda: not page.evaluate(KEPT), seconds=30)


def test_the_next_reader_at_the_same_computer_finds_nothing_of_the_one_before(library, enter, member):
    mine, open_one = library.guide("For members alone"), library.guide("For all")
    library.close(mine)
    page = enter(member, mine.url)
    kept(page, mine.url)
    page.context.clear_cookies()  # a session that ended elsewhere
    page.goto(open_one.url)
    kept(page, open_one.url)
    assert not any(mine.url in url for url in page.evaluate(KEPT))
