"""What could tell who a family is, underlined while one writes on a phone, and put in other words with one tap."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from forums.models import Post
from members.models import Profile
from safeguards.models import Phrase
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = [pytest.mark.browser, with_commits]

expect.set_options(timeout=20_000)

#: Where the sheet over a field draws its lines: the words, and how far they lie from the same words in the field.
UNDERLINED = (
    """(field) => [...field.parentElement.querySelectorAll('.marks .flag')].map((one) => one.textContent)"""
)
#: A twin of the field in the page, with the same words in the same look: where does a stretch of it lie, and where its line?
OFF = """(field) => {
    const twin = document.createElement('div');
    const look = getComputedStyle(field);
    for (const name of look) twin.style.setProperty(name, look.getPropertyValue(name));
    Object.assign(twin.style, { position: 'fixed', inset: '0 auto auto 0', whiteSpace: 'pre-wrap', width: `${field.clientWidth}px`,
        border: '0', boxSizing: 'border-box', height: 'auto', maxBlockSize: 'none' });
    twin.textContent = field.value;
    document.body.append(twin);
    const flag = field.parentElement.querySelector('.marks .flag');
    const range = document.createRange();
    const start = field.value.indexOf(flag.textContent);
    range.setStart(twin.firstChild, start);
    range.setEnd(twin.firstChild, start + flag.textContent.length);
    const [there, own] = [range.getBoundingClientRect(), twin.getBoundingClientRect()];
    const [line, box] = [flag.getBoundingClientRect(), field.getBoundingClientRect()];
    twin.remove();
    return [
        line.left - box.left - field.clientLeft - (there.left - own.left),
        line.top - box.top - field.clientTop + field.scrollTop - (there.top - own.top),
    ];
}"""

HIGHLIGHTED = "() => [...(CSS.highlights.get('identifier') ?? [])].map(String)"


def highlighted(page, words):
    """Waits until these words are marked in the rich editor; the page's policy forbids Playwright's own way to wait."""
    for _time in range(200):
        if page.evaluate(HIGHLIGHTED) == words:
            return True
        page.wait_for_timeout(100)
    return False


@pytest.fixture
def rosa(transactional_db):
    scenes.table()
    scenes.principle()
    return UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")


def step_two(enter, who, **options):
    page = enter(who, "/reflections/new/#step-2", viewport=PHONE, **options)
    field = page.locator("#step-2 textarea")
    field.click()
    return page, field


def suggestion(page, words):
    return page.locator("[data-card]:not([hidden])").get_by_role("button", name=words, exact=True)


def test_one_tap_puts_other_words_in_the_place_of_a_name(enter, rosa):
    page, field = step_two(enter, rosa)
    field.fill(
        "👩🏽‍🍼 He held a 𝒃ean. Every time, in the kitchen by the window, Mateo\u0301 leaned, and Mateo\u0301 laughed."
    )
    expect(page.get_by_text("2 things to look at").last).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "what_happened"
    expect(page.locator("[data-card]:not([hidden])")).to_contain_text("This looks like somebody’s name.")
    assert field.evaluate(UNDERLINED) == ["Mateo\u0301", "Mateo\u0301"]
    assert all(abs(off) < 1 for off in field.evaluate(OFF))
    suggestion(page, "a child").click()
    expect(page.get_by_text("One thing to look at").last).to_be_visible()
    suggestion(page, "a child").click()
    expect(page.locator("#step-2 .suggest")).to_have_count(0)
    expect(field).to_have_value(
        "👩🏽‍🍼 He held a 𝒃ean. Every time, in the kitchen by the window, a child leaned, and a child laughed."
    )
    assert field.evaluate(UNDERLINED) == []


def test_what_was_put_is_taken_back_by_the_page_and_by_the_browser(enter, rosa):
    page, field = step_two(enter, rosa)
    field.fill("We sorted beans with Maya.")
    suggestion(page, "a child").click()
    expect(field).to_have_value("We sorted beans with a child.")
    expect(page.get_by_text("“Maya” reads “a child” now")).to_be_visible()
    page.locator("#step-2").get_by_role("button", name="Undo").click()
    expect(field).to_have_value("We sorted beans with Maya.")
    suggestion(page, "the family").click()
    expect(field).to_have_value("We sorted beans with the family.")
    field.press("Control+z")
    expect(field).to_have_value("We sorted beans with Maya.")


def test_by_keyboard_alone(enter, rosa):
    page, field = step_two(enter, rosa)
    field.fill("On the porch we met Tariq, and Chinle was quiet.")
    expect(page.locator("#step-2 .suggest").first).to_be_visible()
    field.press("Tab")
    expect(page.locator("[data-onward]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-card='0'] [data-put]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).not_to_have_value("On the porch we met Tariq, and Chinle was quiet.")
    expect(page.get_by_role("status").filter(has_text="One thing to look at")).to_have_count(1)
    assert page.evaluate("document.activeElement.closest('.noticed') !== null")
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Change it myself").press("Enter")
    assert field.evaluate("(f) => f.value.slice(f.selectionStart, f.selectionEnd)") == "Chinle"


def test_what_is_no_identifier_stays_and_is_not_asked_about_again(enter, rosa):
    page, field = step_two(enter, rosa)
    field.fill("Will Okafor taught us.")
    page.get_by_role("button", name="Not an identifier").click()
    expect(page.locator("#step-2 .suggest")).to_have_count(0)
    field.press_sequentially(" Will Okafor smiled, and Maya too.")
    expect(page.locator("[data-card]")).to_have_count(1)
    assert field.evaluate(UNDERLINED) == ["Maya"]


def test_nothing_moves_or_complains_where_no_answer_comes(enter, rosa):
    page, field = step_two(enter, rosa)
    page.route("**/writing/check/", lambda route: route.abort())
    with page.expect_request("**/writing/check/"):
        field.fill("We sorted beans with Maya.")
    page.wait_for_timeout(300)
    assert not field.evaluate(UNDERLINED)
    page.unroute("**/writing/check/")
    field.press_sequentially(" She leaned.")
    expect(page.locator("#step-2 .suggest")).to_have_count(1)


def test_in_spanish_and_without_violations(enter, rosa):
    rosa.language = "es"
    rosa.save()
    page, field = step_two(enter, rosa)
    field.fill("El 14 de marzo Xóchitl miró el frijol.")
    expect(page.get_by_text("2 cosas por revisar").last).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # colors change at once
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_coach_is_gentle_and_can_be_turned_off_right_there(enter, rosa):
    Phrase.objects.all().delete()
    Phrase.objects.create(
        wording="non-compliant",
        instead="busy with …",
        reason="Look for the obstacle.",
        principle="trust-parents",
    )
    Phrase.objects.create(wording="sings to", kind="strength", reason="A song is being together.")
    page, field = step_two(enter, rosa)
    field.fill("She is non-compliant and sings to her.")
    expect(page.get_by_text("You saw “sings to”. A song is being together.")).to_be_visible()
    suggestion(page, "busy with …").click()
    expect(field).to_have_value("She is busy with … and sings to her.")
    assert field.evaluate("(f) => f.value.slice(f.selectionStart, f.selectionEnd)") == "…"
    field.fill("She is non-compliant and sings to her.")
    page.get_by_role("button", name="Do not notice my words any more").click()
    expect(page.get_by_text("Your words are noticed no more.")).to_be_visible()
    expect(page.locator("#step-2 .suggest")).to_have_count(0)
    assert not Profile.objects.get(user=rosa).coach
    page.get_by_role("button", name="Turn it on again").click()
    expect(page.locator("#step-2 .suggest")).to_have_count(1)


def test_in_the_rich_editor_words_keep_their_look(enter, rosa):
    thread = scenes.discussion(rosa)
    amara = UserFactory(display_name="Amara Nwosu", sector="pediatrics")
    page = enter(amara, f"/threads/{thread.pk}/", viewport=PHONE)
    page.locator("#reply textarea[name=body]").focus()
    editor = page.locator("#reply [data-rich]")
    editor.wait_for()
    editor.press_sequentially("Hello 😀 all.")
    editor.press("Enter")
    editor.press("Control+b")
    editor.press_sequentially("Maya")
    editor.press("Control+b")
    editor.press_sequentially("’s father waited.")
    assert highlighted(page, ["Maya"])
    page.locator("#reply [data-card]:not([hidden]) [data-put]").first.click()
    expect(editor).to_have_text("Hello 😀 all.The child’s father waited.")
    editor.press("Control+z")
    expect(editor).to_have_text("Hello 😀 all.Maya’s father waited.")
    assert highlighted(page, ["Maya"])
    page.locator("#reply [data-card]:not([hidden]) [data-put]").first.click()
    expect(page.locator("#reply .suggest")).to_have_count(0)
    assert highlighted(page, [])
    page.locator("#reply [data-send]").click()
    expect(page.locator("[data-post]").filter(has_text="’s father waited.")).to_be_visible()
    body = Post.objects.filter(thread=thread).order_by("pk").last().body
    assert "Hello 😀 all." in body and "hild" in body and "Maya" not in body
    expect(page.locator("#reply .suggest")).to_have_count(0)


def test_what_is_no_identifier_is_sent_with_that_answer(enter, rosa):
    thread = scenes.discussion(rosa)
    page = enter(UserFactory(sector="pediatrics"), f"/threads/{thread.pk}/", viewport=PHONE)
    page.locator("#reply textarea[name=body]").focus()
    editor = page.locator("#reply [data-rich]")
    editor.wait_for()
    editor.press_sequentially("One more:")
    editor.press("Enter")
    editor.press_sequentially("Ask Maya Okafor about it.")
    page.locator("#reply").get_by_role("button", name="Not an identifier").click()
    expect(page.locator("#reply .suggest")).to_have_count(0)
    with page.expect_response("**/reply/") as answer:
        page.locator("#reply [data-send]").click()
    assert answer.value.status == 201
    expect(editor).to_have_text("")
    assert "Maya Okafor" in Post.objects.filter(thread=thread).order_by("pk").last().body


def test_a_name_after_an_at_that_was_chosen_is_a_colleague(enter, rosa):
    thread = scenes.discussion(rosa)
    page = enter(UserFactory(sector="pediatrics"), f"/threads/{thread.pk}/")
    page.locator("#reply textarea[name=body]").focus()
    editor = page.locator("#reply [data-rich]")
    editor.wait_for()
    asked = []
    page.on("request", lambda one: "/writing/check/" in one.url and asked.append(one))
    editor.press_sequentially("@Rosa")
    page.get_by_role("option", name="Rosa Delgado").wait_for()
    page.wait_for_timeout(1500)  # longer than a pause after which words are looked at
    assert not asked
    page.get_by_role("option", name="Rosa Delgado").click()
    with page.expect_response(lambda one: "/writing/check/" in one.url) as answer:
        editor.press_sequentially("what did you see?")
    assert answer.value.json()["marks"] == []
