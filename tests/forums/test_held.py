"""Words that wait: first ones of new members, and what checks hold back. Nothing typed is ever lost."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from forums.models import Post, Thread
from forums.services import desk, moderation, posting
from forums.services.revising import taken_back_by
from forums.wording import checks, outside
from members.models import Flag
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db

FIRST = "Good morning, I am new at this table and glad to be here."


@pytest.fixture
def careful(db):
    """A forum that has the first two contributions of a new member read."""
    return scenes.table(hold_first=2)


@pytest.fixture
def thread(other_member, careful):
    for _n in range(2):
        known = scenes.discussion(other_member, forum=careful, title="Known already")
        if known.state == "held":
            moderation.release_post(actor=UserFactory(moderator=True), post=known.posts.get())
    return scenes.discussion(other_member, forum=careful)


def form(**fields):
    return {"kind": "reply", "body": FIRST, "idempotency_key": scenes.key()} | fields


class TestFirstWords:
    def test_they_wait_and_their_author_sees_so(self, client_for, member, other_member, moderator, thread):
        page = client_for(member)
        assert page.post(f"/threads/{thread.pk}/reply/", form()).status_code == 302
        post = Post.objects.get(author=member)
        assert (post.state, post.position) == ("held", None)
        own = page.get(f"/threads/{thread.pk}/").content.decode()
        assert FIRST in own and "Waits for a moderator" in own
        for other in (other_member, None):
            assert FIRST not in client_for(other).get(f"/threads/{thread.pk}/").content.decode()
        queue = client_for(moderator).get("/moderation/").content.decode()
        assert FIRST in queue and "First words of a new member" in queue

    def test_released_they_take_their_place_and_are_counted(self, client_for, member, moderator, thread):
        for n in range(3):
            client_for(member).post(f"/threads/{thread.pk}/reply/", form(body=f"{FIRST} {n}"))
            waiting = Post.objects.filter(author=member, state="held").first()
            assert (waiting is not None) == (n < 2), "the third needs no reading"
            if waiting:
                desk.decide(actor=moderator, post=waiting, decision="keep")
        fresh = Thread.objects.get(pk=thread.pk)
        assert (fresh.reply_count, fresh.held_count, fresh.last_position) == (3, 0, 4)

    def test_a_first_conversation_waits_whole_and_begins_when_it_is_released(
        self, client_for, member, other_member, moderator, careful
    ):
        data = {
            "forum": "table", "kind": "question", "title": "Who holds the spoon?", "body": FIRST,
            "principles": [scenes.principle().slug], "language": "en", "idempotency_key": scenes.key(),
        }  # fmt: skip
        assert client_for(member).post("/threads/new/", data).status_code == 302
        thread = Thread.objects.get(title="Who holds the spoon?")
        assert (thread.state, thread.last_position, thread.head_seq) == ("held", 0, 0)
        assert "Waits for a moderator" in client_for(member).get(f"/threads/{thread.pk}/").content.decode()
        assert client_for(other_member).get(f"/threads/{thread.pk}/").status_code == 404
        assert "holds the spoon" not in client_for(other_member).get("/threads/").content.decode()
        opening = thread.posts.get()
        assert (
            client_for(moderator).post(f"/moderation/{opening.pk}/", {"decision": "keep"}).status_code == 302
        )
        thread.refresh_from_db()
        assert (thread.state, thread.last_position, thread.held_count) == ("visible", 1, 0)
        assert "holds the spoon" in client_for(other_member).get("/threads/").content.decode()
        assert scenes.said(UserFactory(curator=True), thread).position == 2

    def test_what_is_not_shown_is_gone(self, client_for, member, moderator, thread):
        post = scenes.said(member, thread, FIRST)
        desk.decide(actor=moderator, post=post, decision="hide")
        assert Post.objects.get(pk=post.pk).state == "removed"
        assert Thread.objects.get(pk=thread.pk).held_count == 0
        assert FIRST not in client_for(member).get(f"/threads/{thread.pk}/").content.decode()

    def test_what_its_author_took_away_while_it_waited_does_not_come_back_unread(
        self, client_for, member, thread
    ):
        post = scenes.said(member, thread, FIRST)
        assert client_for(member).post(f"/posts/{post.pk}/remove/").status_code == 302
        assert not taken_back_by(member).exists()
        assert Thread.objects.get(pk=thread.pk).held_count == 0
        assert Flag.objects.get(object_id=post.pk).state == "upheld"

    def test_forums_hold_nothing_unless_they_say_so_and_staff_never_waits(self, member, other_member, thread):
        circle = scenes.discussion(other_member, forum=scenes.circle_forum(member, other_member))
        assert scenes.said(member, circle, FIRST).state == "visible"
        assert scenes.said(UserFactory(curator=True), thread, FIRST).state == "visible"


class TestChecks:
    @pytest.fixture
    def thread(self, other_member):
        return scenes.discussion(other_member)

    def test_many_links_wait(self, settings, member, thread):
        settings.POST_LINKS = 1
        assert scenes.said(member, thread, "See https://a.example for it.").state == "visible"
        assert scenes.said(member, thread, "https://a.example and www.b.example").state == "held"
        linked = '<p><a href="https://a.example">a</a> and <a href="https://b.example">b</a></p>'
        post = posting.reply(actor=member, thread=thread, html=linked)
        assert post.state == "held"
        assert Flag.objects.get(object_id=post.pk).cause == "links"

    def test_a_field_that_nobody_sees_holds_back_what_fills_it(self, client_for, member, moderator, thread):
        page = client_for(member).get(f"/threads/{thread.pk}/").content.decode()
        assert 'name="website"' in page and 'tabindex="-1"' in page
        client_for(member).post(f"/threads/{thread.pk}/reply/", form(website="https://pills.example"))
        assert Post.objects.get(author=member).state == "held"
        assert (
            "a field that people do not see was filled"
            in client_for(moderator).get("/moderation/").content.decode()
        )

    def test_the_same_words_in_a_third_conversation_wait(self, settings, member, other_member, committed):
        settings.POST_REPEATS = 2
        states = []
        for n in range(3):
            with committed():
                thread = scenes.discussion(other_member, title=f"Conversation {n}", body=f"Number {n}")
                states.append(scenes.said(member, thread, FIRST).state)
                again = scenes.said(member, thread, FIRST).state
        assert states == ["visible", "visible", "held"] and again == "held"

    def test_who_writes_too_fast_is_told_and_keeps_the_words(
        self, settings, monkeypatch, client_for, member, thread, committed
    ):
        settings.POSTS_A_MINUTE = 1
        monkeypatch.setattr("forums.wording.checks.time.time", lambda: 1_800_000_030)  # of one minute
        with committed():
            assert client_for(member).post(f"/threads/{thread.pk}/reply/", form()).status_code == 302
        answer = client_for(member).post(f"/threads/{thread.pk}/reply/", form(body="And one thing more."))
        assert answer.status_code == 429
        assert "And one thing more." in answer.content.decode() and "Wait a little" in answer.content.decode()
        assert Post.objects.filter(author=member).count() == 1

    def test_a_request_that_is_sent_again_is_neither_too_fast_nor_a_repetition(
        self, settings, monkeypatch, client_for, member, thread, committed
    ):
        settings.POSTS_A_MINUTE, data = 1, form()
        monkeypatch.setattr("forums.wording.checks.time.time", lambda: 1_800_000_030)  # of one minute
        for _n in range(2):
            with committed():
                assert client_for(member).post(f"/threads/{thread.pk}/reply/", data).status_code == 302
        assert Post.objects.get(author=member).state == "visible"

    def test_a_cache_that_is_down_holds_nobody_back(self, settings, member, thread, committed):
        settings.POSTS_A_MINUTE = settings.POST_REPEATS = 1
        down = {"BACKEND": "cop.core.cache.ForgetfulRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
        settings.CACHES = {"default": down}
        with committed():
            assert scenes.said(member, thread, FIRST).state == "visible"

    def test_a_check_must_say_what_moderators_read(self):
        with pytest.raises(LookupError):
            checks.check("unheard-of")


class Service(BaseHTTPRequestHandler):
    answer, heard = b"false", []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.heard.append(parse_qs(body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *args):
        pass


@pytest.fixture
def service(settings, monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(Service, "heard", [])
    settings.SPAM_SERVICE_URL = f"http://127.0.0.1:{server.server_port}/1.1/comment-check"
    settings.SPAM_SERVICE_KEY = "key"
    yield Service
    server.shutdown()
    thread.join()
    server.server_close()


class TestOutside:
    @pytest.fixture
    def thread(self, other_member):
        return scenes.discussion(other_member)

    @pytest.mark.parametrize(
        ("answer", "state"), [(b"false", "visible"), (b"true", "held"), (b"what?", "held")]
    )
    def test_the_service_lets_words_through_or_leaves_them_to_moderators(
        self, service, monkeypatch, member, thread, run_tasks, answer, state
    ):
        run_tasks()
        service.heard.clear()
        monkeypatch.setattr(Service, "answer", answer)
        post = scenes.said(member, thread, FIRST)
        assert post.state == "held"
        run_tasks()
        assert Post.objects.get(pk=post.pk).state == state
        assert Flag.objects.get(object_id=post.pk).state == ("open" if state == "held" else "dismissed")
        (sent,) = service.heard
        assert sent["comment_content"] == [FIRST]
        assert member.display_name not in str(sent) and member.email not in str(sent)

    @pytest.mark.parametrize(("silent", "state"), [("hold", "held"), ("allow", "visible")])
    def test_without_an_answer_the_setting_decides(
        self, settings, member, other_member, run_tasks, silent, state
    ):
        thread = scenes.discussion(other_member)
        settings.SPAM_SERVICE_URL, settings.SPAM_SERVICE_SILENT = "http://127.0.0.1:9/", silent
        post = scenes.said(member, thread, FIRST)
        run_tasks()
        assert Post.objects.get(pk=post.pk).state == state

    def test_no_reflection_no_circle_and_nobody_anonymous_is_sent_away(
        self, service, member, other_member, run_tasks, thread
    ):
        run_tasks()
        service.heard.clear()
        circle = scenes.discussion(other_member, forum=scenes.circle_forum(member, other_member))
        assert scenes.said(member, circle, FIRST).state == "visible"
        assert scenes.said(member, scenes.shared(other_member), FIRST, kind="notice").state == "visible"
        assert scenes.said(member, thread, FIRST, anonymous=True).state == "visible"
        run_tasks()
        assert service.heard == []

    def test_words_that_were_changed_while_it_was_asked_are_left_to_moderators(
        self, service, monkeypatch, member, thread, run_tasks
    ):
        run_tasks()

        def answer(_text):
            posting.edit_post(actor=member, post=post, body="Something else.")
            return False

        monkeypatch.setattr(outside, "is_advertising", answer)
        post = scenes.said(member, thread, FIRST)
        run_tasks()
        assert Post.objects.get(pk=post.pk).revision == 2
        assert Post.objects.get(pk=post.pk).state == "held"
        assert Flag.objects.get(object_id=post.pk).state == "open"

    def test_what_became_private_meanwhile_stays_here(self, service, member, thread, run_tasks):
        run_tasks()
        service.heard.clear()
        post = scenes.said(member, thread, FIRST)
        Thread.objects.filter(pk=thread.pk).update(audience="circle:1")
        run_tasks()
        assert service.heard == [] and Post.objects.get(pk=post.pk).state == "held"

    def test_members_who_are_known_are_not_asked_about(self, settings, member, thread):
        for n in range(outside.NEW):
            scenes.said(member, thread, f"Words {n}")
        settings.SPAM_SERVICE_URL = "http://127.0.0.1:9/"
        assert scenes.said(member, thread, FIRST).state == "visible"


class TestEdits:
    @pytest.fixture
    def post(self, other_member, member):
        return scenes.said(member, scenes.discussion(other_member), "Plain words.")

    def test_changed_words_are_looked_at_like_first_ones(
        self, settings, post, member, other_member, moderator
    ):
        settings.POST_LINKS = 1
        posting.edit_post(actor=member, post=post, body="Better plain words.")
        assert Post.objects.get(pk=post.pk).state == "visible"
        posting.edit_post(actor=member, post=post, body="https://a.example and https://b.example")
        assert Post.objects.get(pk=post.pk).state == "hidden"
        assert Flag.objects.get(object_id=post.pk).cause == "links"
        assert not Post.objects.visible_to(other_member).filter(pk=post.pk).exists()
        assert Post.objects.visible_to(member).filter(pk=post.pk).exists()
        place = post.position
        moderation.restore_post(actor=moderator, post=post)
        post.refresh_from_db()
        assert (post.state, post.position) == ("visible", place)
        assert Flag.objects.get(object_id=post.pk).state == "dismissed"

    def test_their_author_is_told(self, settings, client_for, post, member):
        settings.POST_LINKS = 0
        data = {"body": "https://a.example", "revision": 1}
        page = client_for(member).post(f"/posts/{post.pk}/edit/", data, follow=True).content.decode()
        assert "A moderator reads your change first." in page

    def test_staff_never_waits(self, settings, post, moderator, thread):
        settings.POST_LINKS = 0
        own = scenes.said(moderator, post.thread, "Mine.")
        posting.edit_post(actor=moderator, post=own, body="https://a.example")
        assert Post.objects.get(pk=own.pk).state == "visible"
