"""A reply that may tell who a family is comes back as a page, is put right with one tap, and goes out, on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from forums.models import Attachment, Post
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_services_attachments import picture
from tests.waiting import wait_until

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


@pytest.mark.parametrize("place", ["a new conversation", "a reply", "a reply that is changed"])
def test_the_name_of_a_file_is_looked_at_as_soon_as_it_is_chosen(enter, rosa, place):
    thread = scenes.discussion(rosa, forum=scenes.table(identifiers="hold"))
    post = scenes.said(rosa, thread, "I notice the window.")
    path = {"a new conversation": "/threads/new/", "a reply": f"/threads/{thread.pk}/"}
    page = enter(rosa, path.get(place, f"/posts/{post.pk}/edit/"), viewport=PHONE)
    page.locator("#reply [data-file-fold] summary, #reply details:has([name=upload]) summary").first.click()
    drawing = {"mimeType": "image/png", "buffer": picture("PNG")}
    page.locator("#reply [name=upload]").set_input_files([{"name": "Maya Thompson 3-14-2024.png", **drawing}])
    row = page.locator("#reply .upload[data-upload]")
    expect(row.get_by_label("Its name may tell who somebody is. Call it")).to_be_visible()
    row.get_by_role("button", name="picture.png").click()
    expect(row.locator("[name^=name-]")).to_have_value("picture.png")
    expect(row.locator("[data-card]")).to_have_count(0)
    row.get_by_label("What the picture shows").fill("A tower of blocks")
    if place == "a new conversation":
        page.get_by_label("Your question or topic").fill("What the tower tells")
        page.locator("#reply [name=principles]").first.check(force=True)
    if place != "a reply that is changed":
        page.locator("#reply [data-rich]").fill("I wonder about the tower.")
    button = {"a new conversation": "Put it on the table", "a reply that is changed": "Save"}.get(place)
    send = page.get_by_role("button", name=button) if button else page.locator("#reply [data-send]")
    send.click()
    wait_until(Attachment.objects.filter(post__isnull=False).exists, what="the file is sent")
    assert Attachment.objects.get(post__isnull=False).name == "picture.png"


def test_once_it_is_sent_nothing_of_what_was_asked_stands_there(enter, rosa):
    thread = scenes.discussion(rosa, forum=scenes.table(identifiers="warn"))
    page = enter(rosa, f"/threads/{thread.pk}/", viewport=PHONE)
    page.locator("#reply [data-rich], #reply [name=body]").first.click()
    page.locator("#reply [data-rich]").type("We read about Maya.")
    page.locator("#reply [data-send]").click()
    page.locator("#reply [data-findings] input[name=confirmed]").check(force=True)
    page.locator("#reply [data-send]").click()
    expect(page.locator("[data-post]").get_by_text("We read about Maya.")).to_be_visible()
    expect(
        page.locator("#reply [data-findings], #reply [data-came-back], #reply .err:visible")
    ).to_have_count(0)
    expect(page.locator("#reply [aria-invalid=true]")).to_have_count(0)


def test_a_name_that_tells_nothing_stays_and_is_not_asked_about_again(enter, rosa):
    thread = scenes.discussion(rosa, forum=scenes.table(identifiers="hold"))
    page = enter(rosa, f"/threads/{thread.pk}/", viewport=PHONE)
    page.locator("#reply details:has([name=upload]) summary").click()
    drawing = {"mimeType": "image/png", "buffer": picture("PNG")}
    page.locator("#reply [name=upload]").set_input_files([{"name": "Clifford Okafor.png", **drawing}])
    row = page.locator("#reply .upload[data-upload]")
    row.get_by_role("button", name="Not an identifier").click()
    expect(row.locator("[data-card]")).to_have_count(0)
    row.get_by_label("What the picture shows").fill("A red dog")
    page.locator("#reply [data-rich]").fill("I wonder about the dog.")
    page.locator("#reply [data-send]").click()
    wait_until(Post.objects.filter(kind="reply").exists, what="the reply is sent")
    assert Post.objects.get(kind="reply").state == "held"
    assert Attachment.objects.get().name == "Clifford Okafor.png"


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
