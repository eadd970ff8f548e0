"""The whole way on a phone: a reflection is typed, made safe with one tap, shared, and answered from another sector."""

import re

import pytest
from playwright.sync_api import expect

from forums.models import Post, Thread
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


@pytest.fixture
def rosa(transactional_db):
    scenes.table(identifiers="hold")
    scenes.principle()
    return UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")


def typed(page, step, words):
    page.locator(f"#step-{step} textarea, #step-{step} input[type=text]").first.fill(words)
    page.locator("[data-next-step]").click()


def test_from_a_first_word_to_an_answer_of_another_sector(enter, rosa):
    page = enter(rosa, "/reflections/new/", viewport=PHONE)
    page.get_by_text("Home visit", exact=True).click()
    page.get_by_text("18–24 months", exact=True).click()
    page.locator("[data-next-step]").click()
    happened = page.locator("#step-2 textarea")
    happened.fill("We sorted beans with Maya. She looked up each time.")
    page.locator("[data-card]:not([hidden])").get_by_role("button", name="a child", exact=True).click()
    expect(happened).to_have_value("We sorted beans with a child. She looked up each time.")
    page.locator("[data-next-step]").click()
    typed(page, 3, "They waited for each other.")
    for _step in (4, 5):
        page.locator("[data-next-step]").click()
    page.locator("#step-6").get_by_text("wonder with me", exact=True).click()
    typed(page, 6, "What would you watch for next time?")
    page.locator("[data-next-step]").click()
    page.locator("#step-8 label").filter(has=page.locator("input[name=principles]")).first.click()
    page.locator("#step-8 input[name=title]").fill("Beans in the kitchen")
    expect(page.locator("[data-kept]")).to_contain_text("Saved")
    page.get_by_role("button", name="Next: share it").click()
    page.get_by_label("I removed or changed").check()
    page.get_by_role("button", name="Put it on the table").click()
    page.wait_for_url(re.compile(r"/threads/\d+/"))
    thread = Thread.objects.get()
    assert (thread.state, thread.reflection.what_happened) == (
        "visible",
        "We sorted beans with a child. She looked up each time.",
    )

    doctor = UserFactory(display_name="Amara Nwosu", sector="pediatrics", sector__role="Pediatrician")
    answer = enter(doctor, f"/threads/{thread.pk}/", viewport=PHONE)
    expect(answer.get_by_text("We sorted beans with a child.")).to_be_visible()
    answer.locator("#reply textarea[name=body]").focus()
    answer.locator("#reply").get_by_text("I wonder", exact=True).click()
    answer.get_by_role("button", name="I wonder what came just before").click()
    answer.locator("#reply [data-send]").click()
    expect(answer.locator(".posts").get_by_text("I wonder what came just before")).to_be_visible()
    page.get_by_role("link", name="1 new reply").click()
    expect(page.locator(".posts").get_by_text("I wonder what came just before")).to_be_visible()
    post = Post.objects.get(kind="wonder")
    assert (post.author, post.state, post.sector.slug) == (doctor, "visible", "pediatrics")
