"""A case round from its plan to the hours: one who leads at a desk, one on a phone, and one without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forums.models import Round, Thread
from forums.services import rounds, running
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = [pytest.mark.browser, with_commits]


STILL_EARLY = re.compile(r"^(10:00|9:\d\d)$")  # of ten minutes


@pytest.fixture
def people(transactional_db):
    lead = UserFactory(display_name="Joyce Abernathy", sector="family-support", moderator=True)
    amara = UserFactory(display_name="Amara Nwosu", sector="pediatrics", sector__role="Pediatrician")
    return lead, amara


@pytest.fixture
def thread(people):
    lead, amara = people
    return rounds.schedule(
        actor=lead, forum=scenes.table(), title="A round on goodbyes", body="We look at one goodbye.",
        meeting={"starts_at": timezone.now() + timedelta(minutes=5), "zone": "America/Denver"},
        cases=[scenes.shared(amara)],
    )  # fmt: skip


def test_a_round_is_planned_led_joined_and_summed_up(enter, thread, people):
    lead, amara = people
    desk = enter(lead, f"/threads/{thread.pk}/", viewport=PHONE)
    phone = enter(amara, f"/threads/{thread.pk}/", viewport=PHONE)
    phone.evaluate("window.sameDocument = true")
    for page in (desk, phone):
        page.locator("html[data-live=live]").wait_for(state="attached", timeout=30_000)
    expect(phone.locator("[data-clock]")).to_be_hidden()
    expect(phone.get_by_role("button", name="Start the round")).to_have_count(0)
    phone.get_by_role("button", name="I am here").click()
    expect(phone.get_by_role("button", name="You are here")).to_have_attribute("aria-pressed", "true")
    expect(desk.locator("[data-here-number]")).to_have_text("<5")

    desk.get_by_role("button", name="Start the round").click()
    expect(phone.locator("[data-phase-name]")).to_have_text("Present")
    expect(phone.locator("[data-time]")).to_have_text(STILL_EARLY)
    desk.get_by_role("button", name="Next phase").click()
    expect(phone.locator("[data-phase-name]")).to_have_text("Clarifying questions")
    desk.get_by_role("button", name="Next phase").click()
    expect(phone.locator("[data-step=strengths]")).to_have_attribute("aria-current", "step")
    phone.locator("#reply").get_by_role("textbox", name="Your reply").fill(
        "She kept to the rule, and to him."
    )
    phone.locator("#reply [data-send]").click()
    phone.get_by_text("She kept to the rule").wait_for()

    desk.get_by_role("button", name="Pause").click()
    expect(phone.locator("[data-round]")).to_have_attribute("data-state", "paused")
    desk.get_by_role("button", name="Go on").click()
    expect(phone.locator("[data-round]")).to_have_attribute("data-state", "running")
    desk.get_by_role("button", name="End the round").click()
    expect(phone.locator("[data-ended]")).to_be_visible()
    assert phone.evaluate("window.sameDocument") is True

    desk.get_by_role("link", name="Who was here, and their hours").click()
    expect(desk.get_by_text("Amara Nwosu", exact=True)).to_be_visible()
    desk.get_by_role("button", name="Sign", exact=True).click()
    expect(desk.get_by_text("signed by Joyce Abernathy").first).to_be_visible()
    desk.goto(f"/threads/{thread.pk}/round/sum-up/")
    desk.get_by_role("button", name="Publish the summary").click()
    expect(desk.get_by_text("She kept to the rule, and to him.").first).to_be_visible()
    phone.goto("/hours/")
    expect(phone.get_by_text("A round on goodbyes").first).to_be_visible()
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Certificate").first.click()
    assert download.value.suggested_filename == "certificate.pdf"


def test_the_clock_counts_by_the_servers_time_not_by_the_readers(enter, thread, people):
    lead, amara = people
    running.lead(actor=lead, thread=thread, act="start")
    page = enter(amara, "/health/", viewport=PHONE)
    page.add_init_script(
        "const real = Date.now.bind(Date); Date.now = () => real() + 3600000;"  # an hour ahead
    )
    page.goto(f"/threads/{thread.pk}/")
    expect(page.locator("[data-time]")).to_have_text(STILL_EARLY)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_round_is_led_and_joined_by_plain_forms(enter, thread, people):
    lead, amara = people
    desk = enter(lead, f"/threads/{thread.pk}/", javascript=False, viewport=PHONE)
    desk.get_by_role("button", name="Start the round").click()
    phone = enter(amara, f"/threads/{thread.pk}/", javascript=False, viewport=PHONE)
    expect(phone.locator("[data-time]")).to_contain_text("until")
    expect(phone.locator("[data-time]")).to_contain_text("America/Denver")
    phone.get_by_role("button", name="I am here").click()
    expect(phone.get_by_role("button", name="You are here")).to_be_visible()
    desk.get_by_role("button", name="Next phase").click()
    expect(desk.locator("[data-phase-name]")).to_have_text("Clarifying questions")
    assert Round.objects.get(thread=Thread.objects.get(pk=thread.pk)).phase == "clarify"
