"""Writing with scripts: files that go ahead of the words, rich text, and what becomes of both when something fails."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from forums.models import Attachment, Draft, Post
from forums.services import posting
from tests.browser.conftest import PHONE
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = [pytest.mark.browser, with_commits]

expect.set_options(timeout=20_000)  # five seconds are too few on a machine that does much else


@pytest.fixture
def amara(transactional_db):
    return UserFactory(display_name="Amara Nwosu", sector="pediatrics", sector__role="Pediatrician")


@pytest.fixture
def thread(transactional_db):
    return scenes.discussion(UserFactory(display_name="Rosa Delgado", sector="home-visiting"))


def picture(name, color="olive"):
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(kept, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": kept.getvalue()}


PAPER = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF\n"}


def begin(enter, who, thread, **options):
    page = enter(who, f"/threads/{thread.pk}/", **options)
    page.locator("#reply textarea[name=body]").focus()
    page.locator("#reply [data-rich]").wait_for()
    return page


def words(page):
    """What one writes in: the rich editor, or the plain field."""
    return page.locator("#reply").get_by_role("textbox", name="Your reply")


def send(page):
    page.locator("#reply [data-send]").click()


def last(thread):
    return Post.objects.filter(thread=thread).order_by("pk").last()


def test_several_files_go_ahead_and_each_picture_is_asked_for(enter, thread, amara):
    page = begin(enter, amara, thread, viewport=PHONE)
    words(page).fill("Three of them.")
    page.locator("#reply input[type=file]").set_input_files(
        [picture("one.png"), PAPER, picture("two.png", "navy")]
    )
    rows = page.locator(".upload[data-upload]")
    expect(rows).to_have_count(3)
    assert Attachment.objects.waiting_for(amara).count() == 3
    send(page)
    expect(rows.nth(0).locator(".err")).to_have_text("Say what the picture shows.")
    rows.nth(0).get_by_label("What the picture shows").fill("A kettle")
    rows.nth(2).get_by_role("button", name="Take two.png out").click()
    expect(rows).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    send(page)
    page.locator("article.post").get_by_text("Three of them.").wait_for()
    expect(page.locator("article.post img")).to_have_attribute("alt", "A kettle")
    expect(rows).to_have_count(0)
    assert sorted(one.name for one in last(thread).attachments.all()) == ["one.png", "plan.pdf"]
    assert not Attachment.objects.waiting_for(amara).exists()


def test_a_file_that_fails_loses_nothing_and_is_tried_again(enter, thread, amara):
    page = begin(enter, amara, thread)
    words(page).fill("Kept words.")
    page.route("**/uploads/", lambda route: route.abort(), times=1)
    chooser = page.locator("#reply input[type=file]")
    chooser.set_input_files([PAPER])
    failed = page.locator(".upload[data-failed]")
    expect(failed).to_contain_text("It did not arrive.")
    chooser.set_input_files([{"name": "a.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}])
    expect(failed).to_have_count(2)
    expect(failed.nth(1)).to_contain_text("Files of these kinds can be added")
    send(page)
    expect(failed.nth(0)).to_contain_text("A file is missing.")
    failed.nth(1).get_by_role("button", name="Take it out").click()
    failed.get_by_role("button", name="Try again").click()
    expect(page.locator(".upload[data-upload]")).to_have_count(1)
    send(page)
    page.locator("article.post").get_by_text("Kept words.").wait_for()
    assert last(thread).attachments.get().name == "plan.pdf"


def test_files_are_pasted_and_dropped(enter, thread, amara):
    page = begin(enter, amara, thread)
    page.evaluate(
        """() => {
          const give = (type, name) => {
            const carrier = new DataTransfer();
            carrier.items.add(new File(["%PDF-1.7\\n%%EOF\\n"], name, { type: "application/pdf" }));
            const target = document.querySelector("#reply [data-rich]") ?? document.querySelector("#reply textarea");
            const options = { bubbles: true, cancelable: true };
            target.dispatchEvent(type === "drop" ? new DragEvent("drop", { ...options, dataTransfer: carrier })
              : new ClipboardEvent("paste", { ...options, clipboardData: carrier }));
          };
          give("drop", "dropped.pdf");
          give("paste", "pasted.pdf");
        }"""
    )
    expect(page.locator(".upload[data-upload] .name")).to_contain_text(["dropped.pdf", "pasted.pdf"])


def test_another_device_finds_the_files_of_a_draft(enter, thread, amara):
    page = begin(enter, amara, thread)
    words(page).fill("Half a thought")
    page.locator("#reply input[type=file]").set_input_files([picture("one.png")])
    page.locator(".upload[data-upload]").get_by_label("What the picture shows").fill("A kettle")
    expect(page.locator("[data-state]")).to_have_text("Saved for you alone")
    other = begin(enter, amara, thread)
    expect(other.locator(".upload[data-upload]").get_by_label("What the picture shows")).to_have_value(
        "A kettle"
    )


WORD = """<html><head><style>p.MsoNormal {margin:0}</style></head><body>
<p class=MsoNormal><b><span style='mso-bidi-font-weight:normal'>Bold</span></b> and <span style='font-style:italic'>slanted</span><o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>  </span></span>One</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>  </span></span>Two</p>
<p><a href="javascript:alert(1)">no</a> <a href="https://www.cdc.gov/a">yes</a> <img src="https://www.cdc.gov/x.png" onerror="alert(1)"></p>
</body></html>"""


def test_words_get_a_look_by_tools_and_keys(enter, thread, amara):
    page = begin(enter, amara, thread, viewport=PHONE)
    editor = page.locator("[data-rich]")
    editor.wait_for()
    page.keyboard.type("Plain ")
    page.keyboard.press("Control+b")
    page.keyboard.type("loud")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="List", exact=True).click()
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    page.keyboard.type("two")
    expect(page.locator("[data-tool=list]")).to_have_attribute("aria-pressed", "true")
    assert page.locator("#reply textarea[name=body]").input_value() == "Plain loud\n\n- one\n- two"
    send(page)
    page.locator("article.post li").get_by_text("two").wait_for()
    assert last(thread).body == "<p>Plain <strong>loud</strong></p><ul><li>one</li><li>two</li></ul>"
    expect(editor).to_have_text("")
    words(page).fill("The next one.")
    send(page)
    page.locator("article.post").get_by_text("The next one.").wait_for()


def test_what_word_processors_paste_is_cut_to_what_stays(enter, thread, amara):
    page = begin(enter, amara, thread)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("[data-rich]").evaluate(
        """(root, html) => {
          const carrier = new DataTransfer();
          carrier.setData("text/html", html);
          carrier.setData("text/plain", "Bold");
          root.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: carrier }));
        }""",
        WORD,
    )
    expect(page.locator("[data-rich] li")).to_have_text(["One", "Two"])
    send(page)
    page.locator("article.post").get_by_text("slanted").wait_for()
    body = last(thread).body
    assert "<strong>Bold</strong> and <em>slanted</em>" in body
    assert "<ul><li>One</li><li>Two</li></ul>" in body
    assert 'href="https://www.cdc.gov/a"' in body
    assert "javascript" not in body and "<img" not in body and "mso" not in body
    assert not [url for url in asked if "cdc.gov" in url]


def test_a_link_is_set_and_taken_out_again(enter, thread, amara):
    page = begin(enter, amara, thread)
    words(page).fill("Look there")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    page.get_by_label("Where does the link lead?").fill("javascript:alert(1)")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Where does the link lead?")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Where does the link lead?").fill("www.cdc.gov/a")
    page.keyboard.press("Enter")
    expect(page.locator("[data-rich] a")).to_have_attribute("href", "https://www.cdc.gov/a")
    send(page)
    expect(page.locator("article.post a[href='https://www.cdc.gov/a']")).to_have_text("Look there")


def test_of_two_who_bear_a_name_the_one_that_was_chosen_is_meant(enter, thread, amara):
    for role in ("Nurse", "Teacher"):
        UserFactory(display_name="Ana Diaz", sector="pediatrics", sector__role=role)
    page = begin(enter, amara, thread)
    page.locator("[data-rich]").wait_for()
    page.keyboard.type("Thanks @Ana")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("and all")
    send(page)
    page.locator("article.post").get_by_text("and all").wait_for()
    post = last(thread)
    chosen = post.mentions.get().member
    assert chosen.display_name == "Ana Diaz"
    assert post.body == f'<p>Thanks <span data-mention="{chosen.uuid}"></span> and all</p>'


def test_where_the_editor_does_not_arrive_one_writes_all_the_same(enter, thread, amara):
    page = enter(amara, f"/threads/{thread.pk}/")
    page.route("**/squire*", lambda route: route.abort())
    field = page.locator("#reply textarea[name=body]")
    field.focus()
    page.keyboard.type("Words in the plain field.")
    page.locator("[data-files] [data-one]").wait_for(state="detached")
    expect(field).to_be_visible()
    send(page)
    page.locator("article.post").get_by_text("Words in the plain field.").wait_for()
    assert last(thread).body == "<p>Words in the plain field.</p>"


def test_a_draft_keeps_its_look_and_an_edit_too(enter, thread, amara):
    page = begin(enter, amara, thread)
    page.locator("[data-rich]").wait_for()
    page.keyboard.press("Control+b")
    page.keyboard.type("Loud")
    expect(page.locator("[data-state]")).to_have_text("Saved for you alone")
    other = begin(enter, amara, thread)
    expect(other.locator("[data-rich] b")).to_have_text("Loud")
    send(other)
    other.locator("article.post strong").get_by_text("Loud").wait_for()
    other.goto(f"/posts/{last(thread).pk}/edit/")
    expect(other.locator("[data-rich] b")).to_have_text("Loud")
    other.locator("[data-rich]").click()
    other.keyboard.press("End")
    other.keyboard.type(" and clear")
    other.get_by_role("button", name="Save").click()
    other.locator("article.post strong").get_by_text("Loud and clear").wait_for()
    assert last(thread).body == "<p><strong>Loud and clear</strong></p>"


def test_who_asked_may_say_that_a_reply_answers_as_soon_as_it_comes(enter, amara):
    asker = UserFactory(display_name="Rosa Delgado", sector="home-visiting")
    asked = posting.start_thread(
        actor=asker, forum=scenes.table(), kind="question", title="Who has a kettle?", body="Ours broke."
    )
    one, two = enter(asker, f"/threads/{asked.pk}/"), begin(enter, amara, asked)
    one.locator("html[data-live=live]").wait_for(state="attached")
    words(two).fill("We have one to spare.")
    send(two)
    reply = one.locator("article.post", has_text="We have one to spare.")
    reply.locator("[data-menu] summary").click()
    reply.get_by_role("button", name="This answers the question").click()
    one.wait_for_url("**#post-*")
    asked.refresh_from_db()
    assert asked.answer_id == last(asked).pk


def holding(page):
    """Lets no reply through until the test says so: answers what waits."""
    waiting = []
    page.route("**/reply/", lambda route: waiting.append(route))  # noqa: PLW0108 - it must be a function
    return waiting


def held(page, waiting):
    """What is on its way: the page may say so before it has come here."""
    for _look in range(1000):
        if waiting:
            break
        page.wait_for_timeout(20)
    return waiting.pop()


@pytest.mark.parametrize("editor", ["rich", "plain"])
def test_what_is_written_while_a_reply_is_on_its_way_stays(enter, thread, amara, editor):
    page = enter(amara, f"/threads/{thread.pk}/")
    if editor == "plain":
        page.route("**/squire*", lambda route: route.abort())
    page.locator("#reply textarea[name=body]").focus()
    page.locator("[data-files] [data-one]").wait_for(state="detached")
    if editor == "rich":
        page.locator("#reply [data-rich]").wait_for()
    waiting = holding(page)
    words(page).fill("Boil it first.")
    page.locator("#reply").get_by_text("I wonder").click()
    send(page)
    expect(page.locator("[data-going]")).to_have_text("Sending")
    words(page).fill("And let it stand.")
    page.locator("#reply input[type=file]").set_input_files([PAPER])
    expect(page.locator(".upload[data-upload]")).to_have_count(1)
    held(page, waiting).continue_()
    page.locator("article.post").get_by_text("Boil it first.").wait_for()
    expect(page.locator("[data-going]")).to_have_text("Sent. What you wrote after that is still here.")
    expect(page.locator(".upload[data-upload]")).to_have_count(1)
    expect(page.locator("[data-state]")).to_have_text("Saved for you alone")
    assert page.locator("#reply textarea[name=body]").input_value() == "And let it stand."
    assert Draft.objects.get(member=amara, thread=thread).body == "And let it stand."
    send(page)
    expect(page.locator("[data-going]")).to_have_text("Sending")
    held(page, waiting).continue_()
    page.locator("article.post").get_by_text("And let it stand.").wait_for()
    expect(page.locator("[data-going]")).to_have_text("")
    expect(page.locator("#reply textarea[name=body]")).to_have_value("")
    said = Post.objects.filter(thread=thread, author=amara).order_by("pk")
    assert [(one.body, one.kind) for one in said] == [
        ("<p>Boil it first.</p>", "wonder"),
        ("<p>And let it stand.</p>", "reply"),
    ]
    assert said[1].attachments.get().name == "plan.pdf"
    assert not Draft.objects.filter(member=amara).exists()


def test_of_a_reply_that_failed_the_draft_keeps_what_was_written_after_it(enter, thread, amara):
    page = begin(enter, amara, thread)
    waiting = holding(page)
    words(page).fill("Boil it first.")
    send(page)
    expect(page.locator("[data-going]")).to_have_text("Sending")
    words(page).fill("Boil it first, then wait.")
    held(page, waiting).abort()
    expect(page.locator("[data-state]")).to_have_text("Saved for you alone")
    assert Draft.objects.get(member=amara, thread=thread).body == "Boil it first, then wait."
