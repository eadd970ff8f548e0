"""A guide from its first word to its readers: written and previewed in the editor, read by a colleague on a phone, approved by a
moderator, and talked about in place by two who see it live."""

import pytest
from playwright.sync_api import expect

from library.models import GuidePage
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes
from tests.library.scenes import founded
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, with_commits]

expect.set_options(timeout=30_000)
QUESTION = "What did you notice at the door?"


@pytest.fixture
def village(transactional_db):
    moderator = UserFactory(display_name="Ines Prado", moderator=True)
    library = founded(moderator)
    scenes.table()
    curator = UserFactory(display_name="Lena Ortiz", curator=True)
    rosa = UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__reads_drafts=True)
    return library, moderator, curator, rosa


def wait_for(member, kind):
    wait_until(
        lambda: member.notifications.filter(kind=kind).exists(), seconds=30, what=f"{member} is told: {kind}"
    )


def test_a_guide_is_written_read_approved_and_talked_about(enter, village):
    library, moderator, curator, rosa = village
    index = library.index().pk
    desk = enter(
        curator, f"/admin/pages/add/library/guidepage/{index}/?principle=village&sector=home-visiting"
    )
    desk.locator("#id_title").fill("How to begin a goodbye")
    desk.locator("#id_summary").fill("Sixty seconds at the door.")
    desk.locator("[data-contentpath=body] button[title='Insert a block']").first.click()
    desk.get_by_role("option", name="Questions to discuss").click()
    desk.locator("[data-contentpath=body] [data-contentpath=questions] input[type=text]").first.fill(QUESTION)

    desk.get_by_role("button", name="Toggle preview").click()
    expect(desk.frame_locator("iframe#w-preview-iframe").get_by_text(QUESTION)).to_be_visible()

    desk.locator("footer [data-controller~=w-dropdown] button[data-w-dropdown-target=toggle]").first.click()
    desk.locator("button[name=action-submit]").click()
    expect(desk.get_by_text("How to begin a goodbye").first).to_be_visible()
    guide = GuidePage.objects.get(title="How to begin a goodbye")
    assert not guide.live

    wait_for(rosa, "reading")
    phone = enter(rosa, "/notifications/", viewport=PHONE)
    phone.locator("main .row a").first.click()
    expect(phone.get_by_text(QUESTION)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_label("Yes, it can go on").check()
    phone.get_by_label("Your words").fill("I can use it tomorrow.")
    phone.get_by_role("button", name="Send my word").click()
    expect(phone.get_by_text("Whoever writes it has your word now.")).to_be_visible()

    wait_for(moderator, "draft")
    table = enter(moderator, "/curating/")
    table.get_by_role("link", name="How to begin a goodbye").first.click()
    table.locator("footer [data-controller~=w-dropdown] button[data-w-dropdown-target=toggle]").first.click()
    table.locator(
        "button[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])"
    ).first.click()
    wait_until(lambda: GuidePage.objects.get(pk=guide.pk).live, seconds=30, what="it is published")

    wait_for(curator, "judged")
    guide = GuidePage.objects.get(pk=guide.pk)
    phone.goto(guide.url if "://" in guide.url else phone.url.split("/reviews/")[0] + guide.url)
    beside = enter(UserFactory(display_name="Amara Nwosu", sector="pediatrics"), guide.url)
    here, there = (page.locator(".part-discuss [data-section]") for page in (phone, beside))
    for place in (here, there):
        expect(place.get_by_text("Nobody has spoken about this yet.")).to_be_visible()
    here.locator("[data-speak]").click()
    here.get_by_label("What you think").fill("The hand on the frame.")
    here.get_by_role("button", name="Say it").click()
    for either in (here, there):
        expect(either.locator("[data-brief]").get_by_text("The hand on the frame.")).to_be_visible()
