"""Two people at one table, in two browsers."""

import re

import pytest
from playwright.sync_api import expect

from forums.models import Post, Reflection, Thread
from forums.services import answers, merging, posting
from forums.showing.addresses import PAGE
from library.models import Principle
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = [pytest.mark.browser, with_commits]


@pytest.fixture
def rosa(transactional_db):
    return UserFactory(display_name="Rosa Delgado", sector="home-visiting", sector__role="Home visitor")


@pytest.fixture
def amara(transactional_db):
    return UserFactory(display_name="Amara Nwosu", sector="pediatrics", sector__role="Pediatrician")


BEFORE = 8  # replies that are there already, so that the end of the page is out of sight


@pytest.fixture
def thread(rosa):
    thread = scenes.discussion(rosa)
    for n in range(BEFORE):
        scenes.said(rosa, thread, f"Something said before, number {n}. " * 6)
    return thread


def say(page, text):
    page.locator("#reply").get_by_role("textbox", name="Your reply").fill(text)
    page.locator("#reply [data-send]").click()


def connected(page, how="live"):
    """Wait until the page hears of new replies in this way."""
    page.locator(f"html[data-live={how}]").wait_for(state="attached", timeout=30_000)


def send(page, path, **fields):
    """What a form of this reader would send, without leaving the page."""
    ask = """async ([path, fields]) => {
      const body = new FormData(document.getElementById("acts"));
      for (const [name, value] of Object.entries(fields)) body.set(name, value);
      return (await fetch(path, { method: "POST", body, headers: { "X-Requested-With": "fetch" } })).status;
    }"""
    assert page.evaluate(ask, [path, fields]) < 400


def moderate(page, post, act):
    fields = {"posts": post.pk, f"revision-{post.pk}": post.revision, "act": act, "reason": "We look at it."}
    send(page, f"/threads/{post.thread_id}/choose/", **fields)


def posts(page):
    return page.locator("article.post [data-said]")


def test_a_reply_appears_in_the_other_browser_without_a_reload(enter, thread, rosa, amara):
    one, two = enter(rosa, f"/threads/{thread.pk}/"), enter(amara, f"/threads/{thread.pk}/")
    one.evaluate("window.sameDocument = true")
    connected(one)
    say(two, "The kettle is the third person in that kitchen.")
    two.get_by_text("The kettle is the third person").wait_for()
    expect(two.locator("#reply textarea[name=body]")).to_have_value(
        ""
    )  # by the answer, which may come after the event

    pill = one.locator("[data-pill]")
    pill.wait_for()
    assert "1 new reply" in pill.inner_text()
    assert posts(one).count() == BEFORE  # nothing moves before the reader asks for it
    pill.click()
    one.get_by_text("The kettle is the third person").wait_for()
    assert pill.is_hidden()
    assert one.evaluate("window.sameDocument") is True
    assert posts(one).count() == posts(two).count() == BEFORE + 1


def test_after_a_cut_what_was_missed_is_there_exactly_once(enter, thread, rosa, amara):
    one = enter(rosa, "/health/")
    wires, open_wire = [], {"open": True}

    def wire(route):
        if not open_wire["open"]:
            route.close()
            return
        route.connect_to_server()
        wires.append(route)

    one.context.route_web_socket("**/ws/live/**", wire)
    one.goto(f"/threads/{thread.pk}/")
    connected(one)

    open_wire["open"] = False
    wires[-1].close()
    connected(one, "waiting")
    two = enter(amara, f"/threads/{thread.pk}/")
    for text in ("The first of three.", "The second of three.", "The third of three."):
        say(two, text)
        two.locator("article.post").get_by_text(text).wait_for()
    open_wire["open"] = True
    one.evaluate("dispatchEvent(new Event('online'))")
    one.locator("[data-pill]", has_text="3 new replies").click()
    assert posts(one).all_inner_texts()[BEFORE:] == [
        "The first of three.",
        "The second of three.",
        "The third of three.",
    ]
    connected(one)
    one.reload()
    assert posts(one).count() == BEFORE + 3


def test_a_break_that_the_socket_outlives_is_over_when_the_line_is_back(enter, thread, rosa):
    page = enter(rosa, f"/threads/{thread.pk}/")
    connected(page)
    page.context.set_offline(True)
    connected(page, "waiting")
    page.context.set_offline(False)
    connected(page)
    expect(page.locator("[data-connection]")).to_be_hidden()


def test_from_an_earlier_page_the_pill_leads_to_the_new_reply_itself(enter, thread, rosa, amara):
    for n in range(PAGE):
        scenes.said(rosa, thread, f"Said meanwhile, number {n}. " * 6)
    page, other = enter(rosa, f"/threads/{thread.pk}/"), enter(amara, f"/threads/{thread.pk}/?page=2")
    connected(page)
    say(other, "The kettle is the third person in that kitchen.")
    page.locator("[data-pill]", has_text="1 new reply").click()
    page.wait_for_url(re.compile(r"page=2#post-\d+$"))
    expect(page.locator("article.post").get_by_text("The kettle is the third person")).to_be_in_viewport()


def test_whoever_is_at_the_end_sees_it_come(enter, thread, rosa, amara):
    one, two = enter(rosa, f"/threads/{thread.pk}/"), enter(amara, f"/threads/{thread.pk}/")
    connected(one)
    one.locator("article.post").last.scroll_into_view_if_needed()
    say(two, "Here it comes by itself.")
    one.locator("article.post").get_by_text("Here it comes by itself.").wait_for()
    assert one.locator("[data-pill]").is_hidden()


def test_where_sockets_are_blocked_replies_come_by_long_polling(enter, thread, rosa, amara):
    one = enter(rosa, f"/threads/{thread.pk}/", sockets=False)
    connected(one, "polling")
    two = enter(amara, f"/threads/{thread.pk}/")
    say(two, "Words that came the long way round.")
    one.locator("[data-pill]", has_text="1 new reply").click()
    one.locator("article.post").get_by_text("the long way round").wait_for()


def test_where_every_socket_is_refused_with_a_reason_it_polls(enter, thread, rosa, amara):
    """As while Redis is away: each opens, is told why it cannot stay, and is closed."""
    one = enter(rosa, "/health/")

    def refuse(route):
        route.send('{"error": {"status": 503, "title": "Not available at the moment"}}')
        route.close(code=1013)

    one.context.route_web_socket("**/ws/live/**", refuse)
    one.goto(f"/threads/{thread.pk}/")
    connected(one, "polling")


def begin(page, title):
    """Begin a conversation about the first principle."""
    page.get_by_label("Your question or topic").fill(title)
    page.get_by_label("What you would like to say").fill("Ours is broken.")
    page.locator("fieldset", has_text="One or two").locator("label.chip").first.click()
    page.get_by_role("button", name="Put it on the table").click()
    page.get_by_role("heading", name=title).wait_for()


@pytest.mark.parametrize("sockets", [True, False])
def test_the_list_counts_on_and_nothing_in_it_moves(enter, thread, rosa, amara, sockets):
    page = enter(amara, "/threads/", sockets=sockets)
    row = page.locator(f"#thread-{thread.pk}")
    expect(row.locator("[data-replies]")).to_have_text(f"{BEFORE} replies")
    other = enter(rosa, f"/threads/{thread.pk}/")
    say(other, "One more.")
    expect(row.locator("[data-replies]")).to_have_text(f"{BEFORE + 1} replies", timeout=60_000)
    begin(enter(rosa, "/threads/new/"), "Who has a kettle?")
    expect(page.locator("[data-pill]")).to_have_text("1 new conversation", timeout=60_000)
    assert page.locator(".rows .row").count() == 1


def test_a_narrowed_list_tells_of_what_belongs_to_it_alone(enter, thread, rosa, amara):
    inside = enter(amara, f"/threads/?principle={Principle.objects.first().slug}")
    outside = enter(amara, "/threads/?tag=bread")
    begin(enter(rosa, "/threads/new/"), "Who has a kettle?")
    expect(inside.locator("[data-pill]")).to_have_text("1 new conversation", timeout=60_000)
    outside.wait_for_timeout(6_000)  # as long as it takes to look and more
    expect(outside.locator("[data-pill]")).to_be_hidden()


def test_where_sockets_open_and_swallow_everything_it_polls_and_comes_back(enter, thread, rosa, amara):
    one, swallow = enter(rosa, "/health/"), {"all": True}
    one.context.route_web_socket(
        "**/ws/live/**", lambda route: None if swallow["all"] else route.connect_to_server()
    )
    one.clock.install()
    one.goto(f"/threads/{thread.pk}/")
    for _attempt in range(3):
        one.wait_for_timeout(300)
        one.clock.run_for(11_000)
    connected(one, "polling")
    swallow["all"] = False
    for _attempt in range(20):  # in steps, so that what the server says has time to arrive
        one.clock.run_for(4_000)
        one.wait_for_timeout(200)
        if one.locator("html[data-live=live]").count():
            break
    connected(one)


@pytest.mark.parametrize("sockets", [True, False])
def test_one_sees_that_somebody_is_here_and_who_hides_is_not_seen(enter, thread, rosa, amara, sockets):
    for _n in range(4):
        UserFactory(sector="pediatrics")
    one = enter(rosa, f"/threads/{thread.pk}/", sockets=sockets)
    two = enter(amara, f"/threads/{thread.pk}/")
    expect(one.locator("[data-here]")).to_have_text("A pediatrician is here", timeout=40_000)
    two.locator("#reply textarea[name=body]").press_sequentially("I wonder")
    expect(one.locator("[data-typing] [data-words]")).to_have_text(
        "A pediatrician is writing", timeout=40_000
    )
    two.locator("[data-choose-identity] input").check()
    expect(one.locator("[data-here]")).to_have_text("", timeout=40_000)


def test_a_reply_that_did_not_arrive_keeps_its_words_and_is_said_once(enter, thread, amara):
    page = enter(amara, f"/threads/{thread.pk}/")
    page.route("**/reply/", lambda route: route.abort())
    say(page, "These words must not be lost.")
    page.get_by_text("Not sent, try again.").wait_for()
    assert page.locator("#reply textarea[name=body]").input_value() == "These words must not be lost."
    page.unroute("**/reply/")

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    page.route("**/reply/", lose_the_answer, times=1)
    page.locator("[data-send]").click()
    page.get_by_text("Not sent, try again.").wait_for()
    page.locator("[data-send]").click()
    page.locator("article.post").get_by_text("These words must not be lost.").wait_for()
    expect(page.locator("#reply textarea[name=body]")).to_have_value("")
    assert Post.objects.filter(thread=thread, author=amara).count() == 1


def test_a_sign_of_thanks_needs_no_reload(enter, thread, rosa, amara):
    page = enter(amara, f"/threads/{thread.pk}/")
    button = page.locator(".opening button[value=thanks]")
    button.click()
    expect(button.locator("[data-number]")).to_have_text("<5")
    assert button.get_attribute("aria-pressed") == "true"
    assert thread.posts.get(position=1).thanks_count == 1


def test_a_sign_shows_in_the_other_browser_and_leaves_the_post_as_it_is(enter, thread, rosa, amara):
    one, two = enter(rosa, f"/threads/{thread.pk}/"), enter(amara, f"/threads/{thread.pk}/")
    connected(one)
    one.evaluate("document.querySelector('article.post').sameElement = true")
    two.locator("article.post button[value=thanks]").first.click()
    expect(one.locator("article.post [value=thanks] [data-number]").first).to_have_text("<5")
    assert one.evaluate("document.querySelector('article.post').sameElement") is True


@pytest.mark.parametrize("sockets", [True, False])
def test_the_number_of_replies_goes_along(enter, thread, rosa, amara, sockets):
    one = enter(rosa, f"/threads/{thread.pk}/", sockets=sockets)
    connected(one, "live" if sockets else "polling")
    expect(one.locator("[data-replies]")).to_have_text("8 replies")
    two = enter(amara, f"/threads/{thread.pk}/")
    say(two, "One more.")
    for page in (one, two):
        expect(page.locator("[data-replies]")).to_have_text("9 replies")
    send(two, f"/posts/{thread.posts.get(position=BEFORE + 2).pk}/remove/")
    expect(one.locator("[data-replies]")).to_have_text("8 replies")


def test_the_number_of_replies_goes_along_in_spanish(enter, rosa, amara):
    amara.language = "es"
    amara.save(update_fields=["language"])
    thread = scenes.discussion(rosa)
    page, other = (
        enter(amara, f"/threads/{thread.pk}/"),
        enter(UserFactory(moderator=True), f"/threads/{thread.pk}/"),
    )
    connected(page)
    say(other, "The first.")
    expect(page.locator("[data-replies]")).to_have_text("1 respuesta")
    moderate(other, thread.posts.get(position=2), "hide")
    expect(page.locator("[data-replies]")).to_have_text("")


def test_a_hidden_answer_stays_with_its_author_and_is_the_answer_again_once_it_is_shown(enter, rosa, amara):
    question = posting.start_thread(
        actor=rosa, forum=scenes.table(), kind="question", title="How long may the goodbye take?", body="At the door.",
        principles=[scenes.principle()],
    )  # fmt: skip
    post = scenes.said(amara, question, "As long as the parent needs.")
    answers.accept_answer(actor=rosa, post=post)
    asks, says, reads = (
        enter(one, f"/threads/{question.pk}/") for one in (rosa, amara, UserFactory(moderator=True))
    )
    for page in (asks, says, reads):
        connected(page)
        expect(page.locator("[data-answer-card]")).to_be_visible()
    moderate(reads, post, "hide")
    expect(asks.locator(f"#post-{post.pk}")).to_have_count(0)
    for page in (says, reads):
        expect(page.locator(f"#post-{post.pk} .held")).to_contain_text("Hidden for now")
        expect(page.locator(f"#post-{post.pk}")).to_contain_text("As long as the parent needs.")
    for page in (asks, says, reads):
        expect(page.locator("[data-answer-card]")).to_be_hidden()
    moderate(reads, post, "show")
    for page in (asks, says, reads):
        expect(page.locator("[data-answer-card]")).to_be_visible()
        expect(page.locator("[data-answer-card]")).to_contain_text("As long as the parent needs.")
    for page in (says, reads):
        expect(page.locator(f"#post-{post.pk} .held")).to_have_count(0)
    says.locator(f"#post-{post.pk} [data-own=more] a", has_text="Edit").wait_for(state="attached")
    asks.reload()
    expect(asks.locator("[data-answer-card]")).to_be_visible()


def test_an_old_address_of_a_post_finds_it_in_the_conversation_that_its_own_was_joined_to(
    enter, thread, rosa, amara
):
    other = scenes.discussion(amara, title="The kettle again")
    post = scenes.said(amara, other, "It whistles when nobody listens.")
    for n in range(PAGE):
        scenes.said(rosa, thread, f"Said meanwhile, number {n}.")
    merging.merge_threads(actor=UserFactory(moderator=True), source=other, target=thread)
    page = enter(rosa, f"/threads/{other.pk}/#post-{post.pk}")
    page.wait_for_url(f"**/threads/{thread.pk}/?page=2#post-{post.pk}")
    page.locator(f"#post-{post.pk}").get_by_text("It whistles").wait_for()


def test_the_form_works_without_scripts(enter, thread, amara):
    page = enter(amara, f"/threads/{thread.pk}/", javascript=False)
    page.locator("label.chip", has_text="I wonder").click()
    page.locator("#reply textarea[name=body]").fill("Said without a script.")
    page.locator("#reply button[data-send]").click()
    page.locator("article.post").get_by_text("Said without a script.").wait_for()
    assert "I wonder" in page.locator("article.post .kind").inner_text()
    page.locator(".opening button[value=same]").click()
    page.wait_for_url(re.compile("#post-"))
    assert thread.posts.get(position=1).same_count == 1


def test_a_reflection_is_written_and_shared_on_a_phone(enter, rosa, amara):
    scenes.table()
    scenes.principle()
    page = enter(rosa, "/reflections/new/", viewport=PHONE)

    def write(name, words):
        page.get_by_role("textbox", name=name, exact=True).fill(words)

    def forward():
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("[data-next-step]").click()

    page.locator("label.chip", has_text="Feeding").click()
    page.locator("label.chip", has_text="6–12 months").click()
    forward()
    write("What happened?", "The baby turned away from the spoon, and the mother waited.")
    forward()
    write("What was already working?", "She waited longer than I would have.")
    forward()
    forward()
    forward()
    write("My question to the village", "How do you wait without a word? I find it hard.")
    page.locator("label.chip", has_text="Pediatrics").click()
    forward()
    forward()
    title = page.get_by_role("textbox", name="A title")
    assert title.get_attribute("placeholder") == "How do you wait without a word?"
    page.locator("fieldset", has_text="One or two").locator("label.chip").first.click()
    page.get_by_role("button", name="Next: share it").click()

    page.get_by_role("heading", name="How do you wait without a word?").wait_for()
    assert Reflection.objects.get().state == Reflection.State.JOURNAL
    page.locator("label.pick", has_text="A colleague").click()
    page.get_by_label("would be at ease if they read this").check()
    page.get_by_role("button", name="Put it on the table").click()
    page.get_by_text("It is on the table.").wait_for()
    shared = Thread.objects.get()
    assert shared.kind == Thread.Kind.REFLECTION

    other = enter(amara, f"/threads/{shared.pk}/")
    assert "Rosa" not in other.locator("main").inner_text()
