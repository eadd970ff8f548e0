"""What is sent and does not arrive: said in plain words, nothing typed is lost, and trying again sends it exactly once."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from forums.models import Post, Thread
from members.models import ModeratorMessage
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes
from tests.waiting import wait_until

pytestmark = [pytest.mark.browser, with_commits]

expect.set_options(timeout=20_000)

WORDS = "The kettle was ours, all along."


@dataclass
class Writing:
    """A form with something typed in it: its `page`, where it says how things stand, and what it would write."""

    page: object
    line: str
    button: str
    posts_to: str
    body: str
    written: object

    def press(self):
        self.page.locator(self.button).click()

    @property
    def says(self):
        return self.page.locator(self.line)

    def typed(self):
        return self.page.locator("#reply [data-rich]").inner_text().strip()


@pytest.fixture
def amara(transactional_db):
    return UserFactory(display_name="Amara Nwosu", sector="pediatrics", sector__role="Pediatrician")


@pytest.fixture
def thread(transactional_db):
    return scenes.discussion(UserFactory(display_name="Rosa Delgado", sector="home-visiting"))


@pytest.fixture(params=["reply", "edit", "conversation"])
def writing(request, enter, amara, thread):
    if request.param == "reply":
        page = enter(amara, f"/threads/{thread.pk}/")
        found = Writing(
            page, "#reply [data-going]", "#reply [data-send]", f"/threads/{thread.pk}/reply/", "body", replies
        )
    elif request.param == "edit":
        post = scenes.said(amara, thread, "The kettle was hers.")
        page = enter(amara, f"/posts/{post.pk}/edit/")
        found = Writing(
            page,
            "[data-sends]",
            "#reply button:has-text('Save'):not([name])",
            f"/posts/{post.pk}/edit/",
            "body",
            edits,
        )
    else:
        page = enter(amara, "/threads/new/")
        page.get_by_label("Your question or topic").fill("Whose kettle?")
        page.locator("input[name=principles]").first.check(force=True)
        found = Writing(
            page,
            "[data-sends]",
            "#reply button:has-text('Put it on the table')",
            "/threads/new/",
            "body",
            begun,
        )
    page.locator("#reply textarea[name=body], #reply [data-rich]").first.focus()
    page.locator("#reply [data-rich]").wait_for()
    page.locator("#reply [data-rich]").fill(WORDS)
    return found


def replies():
    return Post.objects.filter(kind="reply", body__contains=WORDS).count()


def edits():
    return sum(post.revision - 1 for post in Post.objects.filter(body__contains=WORDS))


def begun():
    return Thread.objects.filter(title="Whose kettle?").count()


def sent_once(writing):
    """It went, whatever was before, and once."""
    writing.press()
    expect(writing.page.locator("[data-said]").filter(has_text=WORDS)).to_have_count(1)
    assert writing.written() == 1


def kept(writing, words):
    expect(writing.says).to_contain_text(words)
    expect(writing.says).to_contain_text("Your words are still here.")
    assert writing.typed() == WORDS


def test_without_a_connection(writing):
    writing.page.context.set_offline(True)
    writing.press()
    kept(writing, "Not sent, try again.")
    assert writing.written() == 0
    writing.page.context.set_offline(False)
    sent_once(writing)


def test_an_answer_that_is_lost_though_the_server_wrote(writing):
    def lose(route):
        if route.request.method != "POST":
            return route.continue_()
        route.fetch(max_redirects=0)
        return route.abort()

    pattern = f"**{writing.posts_to}"
    writing.page.route(pattern, lose)
    writing.press()
    kept(writing, "Not sent, try again.")
    assert writing.written() == 1
    writing.page.unroute(pattern)
    sent_once(writing)


def test_a_server_that_fails(writing):
    pattern = f"**{writing.posts_to}"
    writing.page.route(
        pattern, lambda route: route.fulfill(status=500, content_type="text/html", body="<h1>Oh</h1>")
    )
    writing.press()
    kept(writing, "Not sent, try again.")
    writing.page.unroute(pattern)
    sent_once(writing)


def test_a_session_that_ended_and_the_same_person_again(writing, amara, site):
    context = writing.page.context
    Session.objects.all().delete()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    writing.press()
    expect(writing.says.get_by_role("link", name="Sign in")).to_have_attribute("target", "_blank")
    expect(writing.page.locator("#reply")).to_contain_text("You are signed out.")
    assert writing.typed() == WORDS
    assert writing.written() == 0
    signed_in(context, amara, site)
    sent_once(writing)


def test_somebody_else_who_signed_in_says_nothing_by_it(writing, thread, site):
    context = writing.page.context
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    signed_in(context, thread.author, site)
    writing.press()
    expect(writing.page.locator("#reply")).to_contain_text("Somebody signed in or out in another window")
    assert writing.typed() == WORDS
    assert writing.written() == 0


def signed_in(context, member, site):
    """As after signing in in another window: another session, and another token."""
    client = Client()
    client.force_login(member)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def test_a_refusal_says_why(enter, amara, thread):
    page = enter(amara, f"/threads/{thread.pk}/")
    page.locator("#reply textarea[name=body]").focus()
    page.locator("#reply [data-rich]").fill(WORDS)
    Thread.objects.update(is_locked=True)
    page.locator("#reply [data-send]").click()
    expect(page.locator("#reply [data-going]")).to_have_text("Not sent. Your words are still here.")
    expect(page.locator("[data-errors]")).to_contain_text("closed")
    assert page.locator("#reply [data-rich]").inner_text().strip() == WORDS


def test_on_a_phone_the_line_fits(enter, amara, thread):
    page = enter(amara, f"/threads/{thread.pk}/", viewport=PHONE)
    page.locator("#reply textarea[name=body]").focus()
    page.locator("#reply [data-rich]").fill(WORDS)
    page.context.set_offline(True)
    page.locator("#reply [data-send]").click()
    expect(page.locator("#reply [data-going]")).to_contain_text("Not sent, try again.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_is_on_its_way_can_not_be_changed_and_what_came_back_is_not_left_unasked(enter, amara, thread):
    post = scenes.said(amara, thread, "The kettle was hers.")
    page = enter(amara, f"/posts/{post.pk}/edit/")
    words, held = page.locator("#reply [data-rich]"), []
    page.locator("#reply textarea[name=body]").focus()
    words.fill(WORDS)
    page.route(f"**/posts/{post.pk}/edit/", lambda route: held.append(route))
    words.press("Tab")
    page.locator("#reply button:has-text('Save'):not([name])").click()
    expect(page.locator("[data-sends]")).to_have_text("Sending")
    words.click(force=True, no_wait_after=True)
    page.keyboard.type("lost")
    assert words.inner_text().strip() == WORDS
    held[0].abort()
    expect(page.locator("[data-sends]")).to_contain_text("Not sent, try again.")
    words.press("End")
    page.keyboard.type(" Kept.")
    expect(words).to_have_text(f"{WORDS} Kept.")


def test_a_page_that_came_back_from_an_address_without_a_page_of_its_own(enter, amara, site):
    joyce = UserFactory(moderator=True)
    page = enter(joyce, f"/moderation/members/{amara.uuid}/history/")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing to look at.")
    assert page.url.endswith("/speak/")
    signed_in(page.context, joyce, site)
    words = page.get_by_label("What the member reads")
    words.fill("Thank you for asking.")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Village").first.click(no_wait_after=True)
    wait_until(lambda: page.title() and asked, what="the page asks before it is left")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/history/")
    assert ModeratorMessage.objects.filter(member=amara).count() == 1


def test_after_signing_in_again_elsewhere_files_drafts_and_signs_go_on(enter, amara, thread, site):
    page = enter(amara, f"/threads/{thread.pk}/")
    page.locator("#reply textarea[name=body]").focus()
    page.locator("#reply [data-rich]").wait_for()
    signed_in(page.context, amara, site)
    page.locator("#reply input[type=file]").set_input_files(
        [{"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n% plan\n%%EOF\n"}]
    )
    expect(page.locator(".upload[data-upload]")).to_have_count(1)
    signed_in(page.context, amara, site)
    page.locator("#reply [data-rich]").fill(WORDS)
    expect(page.locator("#reply [data-state]")).to_contain_text("Saved")
    signed_in(page.context, amara, site)
    page.get_by_role("button", name="Thank you").first.click()
    expect(page.locator("button[value=thanks] [data-number]").first).to_have_text("<5")
