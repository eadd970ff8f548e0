"""Hostile texts in every place that a person can type into, looked at by a real browser: nothing of them runs, nothing
is asked of another place, and the policy has nothing to stop."""

import json
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.http import urlencode

from cop.core.text import plain
from forums.models import Thread
from forums.services import drafts, flags, moderation, posting, uploads
from members.models import Circle
from members.services import address
from notifications.models import Notification
from notifications.services import mailing, telling
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums import scenes
from tests.hostile import AWAY, HARMLESS, PARSED, WATCH, texts
from tests.world import PDF

pytestmark = [pytest.mark.browser, with_commits]

SPOKEN = "Said by somebody. "  # before a text, so that something is left of it
HALF = 125  # posts of a thread: its events fit into one answer
PAGE = 20
SOME = 12  # every so-manieth text, where each costs a page


def stored(text, limit):
    """As the database can hold it: the forms would have let less in."""
    return text.replace("\0", "")[:limit]


def person(text):
    """Somebody whose name and seat are hostile."""
    seat = {"sector__role": stored(text, 80), "sector__about": stored(text, 600)}
    return UserFactory(display_name=stored(text, 80), **seat, sector__credentials=stored(text, 120))


@pytest.fixture
def readers(transactional_db):
    return SimpleNamespace(
        member=UserFactory(display_name="Rosa Delgado"),
        moderator=UserFactory(moderator=True, display_name="Ada"),
    )


@pytest.fixture
def village(readers, settings, monkeypatch):
    """A place in which every word was chosen by somebody who means ill."""
    settings.POST_LINKS = 1000  # nothing of it is held back
    monkeypatch.setattr(flags, "FLAGS_A_DAY", 10_000)
    member, moderator = readers.member, readers.moderator
    quoting = scenes.discussion(member, title="What they said")
    changed = scenes.said(member, quoting, "What was said at first.")
    for number, text in enumerate(texts()):
        author = person(text)
        thread = posting.start_thread(
            actor=author, forum=scenes.table(), kind="question" if number % 2 else "discussion",
            title=text[:120], html=SPOKEN + text, poll={"question": (SPOKEN + text)[:160], "options": [text[:110], "Later"]},
            meeting={"starts_at": timezone.now() + timedelta(days=3), "place": text[:190]},
        )  # fmt: skip
        with suppress(ValidationError):
            thread.tags.add(stored(text, 40))
        opening = thread.posts.get(position=1)
        file = SimpleUploadedFile(text.replace("/", "") + ".pdf", PDF, content_type="application/pdf")
        brought = uploads.upload(actor=author, file=file)
        scenes.said(author, thread, text, files=[(brought.uuid, text[:240])])
        answer = scenes.said(member, thread, text, parent=opening)
        telling.tell(
            member=author, kind="reply", target_id=answer.pk, thread=thread, position=answer.position
        )
        telling.tell(member=member, kind="reply", target_id=opening.pk, thread=thread, position=1)
        said = plain(opening.body)
        scenes.said(author, quoting, text, quotes=[(opening, 0, min(len(said), 200))])
        posting.edit_post(actor=member, post=changed, html=SPOKEN + text, reason=stored(text, 200))
        flags.raise_flag(actor=member, post=opening, kind="other", note=text)
        drafts.save_draft(actor=member, thread=thread, fields={"body": [text]})
        address(actor=moderator, member=member, kind="note", text=stored(text, 2000))
        Circle.objects.bulk_create(
            [Circle(name=stored(text, 80), slug=f"c{number}", description=stored(text, 600))]
        )
        moderation.lock_thread(actor=moderator, thread=thread, reason=stored(text, 200))
    return changed, quoting


def pages(village, readers):
    """(who reads, path): each place in which the words stand."""
    changed, quoting = village
    both = (readers.member, readers.moderator)
    own = Thread.objects.exclude(pk=quoting.pk).order_by("pk")
    yield from ((readers.moderator, f"/threads/{thread.pk}/") for thread in own)
    yield from ((readers.member, f"/search/?{urlencode({'q': text})}") for text in texts())
    yield from (
        (readers.member, f"/threads/{quoting.pk}/?page={n}") for n in range(1, len(texts()) // PAGE + 2)
    )
    yield from ((one, f"/posts/{changed.pk}/history/") for one in both)
    for thread in list(own)[::SOME]:
        yield readers.member, f"/threads/{thread.pk}/"
        yield readers.member, f"/members/{thread.author.uuid}/"
        yield readers.moderator, f"/moderation/members/{thread.author.uuid}/history/"
        yield thread.author, f"/posts/{thread.posts.get(position=1).pk}/edit/"
        yield thread.author, "/profile/"
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
    )
    yield from ((readers.member, path) for path in lists)
    yield from (
        (readers.moderator, path) for path in ("/moderation/", "/moderation/record/", "/moderation/members/")
    )


def test_no_page_that_shows_hostile_words_holds_anything_that_could_run(enter, village, readers, client_for):
    page = enter(None, "/health/")
    clients = {}
    wrong, asked = {}, 0
    for reader, path in pages(village, readers):
        client = clients.setdefault(reader.pk, client_for(reader))
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
        asked += 1
        if found := page.evaluate(PARSED, answer.content.decode()):
            wrong[path] = found[:3]
    assert wrong == {}
    assert asked > 2 * len(texts())


@pytest.fixture
def letters(readers, settings):
    """Told to people with hostile names, of answers in conversations with hostile titles."""
    settings.POST_LINKS = 1000
    for text in texts():
        author = person(text)
        thread = scenes.discussion(author, title=text[:120])
        answer = scenes.said(readers.member, thread, text)
        telling.tell(
            member=author, kind="reply", target_id=answer.pk, thread=thread, position=answer.position
        )


def test_no_letter_about_hostile_words_holds_anything_that_could_run(enter, letters):
    page = enter(None, "/health/")
    asked = []
    page.context.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.add_init_script(WATCH)
    mail.outbox.clear()
    for line in Notification.objects.order_by("pk"):
        mailing.mail(notification_id=line.pk)
    assert len(mail.outbox) == len(texts())
    for letter in mail.outbox:
        (html, kind), *_others = letter.alternatives
        assert kind == "text/html"
        assert page.evaluate(PARSED, str(html)) == [], letter.subject
        page.set_content(str(html), wait_until="domcontentloaded")
        assert "\n" not in letter.subject
    assert asked == []
    assert page.evaluate("window.ran ?? []") == []


@pytest.fixture
def halves(readers, settings):
    """Conversations in which each post is one of the texts, by somebody who is called so."""
    settings.POST_LINKS = 1000
    found = []
    for start in range(0, len(texts()), HALF):
        thread = scenes.discussion(readers.member, title=texts()[start][:100])
        for text in texts()[start : start + HALF]:
            scenes.said(person(text), thread, html=SPOKEN + text)
        found.append(thread)
    return found


def test_nothing_runs_and_nothing_leaves_where_hostile_words_are_read_live(enter, halves, readers, site):
    """The pages themselves with their policy; and their posts once more as they come by the live connection."""
    page = enter(readers.member, "/health/")
    page.context.set_default_timeout(120_000)  # each page is a heavy one
    page.context.add_init_script(WATCH)
    asked, dialogs = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    page.context.route(f"{AWAY}/**", lambda route: route.abort())
    for thread in halves:
        for number in range(1, HALF // PAGE + 2):
            page.goto(f"/threads/{thread.pk}/?page={number}", wait_until="load")
            still_harmless(page)
        heard = page.evaluate(LIVE, f"/threads/{thread.pk}/events?since=1&wait=0")
        assert heard >= min(HALF, len(texts()) % HALF)
        still_harmless(page)
        page.locator("#reply [name=body]").focus()
        page.locator("#reply [data-state]").wait_for(state="attached")
        still_harmless(page)
    assert dialogs == []
    odd = [
        (kind, url)
        for kind, url in asked
        if not url.startswith((f"{site}/", "data:", site.replace("http", "ws")))
    ]
    odd += [
        (kind, url)
        for kind, url in asked
        if kind in LOADED and not url.startswith((f"{site}/static/", f"{site}/principles.css", "data:"))
    ]
    assert odd == []


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


def still_harmless(page):
    ran, stopped = page.evaluate("[window.ran, window.stopped]")
    assert ran == []
    assert stopped == [], json.dumps(stopped)
    assert page.evaluate(f"({HARMLESS})(document)") == []
