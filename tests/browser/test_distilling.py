"""From a conversation to a guide and back: distilled, agreed to on a phone, published, taken back; and talked about in place."""

import pytest
from playwright.sync_api import expect

from forums.models import Excerpt
from library.models import GuidePage
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes
from tests.library.scenes import founded
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, with_commits]

expect.set_options(timeout=30_000)
WORDS = "Begin with the tower of blocks."


@pytest.fixture
def village(transactional_db):
    moderator = UserFactory(display_name="Ines Prado", moderator=True)
    library = founded(moderator)
    rosa = UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")
    thread = scenes.discussion(rosa, title="What the tower tells")
    scenes.said(rosa, thread, f"{WORDS} Then sit down.")
    return library, moderator, rosa, thread


def test_a_thread_is_distilled_and_published_with_consent_that_can_end(enter, village):
    _library, moderator, rosa, thread = village
    desk = enter(moderator, f"/threads/{thread.pk}/")
    desk.get_by_role("link", name="Distil into a guide").click()
    desk.locator("label.chosen-post").filter(has_text=WORDS).click()
    desk.get_by_role("button", name="On to their words").click()
    desk.get_by_label("Title of the guide").fill("Begin with the tower")
    desk.get_by_label("What it is about").fill("How a visit begins.")
    desk.get_by_label("Rosa Delgado").fill(WORDS)
    desk.get_by_role("button", name="Make the draft and ask them").click()
    expect(desk.get_by_text("not answered yet")).to_be_visible()

    desk.get_by_role("link", name="Write the guide").click()
    expect(desk.get_by_role("combobox", name="Words")).to_contain_text(WORDS)
    desk.locator("footer [data-controller~=w-dropdown] button[data-w-dropdown-target=toggle]").first.click()
    desk.locator("button[name=action-publish]").click()
    expect(desk.get_by_text("One quote is left out")).to_be_visible()
    guide = GuidePage.objects.get(title="Begin with the tower")

    reader = enter(None, guide.url, viewport=PHONE)
    expect(reader.get_by_text(WORDS)).to_have_count(0)

    wait_until(lambda: rosa.notifications.filter(kind="consent").exists(), seconds=30, what="Rosa is asked")
    phone = enter(rosa, "/notifications/", viewport=PHONE)
    expect(phone.get_by_text("A guide would like to quote what you said")).to_be_visible()
    phone.locator("main .row a").first.click()
    expect(phone.get_by_text(WORDS)).to_be_visible()
    phone.get_by_role("button", name="Yes, with my name").click()
    expect(phone.get_by_text("Readers see: Rosa Delgado, home visitor")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

    reader.reload()
    expect(reader.get_by_text(WORDS)).to_be_visible()
    expect(reader.get_by_text("Rosa Delgado, home visitor")).to_be_visible()
    desk.goto(f"/threads/{thread.pk}/")
    expect(desk.get_by_text("This conversation became part of")).to_be_visible()

    phone.get_by_role("button", name="Take it back").click()
    expect(phone.get_by_text("You took it back.")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text(WORDS)).to_have_count(0)
    assert Excerpt.objects.get().consent == "withdrawn"


def test_two_browsers_talk_about_a_question_where_it_stands(enter, village):
    library, _moderator, rosa, _thread = village
    guide = library.guide(discuss=["What did you notice first?"])
    amara = UserFactory(display_name="Amara Nwosu", sector="pediatrics")
    phone = enter(rosa, guide.url, viewport=PHONE)
    desk = enter(amara, guide.url)
    here, there = (page.locator(".part-discuss [data-section]") for page in (phone, desk))
    for place in (here, there):
        expect(place.get_by_text("Nobody has spoken about this yet.")).to_be_visible()
    for place, words in ((here, "The hands of the mother."), (there, "The chair by the window.")):
        place.locator("[data-speak]").click()
        place.get_by_label("What you think").fill(words)
        place.get_by_role("button", name="Say it").click()
        for either in (here, there):
            expect(either.locator("[data-brief]").get_by_text(words)).to_be_visible()
    assert phone.url.partition("#")[0].endswith(guide.url)
