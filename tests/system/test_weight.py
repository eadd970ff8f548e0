"""What a first visit weighs: nothing in the cache, files as the product serves them, through the proxy."""

import os
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.browser.conftest import FLAGS

pytestmark = pytest.mark.browser

REQUESTS = 12
BYTES = 45 * 1024
WEIGHED = {"document", "stylesheet", "script"}


@dataclass
class Visit:
    """What one page asked for; sizes are those on the wire, without headers."""

    paths: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def chromium():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(stack, chromium):
    """`visit(path, signed_in=…, until=…)`: everything that a browser asks for which was never here."""

    def look(path, *, signed_in, until="body"):
        visit = Visit()
        context = chromium.new_context(base_url=stack.proxy, locale="en-US")
        if signed_in:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": stack.seed["session"], "url": stack.proxy}])
        page = context.new_page()
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        asked = []
        page.on("requestfinished", lambda request: asked.append(request))
        page.goto(path)
        page.locator(until).wait_for(state="attached")
        page.wait_for_load_state("networkidle")
        # Not every browser tells that it fetches the icon of a tab.
        visit.paths.add(page.locator("link[rel=icon]").get_attribute("href"))
        for request in asked:
            place = urlsplit(request.url).path
            visit.paths.add(place)
            if request.resource_type in WEIGHED:
                visit.sizes[place] = request.sizes()["responseBodySize"]
        context.close()
        return visit

    return look


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "visitor"])
def test_a_first_view_of_a_conversation_is_light(stack, visit, signed_in):
    seen = visit(f"/threads/{stack.seed['long']}/", signed_in=signed_in, until="html[data-live=live]")
    assert len(seen.paths) <= REQUESTS, seen.paths
    assert sum(seen.sizes.values()) <= BYTES, seen.sizes
    assert seen.complaints == []


def test_a_first_view_of_the_list_is_light(visit):
    seen = visit("/threads/", signed_in=True)
    assert len(seen.paths) <= REQUESTS, seen.paths
    assert sum(seen.sizes.values()) <= BYTES, seen.sizes
    assert seen.complaints == []


RULES = """async ([written, collected]) => {
    const rules = (text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        /* What a name of our own holds is kept as it was typed. */
        return [...sheet.cssRules].map((rule) => rule.cssText.replace(/\\s+/g, ""));
    };
    const [one, two] = [rules(written), rules(collected)];
    return [one.length > 10, one.filter((rule, n) => rule !== two[n])];
}"""


def test_a_packed_sheet_says_what_its_parts_say(stack, chromium):
    folder = settings.BASE_DIR / "static" / "css"
    whole = (folder / "site.css").read_text()
    written = re.sub(r'@import url\("(.+?)"\);', lambda part: (folder / part[1]).read_text(), whole)
    page = chromium.new_page()
    collected = (stack.directory / "static" / "css" / "site.css").read_text()
    assert "@import" not in collected
    assert page.evaluate(RULES, [written, collected]) == [True, []]
    page.close()


def test_packed_scripts_can_be_read(stack, chromium):
    page = chromium.new_page(base_url=stack.proxy)
    page.goto("/health/")
    scripts = sorted((stack.directory / "static" / "js").glob("*.js"))
    assert len(scripts) > 20
    for script in scripts:
        problem = page.evaluate(
            "(path) => import(path).then(() => '', (e) => (e instanceof TypeError && !/fetch/.test(e) ? '' : `${e}`))",
            f"/static/js/{script.name}",
        )
        assert problem == "", script.name
    page.close()
