"""Writing a reflection on a phone."""

import pytest
from playwright.sync_api import expect

from forums.models import Reflection
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = [pytest.mark.browser, with_commits]


@pytest.fixture
def rosa(transactional_db):
    scenes.table()
    scenes.principle()
    return UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")


def forward(page):
    page.locator("[data-next-step]").click()


def kept(page):
    """Until then it says when it was saved before."""
    expect(page.locator("[data-kept] [data-words]")).to_have_text("Saved", timeout=20_000)


def test_one_short_field_at_a_time_kept_as_it_is_typed(enter, rosa):
    page = enter(rosa, "/reflections/new/", viewport=PHONE)
    expect(page.get_by_text("Step 1 of 8")).to_be_visible()
    page.get_by_text("Home visit", exact=True).click()
    forward(page)
    happened = page.get_by_role("textbox", name="What happened?", exact=True)
    expect(happened).to_be_visible()
    expect(page.get_by_text("Which ordinary moment")).to_be_hidden()
    happened.fill("She leaned to look for the bean.")
    expect(page.get_by_text("32 of 700")).to_be_visible()
    kept(page)
    page.wait_for_url("**/edit/#step-2")
    forward(page)
    page.get_by_role("textbox", name="What was already working?").fill("They both waited.")
    kept(page)
    page.go_back()
    expect(happened).to_have_value("She leaned to look for the bean.")
    page.go_forward()
    expect(page.get_by_role("textbox", name="What was already working?")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="What was already working?")).to_have_value("They both waited.")
    reflection = Reflection.objects.get()
    assert (reflection.author, reflection.moment, reflection.state) == (rosa, "home-visit", "journal")


def test_what_is_being_saved_while_the_page_is_loaded_again_stands_there(enter, rosa):
    page = enter(rosa, "/reflections/new/", viewport=PHONE)
    page.get_by_text("Home visit", exact=True).click()
    forward(page)
    page.wait_for_url("**/edit/#step-2")
    kept(page)
    happened = page.get_by_role("textbox", name="What happened?", exact=True)
    for words in ("She leaned to look", "She leaned to look for the bean.", "She leaned, and he waited."):
        with page.expect_request("**/keep/"):
            happened.fill(words)
        page.reload()
        expect(happened).to_have_value(words)
        kept(page)


def test_what_goes_on_while_it_is_saved_is_no_other_device(enter, rosa):
    page = enter(rosa, "/health/", viewport=PHONE)
    page.add_init_script(
        "const once = fetch; window.fetch = (...asked) => once(...asked).then((answer) => String(asked[0]).includes('/keep/')"
        " ? new Promise((later) => setTimeout(later, 1500, answer)) : answer)"
    )
    page.goto("/reflections/new/")
    page.get_by_text("Home visit", exact=True).click()
    kept(page)
    page.goto(f"{page.url.split('#')[0]}#step-8")
    page.get_by_role("textbox", name="A title").fill("The bean")
    with page.expect_request("**/keep/"):
        page.get_by_role("textbox", name="A title").press("End")
    page.get_by_role("textbox", name="A title").fill("The bean and the spoon")
    with page.expect_navigation():
        page.locator("button[data-save]:not([data-share])").click()
    assert Reflection.objects.get().title == "The bean and the spoon"
    expect(page.get_by_text("another device").first).to_be_hidden()


def test_what_is_typed_without_a_connection_is_kept_when_it_is_back(enter, rosa):
    reflection = scenes.draft(rosa)
    page = enter(rosa, f"/reflections/{reflection.uuid}/edit/#step-4", viewport=PHONE)
    field = page.get_by_role("textbox", name="What do you wonder?")
    page.context.set_offline(True)
    field.fill("What does she see there?")
    expect(page.locator("[data-kept]")).to_contain_text("Not saved", timeout=20_000)
    page.context.set_offline(False)
    kept(page)
    reflection.refresh_from_db()
    assert reflection.wondering == "What does she see there?"


def test_what_is_typed_before_the_script_is_there_is_kept(enter, rosa):
    reflection = scenes.draft(rosa, age_band="")
    page, waiting = enter(rosa, "/reflections/", viewport=PHONE), []
    page.route("**/js/keeping*.js", lambda route: waiting.append(route))
    with page.expect_request("**/js/keeping*.js"):
        page.goto(f"/reflections/{reflection.uuid}/edit/", wait_until="commit")
    page.get_by_role("textbox", name="What do you wonder?").fill("For what?")
    page.locator("input[name=age_band][value='2-3 years']").press("Space")
    expect(page.locator("form.stepwise")).to_have_count(0)
    assert waiting, "it is still on its way"
    waiting[0].continue_()
    kept(page)
    reflection.refresh_from_db()
    assert (reflection.wondering, reflection.age_band) == ("For what?", "2-3 years")


def test_the_second_device_is_told(enter, rosa):
    reflection = scenes.draft(rosa)
    phone = enter(rosa, f"/reflections/{reflection.uuid}/edit/#step-4", viewport=PHONE)
    desk = enter(rosa, f"/reflections/{reflection.uuid}/edit/#step-4")
    phone.get_by_role("textbox", name="What do you wonder?").fill("From the phone.")
    kept(phone)
    desk.get_by_role("textbox", name="What do you wonder?").fill("From the desk.")
    desk.locator("[data-two]").wait_for()
    expect(desk.locator("[data-theirs]")).to_contain_text("From the phone.")
    desk.get_by_role("button", name="Take the other").click()
    expect(desk.get_by_role("textbox", name="What do you wonder?")).to_have_value("From the phone.")


def test_without_scripts_all_fields_stand_on_one_page(enter, rosa):
    page = enter(rosa, "/reflections/new/", viewport=PHONE, javascript=False)
    page.get_by_role("textbox", name="What happened?", exact=True).fill("She waited.")
    page.get_by_role("textbox", name="What do you wonder?").fill("For what?")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/edit/")
    assert Reflection.objects.get().wondering == "For what?"


def test_from_an_ordinary_moment_to_the_table(enter, rosa):
    page = enter(rosa, "/reflections/new/?kind=moment", viewport=PHONE)
    page.get_by_role("textbox", name="What was the moment?").fill("He pointed at the moon. She looked too.")
    page.get_by_text("Play", exact=True).click()
    kept(page)
    page.get_by_role("button", name="Next: share it").click()
    page.get_by_label("I removed or changed").check()
    page.get_by_role("button", name="Put it on the table").click()
    page.wait_for_url("**/threads/*/")
    expect(page.get_by_role("heading", name="He pointed at the moon")).to_be_visible()


def test_one_tap_begins_a_reply(enter, rosa):
    thread = scenes.shared(rosa)
    page = enter(UserFactory(sector="pediatrics"), f"/threads/{thread.pk}/", viewport=PHONE)
    page.locator("#reply textarea[name=body]").focus()
    page.locator("#reply").get_by_text("I wonder", exact=True).click()
    page.get_by_role("button", name="I wonder what came just before").click()
    page.locator("#reply [data-rich]:focus").wait_for()
    page.keyboard.type("she looked")
    said = page.locator("#reply textarea[name=body]")
    expect(said).to_have_value("I wonder what came just before she looked")
    page.get_by_role("button", name="I wonder what came just before").click()
    page.keyboard.type("he looked")
    expect(said).to_have_value(
        "I wonder what came just before she looked\n\nI wonder what came just before he looked"
    )


def test_readers_hear_that_a_reflection_was_changed(enter, rosa):
    thread = scenes.shared(rosa)
    page = enter(UserFactory(sector="pediatrics"), f"/threads/{thread.pk}/")
    page.locator("html[data-live=live]").wait_for(state="attached", timeout=30_000)
    desk = enter(rosa, f"/reflections/{thread.reflection.uuid}/edit/", javascript=False)
    desk.get_by_role("textbox", name="What happened?", exact=True).fill("He waves now.")
    desk.get_by_role("button", name="Change it for all readers").click()
    desk.wait_for_url("**/threads/*/")
    expect(page.get_by_text("The reflection was changed while you read.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Load it again").click()
    expect(page.get_by_text("He waves now.")).to_be_visible()
