"""Every kind of page, with the starter content: no violation that axe-core can find, nothing that scrolls sideways on
a small screen, nothing asked of another site, no complaint of the browser."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from cop.demo.loader import content, steps
from forums.models import Forum, Post, Reflection, Thread
from library.models import GuidePage, Resource
from members.models import User
from tests.browser import kept
from tests.browser.conftest import DESK, PHONE
from tests.core.marks import with_commits

pytestmark = [pytest.mark.browser, with_commits, pytest.mark.usefixtures("starter_content")]

MISSING = "/nothing-is-here/"
SMALL = {"width": 320, "height": 640}


@pytest.fixture
def starter_content(chromium, transactional_db):
    """There before the site starts."""
    kept.put_back("starter", lambda: [step() for step in steps(content())])


def pages():
    """Paths by who opens them."""
    thread = Thread.objects.get(source_id="c01")
    discussion = Thread.objects.get(source_id="d01")
    post = Post.objects.filter(thread=thread).order_by("position").last()
    resource = Resource.objects.first()
    colleague = User.objects.get(email="teacher@example.org")
    draft = Reflection.objects.create(
        author=User.objects.get(email="visitor@example.org"), question="What now?"
    )
    circle = Forum.objects.get(slug="small-town-circle")
    guide = GuidePage.objects.get(slug="start-with-what-is-working")
    visitor = [
        "/",
        "/es/guides/",
        "/guides/",
        "/guides/start-with-what-is-working/",
        "/principles/",
        "/principles/trust-parents/",
        "/es/principles/village/",
        "/resources/",
        f"/resources/{resource.pk}/",
        f"/reading/{guide.pk}/handout/en/",
        f"/reading/{guide.pk}/handout/es/",
        "/search/",
        "/search/?q=goodbye",
        "/search/?q=xyzzyx",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        MISSING,
        "/styleguide/",
    ]
    member = [
        "/",
        "/threads/",
        "/threads/?waiting=1",
        "/threads/new/",
        f"/threads/{thread.pk}/",
        f"/threads/{discussion.pk}/",
        f"/posts/{post.pk}/concern/",
        "/reflections/",
        "/reflections/new/",
        f"/reflections/{draft.uuid}/edit/",
        f"/reflections/{draft.uuid}/share/",
        f"/forums/{circle.slug}/",
        "/circles/",
        f"/circles/{circle.circle.slug}/",
        f"/members/{colleague.uuid}/",
        "/profile/",
        "/profile/tokens/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/notifications/",
        "/guides/start-with-what-is-working/",
        f"/reading/{guide.pk}/useful/",
        "/search/?q=window",
    ]
    moderator = ["/curating/", "/moderation/", "/moderation/members/"]
    return {
        None: visitor,
        "visitor@example.org": member,
        "moderator@example.org": moderator,
    }


def found_by_axe(page):
    results = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary'][:160]}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


def test_every_page_is_accessible_by_day_and_by_night_on_a_phone_and_on_a_desk(site, enter):
    wrong, host = [], urlsplit(site).netloc
    for email, paths in pages().items():
        person = User.objects.get(email=email) if email else None
        for viewport, scheme in ((PHONE, "light"), (DESK, "dark")):
            page = enter(person, "/health/", viewport=viewport, color_scheme=scheme)
            page.on("request", lambda r: urlsplit(r.url).netloc == host or wrong.append(f"asks {r.url}"))
            page.on("console", lambda m: m.type == "error" and "404" not in m.text and wrong.append(m.text))
            for path in paths:
                status = page.goto(path).status
                if status != (404 if path == MISSING else 200):
                    wrong.append(f"{path}: {status}")
                for violation in found_by_axe(page):
                    wrong.append(f"{path} {viewport['width']} {scheme}: {violation}")
            page.context.close()
    assert wrong == []


def test_no_page_scrolls_sideways_at_320_pixels(enter):
    wrong = []
    for email, paths in pages().items():
        person = User.objects.get(email=email) if email else None
        page = enter(person, "/health/", viewport=SMALL)
        for path in paths:
            page.goto(path)
            extra = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if extra > 0:
                wrong.append(f"{path}: {extra} px")
        page.context.close()
    assert wrong == []


def test_the_keyboard_reaches_the_content_and_everything_that_can_be_pressed(enter):
    thread = Thread.objects.get(source_id="c01")
    page = enter(User.objects.get(email="visitor@example.org"), f"/threads/{thread.pk}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName + (document.activeElement.name || '')"))
    assert "TEXTAREAbody" in reached
    assert "BUTTON" in reached


def test_pages_read_whole_without_scripts(enter):
    thread = Thread.objects.get(source_id="c01")
    page = enter(User.objects.get(email="visitor@example.org"), f"/threads/{thread.pk}/", javascript=False)
    assert page.locator(".post").count() >= 3
    assert page.locator("form textarea[name=body]").is_visible()
