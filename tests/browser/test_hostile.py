"""Hostile texts in every place that a person can type into, looked at by a real browser: nothing of them runs, nothing
is asked of another place, and the policy has nothing to stop."""

import json
import re

import pytest
from django.conf import settings
from django.core import mail
from django.utils.http import urlencode
from playwright.sync_api import expect

from cop import api
from forums.models import Thread
from forums.services import flags, moderation, posting
from members.models import User
from notifications.models import Notification
from notifications.services import mailing
from tests.browser import ill_meant, kept
from tests.browser.ill_meant import SOME, SPOKEN
from tests.core.marks import with_commits
from tests.hostile import AWAY, HARMLESS, PARSED, WATCH, texts

pytestmark = [pytest.mark.browser, with_commits, pytest.mark.usefixtures("village")]  # before the site starts

PAGE = 20


@pytest.fixture
def village(chromium, transactional_db, settings, monkeypatch):
    settings.POST_LINKS = 1000  # nothing of it is held back
    monkeypatch.setattr(flags, "FLAGS_A_DAY", 10_000)
    monkeypatch.setattr(api, "WRITES_A_MINUTE", 10_000)
    kept.put_back("village", ill_meant.write)
    return ill_meant.found()


def through(thread):
    """The addresses of all its pages."""
    return [f"/threads/{thread.pk}/?page={n}" for n in range(1, -(-thread.last_position // PAGE) + 1)]


def pages(village):
    """(who reads, path): each place in which the words stand."""
    member, moderator = village.member, village.moderator
    long = [village.quoting, village.programmed]
    own = Thread.objects.exclude(pk__in=[one.pk for one in long]).order_by("pk")
    yield from ((moderator, f"/threads/{thread.pk}/") for thread in own)
    yield from ((member, f"/search/?{urlencode({'q': text})}") for text in texts())
    yield from ((member, path) for thread in long for path in through(thread))
    yield from ((one, f"/posts/{village.changed.pk}/history/") for one in (member, moderator))
    for thread in own.exclude(author=member)[::SOME]:
        yield member, f"/threads/{thread.pk}/"
        yield member, f"/members/{thread.author.uuid}/"
        yield moderator, f"/moderation/members/{thread.author.uuid}/history/"
        yield thread.author, f"/posts/{thread.posts.get(position=1).pk}/edit/"
        yield thread.author, f"/threads/{thread.pk}/meeting/"
        yield thread.author, "/profile/"
    for reflection in member.reflections.all():
        begun = reflection.state == reflection.State.JOURNAL
        yield (
            member,
            f"/reflections/{reflection.uuid}/edit/" if begun else f"/threads/{reflection.thread.pk}/",
        )
    lists = (
        "/",
        "/threads/",
        "/threads/unread/",
        "/notifications/",
        "/meetings/",
        "/drafts/",
        "/circles/",
        "/messages/",
        "/following/",
        "/reflections/",
    )
    yield from ((member, path) for path in lists)
    yield from ((moderator, path) for path in ("/moderation/", "/moderation/record/", "/moderation/members/"))


def test_no_page_that_shows_hostile_words_holds_anything_that_could_run(enter, village, client_for):
    page = enter(None, "/health/")
    clients = {}
    wrong, asked = {}, 0
    for reader, path in pages(village):
        client = clients.setdefault(reader.pk, client_for(reader))
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        asked += 1
        if found := page.evaluate(PARSED, answer.content.decode()):
            wrong[path] = found[:3]
    assert wrong == {}
    assert asked > 2 * len(texts())


def test_no_page_of_two_edits_at_once_holds_anything_that_could_run(enter, village, client_for):
    """One of two texts stands there meanwhile, the other comes back to be put together with it."""
    page, client = enter(None, "/health/"), client_for(village.member)
    address = f"/posts/{village.changed.pk}/edit/"
    both, wrong = list(zip(texts()[::2], texts()[1::2] + texts()[:1], strict=False)), {}
    for number, (theirs, mine) in enumerate(both):
        posting.edit_post(actor=village.member, post=village.changed, html=SPOKEN + theirs)
        looks = {"html": f"Otherwise. {mine}"} if number % 2 else {}
        changed = {"body": f"Otherwise. {mine}"} | looks
        answer = client.post(address, changed | {"revision": 1})
        assert answer.status_code == (422 if "\0" in mine else 409)
        if found := page.evaluate(PARSED, answer.content.decode()):
            wrong[(theirs, mine)] = found[:3]
    assert wrong == {}


def test_no_letter_about_hostile_words_holds_anything_that_could_run(enter, village):
    """To people with hostile names, of answers in conversations with hostile titles."""
    page = enter(None, "/health/")
    asked = []
    page.context.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.add_init_script(WATCH)
    mail.outbox.clear()
    authors = User.objects.exclude(pk__in=[village.member.pk, village.moderator.pk])
    for line in Notification.objects.filter(kind="reply", member__in=authors).order_by("pk"):
        mailing.mail(notification_id=line.pk)
    assert len(mail.outbox) == len(texts())
    for letter in mail.outbox:
        (html, kind), *_others = letter.alternatives
        assert kind == "text/html"
        assert page.evaluate(PARSED, without_its_looks(str(html))) == [], letter.subject
        page.set_content(str(html), wait_until="domcontentloaded")
        assert "\n" not in letter.subject
    assert asked == []
    assert page.evaluate("window.ran ?? []") == []


def without_its_looks(html):
    """A letter without its styles, as far as they stand in its templates word for word, with nothing filled in."""
    templates = [
        path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "templates/email").rglob("*.html")
    ]
    looks = {
        look
        for text in templates
        for look in re.findall(r'<style>.*?</style>| style="[^"]*"', text, re.DOTALL)
    }
    assert len(looks) > 1
    for look in looks:
        html = html.replace(look, "")
    return html


def test_nothing_runs_and_nothing_leaves_where_hostile_words_are_read_live(enter, village, site):
    """The pages themselves with their policy; and their posts once more as they come by the live connection."""
    page, left = watched(enter, village.member, site)
    heard = 0
    for thread in village.live:
        for path in through(thread):
            page.goto(path, wait_until="load")
            still_harmless(page)
        heard += page.evaluate(LIVE, f"/threads/{thread.pk}/events?since=1&wait=0")
        still_harmless(page)
        page.locator("#reply [name=body]").focus()
        page.locator("#reply [data-state]").wait_for(state="attached")
        still_harmless(page)
    assert heard >= len(texts())
    assert left() == []


def test_nothing_runs_where_a_hostile_draft_is_filled_into_the_rich_editor(enter, village, site):
    """Some as the page brings them; each as the page's script puts a draft of another device into the form.
    The policy is out of the way: it would speak up for what is parsed and never run, and nothing may need it."""
    page, left = watched(enter, village.member, site, bypass_csp=True)
    for thread in Thread.objects.filter(drafts__member=village.member).order_by("pk")[::SOME]:
        moderation.unlock_thread(actor=village.moderator, thread=thread, reason="Go on.")
        page.goto(f"/threads/{thread.pk}/", wait_until="load")
        page.locator("#reply [name=body]").focus()
        expect(page.locator("#reply [data-rich]")).to_contain_text(SPOKEN.strip(), timeout=60_000)
        nothing_ran(page)
    wrong = {}
    for text in texts():
        for fields in ({"body": [text]}, {"body": [text], "html": [SPOKEN + text]}):
            if found := page.evaluate(FILL, fields):
                wrong[text] = found
    assert wrong == {}
    nothing_ran(page)
    assert left() == []


def watched(enter, member, site, **options):
    """A page that remembers what runs, and how to ask for what left it."""
    page = enter(member, "/health/", **options)
    page.context.set_default_timeout(120_000)  # each page is a heavy one
    page.context.add_init_script(WATCH)
    asked, dialogs = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    page.context.route(f"{AWAY}/**", lambda route: route.abort())

    def left():
        here = (f"{site}/", "data:", site.replace("http", "ws"))
        own = (f"{site}/static/", f"{site}/principles.css", "data:")
        odd = [(kind, url) for kind, url in asked if not url.startswith(here)]
        return [
            *dialogs,
            *odd,
            *((kind, url) for kind, url in asked if kind in LOADED and not url.startswith(own)),
        ]

    return page, left


LOADED = {"image", "media", "script", "stylesheet", "font", "manifest", "texttrack", "ping"}

#: Puts what a conversation tells into the page by the page's own script. Answers how many posts.
LIVE = """
async (address) => {
  const { events } = await (await fetch(address)).json();
  const { upsert } = await import("/static/js/thread.js");
  let told = 0;
  for (const { html } of events) {
    if (!html) continue;
    upsert(html, { own: true });
    const template = document.createElement("template");
    template.innerHTML = html;
    document.querySelector("[data-posts]").append(document.importNode(template.content, true));
    told += 1;
  }
  return told;
}
"""

#: As draft.js does it; what is wrong in the editor, and in what it would send, is the answer.
FILL = f"""(fields) => {{
  const form = document.querySelector("#reply");
  for (const [name, values] of Object.entries(fields)) form.elements.namedItem(name).value = values.at(-1);
  form.dispatchEvent(new CustomEvent("cop:filled", {{ detail: fields }}));
  const sent = new DOMParser().parseFromString(form.elements.namedItem("html").value, "text/html");
  return [...({HARMLESS})(form.querySelector("[data-rich]")), ...({HARMLESS})(sent)].slice(0, 3);
}}"""


def nothing_ran(page):
    ran, stopped = page.evaluate("[window.ran, window.stopped]")
    assert ran == []
    assert stopped == [], json.dumps(stopped)


def still_harmless(page):
    nothing_ran(page)
    assert page.evaluate(f"({HARMLESS})(document)") == []
