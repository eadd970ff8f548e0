"""What could identify a family is asked about before others read it, at every door; its author answers, nothing is lost."""

import ast
import re
import time
from html import unescape

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cop.core.problems import TooMany
from forums.models import Attachment, Forum, Post, Reflection, Thread
from forums.services import (
    amending,
    desk,
    following_up,
    identifying,
    meetings,
    polls,
    posting,
    reflections,
    retelling,
    sharing,
    splitting,
    uploads,
)
from forums.services.identifying import Unresolved
from forums.services.removing import redact
from forums.wording.findings import TOLD, TOLD_OF_TWO, findings_of
from members.models import Flag
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_services_attachments import picture

pytestmark = [pytest.mark.django_db, pytest.mark.identifiers]

PAPER = b"%PDF-1.7\n%%EOF\n"
NAMED = "Maya, born 3/14/2024, sang at the window."
BUTTON = re.compile(r'name="replace" value="([^"]*)"')
BOX = re.compile(r'name="confirmed" value="([^"]*)"')


def forum_that(does):
    forum = scenes.table()
    forum.identifiers = does
    forum.save(update_fields=["identifiers"])
    return forum


def answered(verb, **fields):
    """A verb called again with everything that it asks about confirmed."""
    with pytest.raises(Unresolved) as refused:
        verb(**fields)
    return verb(**fields, confirmed=sorted(refused.value.found.tokens))


def again(person):
    """The same person in another request."""
    return type(person).objects.get(pk=person.pk)


def flags_of(post):
    return {(flag.kind, flag.cause) for flag in Flag.objects.open().about(post)}


def start(author, forum, **fields):
    fields = {"title": "A song", "body": "What did you sing?"} | fields
    return {
        "actor": author,
        "forum": forum,
        "kind": "discussion",
        "principles": [scenes.principle()],
        **fields,
    }


def door_thread(author, forum):
    return posting.start_thread, start(author, forum, body=NAMED)


def door_title(author, forum):
    return posting.start_thread, start(author, forum, title="What Maya Okonkwo sang")


def door_tags(author, forum):
    return posting.start_thread, start(author, forum, tags=["songs", "Maya Okonkwo"])


def door_poll(author, forum):
    poll = {"question": "Which song?", "options": ["The one for Maya Okonkwo", "None"]}
    return posting.start_thread, start(author, forum, poll=poll)


def door_meeting(author, forum):
    starts = scenes.discussion(author).created_at.replace(year=2031)
    return posting.start_thread, start(
        author, forum, meeting={"starts_at": starts, "place": "418 Larkspur Lane"}
    )


def door_reply(author, forum):
    return posting.reply, {"actor": author, "thread": scenes.discussion(author, forum=forum), "body": NAMED}


def door_rich_reply(author, forum):
    html = "<p>We call <strong>Maya</strong>, born 3/14/2024.</p>"
    return posting.reply, {"actor": author, "thread": scenes.discussion(author, forum=forum), "html": html}


def door_link(author, forum):
    html = '<p>See <a href="https://photos.example.com/maya-okonkwo">these pictures</a>.</p>'
    return posting.reply, {"actor": author, "thread": scenes.discussion(author, forum=forum), "html": html}


def door_edit(author, forum):
    post = scenes.said(author, scenes.discussion(author, forum=forum))
    return posting.edit_post, {"actor": author, "post": post, "body": NAMED}


def door_why_edited(author, forum):
    post = scenes.said(author, scenes.discussion(author, forum=forum))
    return posting.edit_post, {
        "actor": author,
        "post": post,
        "body": "Well.",
        "reason": "Maya Okonkwo asked me",
    }


def door_take_away(author, forum):
    thread = scenes.shared(author, forum=forum)
    scenes.said(UserFactory(), thread, kind="notice")
    return posting.take_away, {"actor": author, "thread": thread, "body": NAMED}


def door_poll_changed(author, forum):
    poll = {"question": "Which song?", "options": ["This", "That"]}
    post = scenes.discussion(author, forum=forum, poll=poll).posts.get()
    return polls.change_poll, {
        "actor": author, "post": post, "poll": poll | {"question": "Which song for Maya Okonkwo?"},
    }  # fmt: skip


def door_meeting_changed(author, forum):
    thread = scenes.discussion(author, forum=forum)
    meeting = {"starts_at": thread.created_at.replace(year=2031), "place": "at Maya Okonkwo’s"}
    return meetings.change_meeting, {"actor": author, "thread": thread, "meeting": meeting}


def door_link_of_a_meeting(author, forum):
    thread = scenes.discussion(author, forum=forum)
    meeting = {"starts_at": thread.created_at.replace(year=2031), "link": "https://meet.example/maya-okonkwo"}
    return meetings.change_meeting, {"actor": author, "thread": thread, "meeting": meeting}


def door_share(author, forum):
    reflection = scenes.draft(author, what_happened=NAMED)
    return reflections.share, {"actor": author, "reflection": reflection, "forum": forum, "attested": True}


def door_retell(author, forum):
    reflection = scenes.shared(author, forum=forum).reflection
    return retelling.retell, {"actor": author, "reflection": reflection, "already_working": NAMED}


def door_next(author, forum):
    reflection = scenes.shared(author, forum=forum).reflection
    return following_up.write_back, {"actor": author, "reflection": reflection, "body": NAMED}


DOORS = [value for name, value in sorted(globals().items()) if name.startswith("door_")]


def post_of(done):
    """The post that a verb wrote or changed, as it is now."""
    if isinstance(done, Reflection):
        done = Thread.objects.get(reflection=done)
    if isinstance(done, Thread):
        return done.posts.get(kind="opening")
    return Post.objects.get(pk=done.pk)


@pytest.mark.parametrize("door", DOORS)
class TestEveryDoor:
    def test_nothing_goes_out_unanswered(self, member, door):
        verb, fields = door(member, forum_that("hold"))
        before = Post.objects.count(), Thread.objects.count()
        with pytest.raises(Unresolved) as refused:
            verb(**fields)
        assert (Post.objects.count(), Thread.objects.count()) == before
        assert {one.finding.label for one in refused.value.found.noticed} & {"NAME", "LOCATION", "URL"}

    def test_where_a_forum_holds_it_waits_for_a_moderator(self, member, door):
        verb, fields = door(member, forum_that("hold"))
        post = post_of(answered(verb, **fields))
        assert post.state in ("held", "hidden")
        assert ("check", "identifiers") in flags_of(post)
        assert post.found or door is door_why_edited
        assert not any(set(row) - {"field", "start", "end", "label"} for row in post.found or ())

    def test_where_a_forum_warns_it_is_there_and_listed(self, member, door):
        verb, fields = door(member, forum_that("warn"))
        post = post_of(answered(verb, **fields))
        assert (post.state, flags_of(post)) == ("visible", {("check", "identifiers")})

    def test_where_a_forum_blocks_it_cannot_be_sent(self, member, door):
        verb, fields = door(member, forum_that("block"))
        with pytest.raises(Unresolved):
            answered(verb, **fields)


class TestConfirming:
    def test_it_is_worth_nothing_for_other_words_places_and_people(self, member, other_member):
        thread = scenes.discussion(member, forum=forum_that("warn"))
        tokens = findings_of({"body": "Maya sang."}, actor=member).tokens
        for actor, body in ((member, "So Maya sang."), (member, "Tariq sang."), (other_member, "Maya sang.")):
            with pytest.raises(Unresolved):
                posting.reply(actor=actor, thread=thread, body=body, confirmed=tokens)
        assert posting.reply(actor=member, thread=thread, body="Maya sang.", confirmed=tokens)

    def test_it_counts_for_a_day_at_most(self, member, monkeypatch):
        thread = scenes.discussion(member)
        with pytest.raises(Unresolved) as refused:
            posting.reply(actor=member, thread=thread, body="Maya sang.")
        tokens, made = sorted(refused.value.found.tokens), time.time()
        monkeypatch.setattr(time, "time", lambda: made + 24 * 3600)
        with pytest.raises(Unresolved):
            posting.reply(actor=member, thread=thread, body="Maya sang.", confirmed=tokens)
        monkeypatch.setattr(time, "time", lambda: made + 12 * 3600)
        assert posting.reply(actor=member, thread=thread, body="Maya sang.", confirmed=tokens)

    def test_members_who_are_mentioned_and_links_of_this_site_are_no_findings(self, member, settings):
        amara = UserFactory(display_name="Amara Okonkwo")
        thread = scenes.discussion(member)
        for body in (
            f"@{amara.display_name} knows.",
            f"See {settings.BASE_URL}/threads/{thread.pk}/ for that.",
        ):
            assert posting.reply(actor=member, thread=thread, body=body).state == "visible"
        with pytest.raises(Unresolved):
            posting.reply(actor=member, thread=thread, body="@amarasdiary knows.")

    def test_between_two_colleagues_it_is_sent_and_nobody_is_told(self, member, other_member):
        reflection = scenes.draft(member, what_happened=NAMED)
        fields = {"actor": member, "reflection": reflection, "colleague": other_member, "attested": True}
        post = post_of(answered(sharing.share_with, **fields))
        assert (post.state, flags_of(post), post.found) == ("visible", set(), None)

    def test_a_journal_is_never_looked_at(self, member):
        assert scenes.draft(member, what_happened=NAMED, how_was_it="I thought of Maya.").pk
        reflection = scenes.draft(member, how_was_it="I thought of Maya.")
        shared = reflections.share(actor=member, reflection=reflection, forum=scenes.table(), attested=True)
        assert shared.state == "visible", "how it was stays private"

    def test_what_stood_there_before_is_asked_again_and_makes_nothing_wait(self, member, moderator):
        thread = scenes.discussion(member, forum=forum_that("hold"))
        post = answered(posting.reply, actor=member, thread=thread, body="Maya sang.")
        desk.decide(actor=moderator, post=post, decision="keep")
        post.refresh_from_db()
        assert post.found is None, "a moderator has decided"
        post = answered(posting.edit_post, actor=member, post=post, body="Yes, Maya sang.")
        assert (post.state, flags_of(post)) == ("visible", set())

    def test_what_is_changed_away_is_off_the_list(self, member):
        thread = scenes.discussion(member, forum=forum_that("warn"))
        post = answered(posting.reply, actor=member, thread=thread, body="Maya sang.")
        posting.edit_post(actor=member, post=post, body="A child sang.")
        assert (post_of(post).found, flags_of(post)) == (None, set())

    def test_it_is_gone_when_the_post_is_destroyed(self, member, moderator):
        thread = scenes.discussion(member, forum=forum_that("warn"))
        post = answered(posting.reply, actor=member, thread=thread, body="Maya sang.")
        redact(actor=moderator, post=post, reason="names a child")
        assert post_of(post).found is None

    @pytest.mark.parametrize("does", ["hold", "block"])
    def test_where_a_conversation_is_now_decides_and_not_where_it_was(self, member, does):
        thread = scenes.discussion(member, forum=forum_that("warn"))
        post = scenes.said(member, thread)
        verbs = [(posting.reply, {"thread": thread}), (posting.edit_post, {"post": post})]
        for verb, said in verbs:
            with pytest.raises(Unresolved) as refused:
                verb(actor=member, body="Maya sang.", **said)
            said["confirmed"] = sorted(refused.value.found.tokens)
        post.thread = thread
        Forum.objects.update(identifiers=does)
        for verb, said in verbs:
            if does == "block":
                with pytest.raises(Unresolved):
                    verb(actor=member, body="Maya sang.", **said)
            else:
                assert verb(actor=member, body="Maya sang.", **said).state in {"held", "hidden"}

    def test_numbers_and_codes_of_a_room_are_no_findings(self, member):
        thread = scenes.discussion(member)
        link = "https://us02web.zoom.example/j/85512345678?pwd=Zmx9LilyQ1dEbHNaUT09"
        meeting = {"starts_at": thread.created_at.replace(year=2031), "link": link}
        assert meetings.change_meeting(actor=member, thread=thread, meeting=meeting).meeting["link"] == link

    def test_imports_are_not_looked_at(self, member):
        assert scenes.discussion(member, body=NAMED, source_id="starter:1").state == "visible"


class TestTogether:
    WORDS = "He has Rett syndrome, we are in a small town, and there are five siblings."

    def test_details_that_add_up_are_asked_about_once_and_listed(self, member):
        thread = scenes.discussion(member, forum=forum_that("hold"))
        with pytest.raises(Unresolved) as refused:
            posting.reply(actor=member, thread=thread, body=self.WORDS)
        assert len(refused.value.found.together.kinds) == 3 and not refused.value.found.noticed
        post = answered(posting.reply, actor=member, thread=thread, body=self.WORDS)
        assert (post.state, flags_of(post)) == ("visible", {("check", "identifiers")})
        assert {row["label"] for row in post_of(post).found} == {"TOGETHER"}


class TestTooMuch:
    LONG = "Maya Okonkwo sang. " * 1_100

    @pytest.fixture(autouse=True)
    def unread(self, monkeypatch):
        monkeypatch.setattr("forums.wording.findings.find", lambda *args: pytest.fail("it was looked at"))

    @pytest.mark.parametrize(
        "fields",
        [{"body": LONG}, {"html": f"<p>{LONG}</p>"}, {"html": "<p>a</p>" * 20_000}],
        ids=["plain", "rich", "html"],
    )
    def test_what_no_verb_would_store_is_refused_unread(self, member, fields):
        thread = scenes.discussion(member, source_id="starter:1")
        post = scenes.said(member, thread, source_id="starter:2")
        for verb, said in ((posting.reply, {"thread": thread}), (posting.edit_post, {"post": post})):
            with pytest.raises(ValidationError) as refused:
                verb(actor=member, **said, **fields)
            assert "20000" in str(refused.value.message_dict["body"])

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("title", LONG),
            ("tags", [LONG]),
            ("poll_options", {"question": "Which?", "options": [LONG, "None"]}),
            ("poll_question", {"question": LONG, "options": ["This", "None"]}),
            ("meets_place", {"place": LONG}),
        ],
    )
    def test_nor_is_what_comes_along(self, member, name, value):
        starts = scenes.discussion(member, source_id="starter:1").created_at.replace(year=2031)
        fields = {name.partition("_")[0].replace("meets", "meeting"): value}
        if "meeting" in fields:
            value["starts_at"] = starts
        with pytest.raises(ValidationError) as refused:
            posting.start_thread(**start(member, scenes.table(), **fields))
        assert list(refused.value.message_dict) == [name]


def test_whoever_has_words_looked_at_without_end_waits(member, client_for, settings, monkeypatch):
    thread = scenes.discussion(member, source_id="starter:1")
    settings.POSTS_A_MINUTE = 12
    monkeypatch.setattr(identifying, "LOOKS_A_MINUTE", 2)
    within = time.time()
    monkeypatch.setattr(time, "time", lambda: within)  # of one minute
    for _time in range(2):
        with pytest.raises(Unresolved):
            posting.reply(actor=member, thread=thread, body=NAMED)
    with pytest.raises(TooMany):
        posting.reply(actor=member, thread=thread, body=NAMED)
    fields = {"kind": "reply", "body": NAMED, "idempotency_key": scenes.key()}
    answer = client_for(member).post(f"/threads/{thread.pk}/reply/", fields)
    assert answer.status_code == 429 and NAMED in answer.content.decode()


@pytest.mark.parametrize("sign", ["\ue000", "\ue001", "&#xE000;"])
def test_what_is_taken_out_when_it_is_stored_hides_no_name(member, sign):
    thread, words = scenes.discussion(member), f"Tar{sign}iq Had{sign}dad sang."
    for fields in [{"html": f"<p>{words}</p>"}] + [{"body": words}] * (len(sign) == 1):
        with pytest.raises(Unresolved) as refused:
            posting.reply(actor=member, thread=thread, **fields)
        assert [one.words for one in refused.value.found.noticed] == ["Tariq Haddad"]


class TestPages:
    @pytest.fixture
    def thread(self, other_member):
        return scenes.discussion(other_member, forum=forum_that("hold"))

    def sent(self, page, thread, **fields):
        fields = {"kind": "reply", "body": NAMED, "idempotency_key": scenes.key()} | fields
        return page.post(f"/threads/{thread.pk}/reply/", fields)

    def test_the_words_come_back_underlined_with_why_and_what_may_stand_instead(
        self, client_for, member, thread
    ):
        answer = self.sent(client_for(member), thread)
        html = answer.content.decode()
        assert answer.status_code == 422 and not Post.objects.filter(author=member).exists()
        assert "<mark>Maya</mark>" in html and "<mark>3/14/2024</mark>" in html
        assert "somebody’s name" in html and NAMED in html.split("<textarea")[1]
        assert "A two-year-old" in unescape(html) and "This is not an identifier" in html

    def test_one_tap_puts_a_suggestion_there_and_sends_nothing(self, client_for, member, thread):
        page = client_for(member)
        html = self.sent(page, thread).content.decode()
        tap = unescape(BUTTON.findall(html)[0])
        answer = self.sent(page, thread, replace=tap)
        html = answer.content.decode()
        assert answer.status_code == 200 and "Nothing is underlined any more" in html
        assert "Maya" not in html.split("<textarea")[1].split("</textarea>")[0]
        body = unescape(html.split('name="body"')[1].split(">", 1)[1].split("</textarea>")[0]).strip()
        assert not Post.objects.filter(author=member).exists()
        assert self.sent(page, thread, body=body).status_code == 302
        assert Post.objects.get(author=member).state == "visible"

    def test_a_tick_for_each_lets_it_wait_for_a_moderator(self, client_for, member, moderator, thread):
        page = client_for(member)
        boxes = list(map(unescape, BOX.findall(self.sent(page, thread).content.decode())))
        assert len(boxes) == 2
        half = self.sent(page, thread, confirmed=boxes[:1])
        assert half.status_code == 422 and half.content.decode().count("checked") >= 1
        assert self.sent(page, thread, confirmed=boxes).status_code == 302
        post = Post.objects.get(author=member)
        assert post.state == "held"
        queue = client_for(moderator).get(f"/moderation/{post.pk}/").content.decode()
        assert "a name" in queue and "<mark>Maya</mark>" in queue

    def test_a_suggestion_keeps_what_was_ticked_behind_it(self, client_for, member, thread):
        page, body = client_for(member), "Maya sang with Tariq Haddad."
        html = self.sent(page, thread, body=body).content.decode()
        boxes, tap = list(map(unescape, BOX.findall(html))), unescape(BUTTON.findall(html)[0])
        html = self.sent(page, thread, body=body, confirmed=boxes[1:], replace=tap).content.decode()
        assert re.search(r'name="confirmed" value="[^"]*"[^>]* checked', html)

    def test_rich_text_keeps_its_look(self, client_for, member, thread):
        page = client_for(member)
        fields = {
            "body": "We call Maya, born 3/14/2024.",
            "html": "<p>We call <strong>Maya</strong>, born 3/14/2024. <em>So</em></p>",
        }
        html = self.sent(page, thread, **fields).content.decode()
        html = self.sent(page, thread, **fields, replace=unescape(BUTTON.findall(html)[0])).content.decode()
        kept = unescape(re.search(r'<input type="hidden" value="([^"]*)" data-html', html)[1])
        assert "Maya" not in kept and "<em>So</em>" in kept and "3/14" not in kept

    LINKED = (
        '<p>See <a href="https://photos.example.com/maya-okonkwo">these pictures</a>, write to '
        '<a href="mailto:tariq@example.org">him</a>, and <a href="/principles/">read on</a>.</p>'
    )

    def test_where_a_link_leads_is_shown_and_a_tap_takes_the_link_out(self, client_for, member, thread):
        page, fields = client_for(member), {"body": "See these pictures.", "html": self.LINKED}
        html = self.sent(page, thread, **fields).content.decode()
        assert (
            "Where your links lead" in html and "<mark>https://photos.example.com/maya-okonkwo</mark>" in html
        )
        assert "<mark>tariq@example.org</mark>" in html and "principles" not in "".join(BUTTON.findall(html))
        boxes = list(map(unescape, BOX.findall(html)))
        tap = unescape(BUTTON.findall(html)[0])
        html = self.sent(page, thread, **fields, replace=tap, confirmed=boxes[1:]).content.decode()
        assert re.search(r'name="confirmed" value="[^"]*"[^>]* checked', html), "what was answered stays so"
        fields["html"] = unescape(re.search(r'<input type="hidden" value="([^"]*)" data-html', html)[1])
        assert "photos" not in fields["html"] and "these pictures" in fields["html"]
        assert "mailto:tariq" in fields["html"] and "/principles/" in fields["html"]
        boxes = list(map(unescape, BOX.findall(self.sent(page, thread, **fields).content.decode())))
        assert len(boxes) == 1 and self.sent(page, thread, **fields, confirmed=boxes).status_code == 302

    def test_moderators_see_where_it_leads(self, client_for, member, moderator, thread):
        post = answered(posting.reply, actor=member, thread=thread, html=self.LINKED)
        queue = client_for(moderator).get(f"/moderation/{post.pk}/").content.decode()
        assert post.state == "held" and "<mark>tariq@example.org</mark>" in queue

    def test_an_address_whose_words_are_replaced_is_no_link_any_more(self, client_for, member, thread):
        page, url = client_for(member), "https://photos.example.com/maya"
        fields = {"body": f"See {url} now.", "html": f'<p>See <a href="{url}">{url}</a> now.</p>'}
        html = self.sent(page, thread, **fields).content.decode()
        assert "Where your links lead" not in html, "it is asked about once"
        html = self.sent(page, thread, **fields, replace=unescape(BUTTON.findall(html)[0])).content.decode()
        kept = unescape(re.search(r'<input type="hidden" value="([^"]*)" data-html', html)[1])
        assert kept == "<p>See [link] now.</p>"

    def test_a_blocking_forum_offers_no_tick(self, client_for, member, thread):
        thread.forum.identifiers = "block"
        thread.forum.save()
        html = self.sent(client_for(member), thread).content.decode()
        assert not BOX.findall(html) and BUTTON.findall(html) and "cannot be sent" in html

    def test_while_sharing_a_suggestion_goes_into_the_journal(self, client_for, member):
        page, reflection = client_for(member), scenes.draft(member, what_happened=NAMED)
        url = f"/reflections/{reflection.uuid}/share/"
        fields = {"forum": forum_that("hold").slug, "attested": "on", "idempotency_key": scenes.key()}
        html = page.post(url, fields).content.decode()
        assert "<mark>Maya</mark>" in html and Reflection.objects.get().state == "journal"
        answer = page.post(url, fields | {"replace": unescape(BUTTON.findall(html)[0])})
        reflection.refresh_from_db()
        assert answer.status_code == 200 and reflection.state == "journal"
        assert "Maya" not in reflection.what_happened
        assert page.post(url, fields).status_code == 302

    def test_scripts_get_the_same_as_data(self, client_for, member, thread):
        answer = client_for(member).post(
            f"/threads/{thread.pk}/reply/", {"kind": "reply", "body": NAMED, "idempotency_key": scenes.key()},
            headers={"X-Requested-With": "fetch"},
        )  # fmt: skip
        assert answer.status_code == 422 and answer.json()["findings"][0]["field"] == "body"


class TestFiles:
    def test_names_of_files_and_what_pictures_show_are_asked_about_and_put_right_with_one_tap(
        self, client_for, member, other_member
    ):
        page, thread = client_for(member), scenes.discussion(other_member, forum=forum_that("hold"))
        file = SimpleUploadedFile("Maya Okonkwo.pdf", b"%PDF-1.7\n%%EOF\n")
        drawn = SimpleUploadedFile("window.jpg", picture())
        waiting = [str(uploads.upload(actor=member, file=one).uuid) for one in (file, drawn)]
        alts = ["", "Tariq Haddad at the window"]
        fields = {
            "kind": "reply",
            "body": "Look.",
            "uploads": waiting,
            "alts": alts,
            "idempotency_key": scenes.key(),
        }
        url = f"/threads/{thread.pk}/reply/"
        html = page.post(url, fields).content.decode()
        assert "<mark>Maya Okonkwo</mark>" in html and "<mark>Tariq Haddad</mark>" in html
        taps = {tap.split(":")[0]: tap for tap in reversed(list(map(unescape, BUTTON.findall(html))))}
        html = page.post(url, fields | {"replace": taps["files.0.name"]}).content.decode()
        assert Attachment.objects.get(uuid=waiting[0]).name == "document.pdf" and "Maya" not in html
        html = page.post(url, fields | {"replace": taps["files.1.alt"]}).content.decode()
        assert "Tariq" not in html and not Post.objects.filter(author=member).exists()
        fields["alts"] = ["", unescape(re.findall(r'name="alts" value="([^"]+)"', html)[0])]
        assert page.post(url, fields).status_code == 302
        assert Post.objects.get(author=member).state == "visible"

    def test_a_name_that_tells_is_a_field_of_its_row_from_the_upload_on(
        self, client_for, member, other_member
    ):
        page, thread = client_for(member), scenes.discussion(other_member, forum=forum_that("hold"))
        plan = page.post("/uploads/", {"upload": SimpleUploadedFile("week plan.pdf", PAPER)}).json()
        assert 'name="name-' not in plan["html"]
        told = page.post(
            "/uploads/", {"upload": SimpleUploadedFile("Maya Okonkwo 3-14-2024.pdf", PAPER)}
        ).json()
        assert f'name="name-{told["uuid"]}" value="Maya Okonkwo 3-14-2024.pdf"' in told["html"]
        look = {"text": "Maya_Okonkwo 3-14-2024.pdf", "field": "files.0.name"}
        noticed = page.post(f"/writing/check/?thread={thread.pk}", look).json()
        assert 'data-put="document.pdf"' in noticed["html"] and len(noticed["cards"]) == 1
        assert noticed["cards"][0] == [0, len(look["text"])], "a file is called otherwise as a whole"
        fields = {"kind": "reply", "body": "Look.", "uploads": [told["uuid"]], "alts": [""]}
        fields |= {"idempotency_key": scenes.key(), f"name-{told['uuid']}": "Ideas for Okonkwo"}
        html = page.post(f"/threads/{thread.pk}/reply/", fields).content.decode()
        assert "Ideas for Okonkwo.pdf" in html and "<mark>Okonkwo</mark>" in html
        sent = page.post(f"/threads/{thread.pk}/reply/", fields | {f"name-{told['uuid']}": "ideas.PDF"})
        assert sent.status_code == 302 and Attachment.objects.get(post__isnull=False).name == "ideas.pdf"

    @pytest.mark.parametrize(
        ("typed", "becomes"),
        [
            ("plan", "plan.pdf"), ("  plan \n two ", "plan two.pdf"), ("a/b\\c.pdf", "a b c.pdf"), ("x" * 200, f"{'x' * 116}.pdf"),
            (".pdf", "Maya.pdf"), (" ", "Maya.pdf"), ("plan.docx", "plan.docx.pdf"),
        ],
    )  # fmt: skip
    def test_a_file_that_is_called_otherwise_keeps_its_ending(self, member, other_member, typed, becomes):
        waiting = uploads.upload(actor=member, file=SimpleUploadedFile("Maya.pdf", PAPER))
        assert not uploads.rename(actor=other_member, uuid=waiting.uuid, name="mine.pdf")
        assert uploads.rename(actor=member, uuid=waiting.uuid, name=typed)
        assert Attachment.objects.get().name == becomes

    def test_whoever_is_anonymous_sends_no_name_of_a_picture(self, member, other_member):
        thread = scenes.discussion(other_member, forum=forum_that("hold"))
        waiting = uploads.upload(actor=member, file=SimpleUploadedFile("Maya Okonkwo.jpg", picture()))
        files = [(waiting.uuid, "A drawing of a house")]
        with pytest.raises(Unresolved):
            posting.reply(actor=member, thread=thread, body="Look.", files=files)
        assert posting.reply(actor=member, thread=thread, body="Look.", files=files, anonymous=True).pk


class TestDanger:
    WORDS = "He hits the baby when he has been drinking."

    def test_the_notice_opens_first_and_moderators_are_told(self, client_for, member, moderator):
        thread = scenes.discussion(member, forum=forum_that("hold"))
        page = client_for(member)
        fields = {"kind": "reply", "body": self.WORDS, "idempotency_key": scenes.key()}
        answer = page.post(f"/threads/{thread.pk}/reply/", fields)
        html = answer.content.decode()
        assert answer.status_code == 422 and "not a reporting channel" in html and "childwelfare.gov" in html
        assert page.post(
            f"/threads/{thread.pk}/reply/", fields | {"confirmed": unescape(BOX.findall(html)[0])}
        ).status_code == 302  # fmt: skip
        post = Post.objects.exclude(kind="opening").get()
        assert (post.state, flags_of(post)) == ("visible", {("danger", "danger")})
        queue = client_for(moderator).get("/moderation/").content.decode()
        assert "Words that suggest danger" in queue

    def test_a_moderator_is_told_only_where_one_is(self, member, moderator):
        thread = scenes.discussion(member, forum=forum_that("hold"))
        post = scenes.said(member, thread)
        verbs = [
            (posting.reply, {"actor": member, "thread": thread, "body": self.WORDS}, True),
            (amending.amend_post, {"post": post, "body": self.WORDS, "reason": "Clearer"}, False),
            (splitting.split_posts, {"thread": thread, "posts": [post], "title": self.WORDS}, False),
        ]
        for verb, fields, is_told in verbs:
            with pytest.raises(Unresolved) as refused:
                verb(**{"actor": moderator} | fields)
            assert (str(TOLD) in refused.value.found.danger.prompt) is is_told

    def test_a_journal_is_left_alone(self, client_for, member):
        assert scenes.draft(member, what_happened=self.WORDS).pk
        assert not Flag.objects.exists()


class TestDangerBetweenTwo:
    """The notice opens there as well, and a moderator is told: of the one contribution, which stays where it is."""

    WORDS = TestDanger.WORDS

    @pytest.fixture
    def thread(self, member, other_member):
        return scenes.between(member, other_member)

    @pytest.fixture
    def said(self, thread, other_member):
        first = scenes.said(again(other_member), thread, "A word before, about the kettle.")
        fields = {"thread": thread, "body": self.WORDS, "parent": first, "quotes": [(first, 0, 12)]}
        return answered(posting.reply, actor=again(other_member), **fields)

    def test_what_it_means_is_said_before(self, client_for, thread, other_member):
        fields = {"kind": "notice", "body": self.WORDS, "idempotency_key": scenes.key()}
        answer = client_for(again(other_member)).post(f"/threads/{thread.pk}/reply/", fields)
        html = answer.content.decode()
        assert answer.status_code == 422 and "not a reporting channel" in html and "childwelfare.gov" in html
        assert str(TOLD_OF_TWO) in html and str(TOLD) not in html
        assert not Flag.objects.exists()

    def test_moderators_read_this_one_at_their_desk_and_nothing_else_anywhere(
        self, client_for, member, moderator, said
    ):
        assert (said.state, flags_of(said)) == ("visible", {("danger", "danger")})
        reader = client_for(moderator)
        for address in ("/moderation/", f"/moderation/{said.pk}/"):
            html = reader.get(address).content.decode()
            assert "He hits the baby" in html and "Words that suggest danger" in html
            assert not any(never in html for never in ("A word before", scenes.WORDS["title"]))
        for address in (
            f"/threads/{said.thread_id}/",
            f"/posts/{said.pk}/history/",
            f"/posts/{said.pk}/moderate/",
        ):
            assert reader.get(address).status_code == 404, address
        address = f"/threads/{said.thread_id}/"
        assert "He hits the baby" in client_for(again(member)).get(address).content.decode()
        assert client_for(UserFactory()).get(f"/moderation/{said.pk}/").status_code == 403

    @pytest.mark.parametrize("decision", ["keep", "hide", "note"])
    def test_decided_it_is_closed_to_moderators_again(self, client_for, moderator, said, decision):
        reader, note = client_for(moderator), "Please call today." if decision == "note" else ""
        reader.post(f"/moderation/{said.pk}/", {"decision": decision, "note": note})
        assert Post.objects.get(pk=said.pk).state == ("hidden" if decision == "hide" else "visible")
        assert not Flag.objects.open().exists() and not Post.objects.filter(disclosed=True).exists()
        assert reader.get(f"/moderation/{said.pk}/").status_code == 404

    def test_of_what_began_it_and_of_what_is_changed_too(self, client_for, member, other_member, moderator):
        reflection = scenes.draft(member, what_happened=self.WORDS)
        thread = answered(
            sharing.share_with, actor=member, reflection=reflection, colleague=other_member, attested=True
        )
        opening = thread.posts.get()
        assert flags_of(opening) == {("danger", "danger")}
        assert "He hits the baby" in client_for(moderator).get(f"/moderation/{opening.pk}/").content.decode()
        calm = scenes.said(again(other_member), thread, "I hear you.")
        assert client_for(moderator).get(f"/moderation/{calm.pk}/").status_code == 404
        answered(posting.edit_post, actor=again(other_member), post=calm, body=self.WORDS)
        assert client_for(moderator).get(f"/moderation/{calm.pk}/").status_code == 200

    def test_other_findings_tell_nobody(self, member, other_member, thread):
        post = answered(posting.reply, actor=again(member), thread=thread, body=NAMED)
        assert not flags_of(post) and not post.disclosed


def test_no_verb_takes_words_without_looking_at_them():
    """Whatever turns typed words into what is stored is called where they are looked at, or by whoever has."""
    takes, handed_on = {"words", "drawn_up", "arranged"}, {"add_post"}
    for path in sorted((settings.BASE_DIR / "forums" / "services").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name not in handed_on:
                calls = {
                    getattr(call.func, "id", getattr(call.func, "attr", ""))
                    for call in ast.walk(node)
                    if isinstance(call, ast.Call)
                }
                assert not calls & takes or calls & {"look_over", "look_at"}, f"{path.name}: {node.name}"


def test_a_forum_holds_unless_it_says_otherwise(db):
    assert Forum.objects.create(slug="new", name="New").identifiers == "hold"


def test_no_page_calls_such_a_verb_without_showing_what_it_asks():
    rooms = settings.BASE_DIR / "forums"
    asking = {
        node.name
        for path in (rooms / "services").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and "confirmed" in {one.arg for one in node.args.kwonlyargs}
    }
    assert {"reply", "start_thread", "retell"} <= asking
    for path in (rooms / "views").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "attempt":
                verb = call.args[1]
                assert getattr(verb, "attr", getattr(verb, "id", "")) not in asking, path.name
