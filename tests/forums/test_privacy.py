"""A privacy concern about every post: hidden at once, told to its author, read again, shown again or changed together."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cop.core import registries
from forums.models import Mending, Post, Thread
from forums.services import desk, flags, meetings, polls, posting
from forums.services.retelling import retell
from members.models import ApiToken, Flag, ModeratorMessage
from notifications.models import Notification
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def again(person):
    """The same person in another request."""
    return type(person).objects.get(pk=person.pk)


def worried(client, post, note=""):
    return client.post(f"/posts/{post.pk}/concern/", {"note": note})


def decide(client, post, decision, **sent):
    return client.post(f"/moderation/{post.pk}/", {"decision": decision} | sent)


@pytest.fixture
def thread(member):
    return scenes.shared(member)


@pytest.fixture
def post(thread, other_member):
    return scenes.said(other_member, thread, "Their house is the yellow one by the mill.", kind="notice")


class TestItsAuthor:
    def test_is_told_kindly_and_never_by_whom(self, client_for, member, other_member, post, run_tasks):
        worried(client_for(member), post)
        run_tasks()
        inbox = client_for(other_member).get("/notifications/").content.decode()
        assert "Somebody was worried about a family’s privacy" in inbox
        assert "Rosa" not in inbox
        page = client_for(other_member).get(f"/threads/{post.thread_id}/").content.decode()
        assert "yellow one" in page
        assert "Hidden for now: only who wrote it and moderators see it." in page
        assert (
            "yellow one" not in client_for(UserFactory()).get(f"/threads/{post.thread_id}/").content.decode()
        )

    def test_who_is_worried_about_their_own_words_is_told_nothing(
        self, client_for, other_member, post, run_tasks
    ):
        worried(client_for(other_member), post)
        run_tasks()
        assert not Notification.objects.filter(kind="rests").exists()

    def test_shown_again_the_worry_is_told_of_no_more(
        self, client_for, member, other_member, moderator, post, run_tasks
    ):
        worried(client_for(member), post)
        run_tasks()
        decide(client_for(moderator), post, "keep")
        run_tasks()
        assert Post.objects.get(pk=post.pk).state == "visible"
        assert not Notification.objects.filter(member=other_member, kind="rests").exists()

    def test_the_letter_names_no_conversation(
        self, member, other_member, post, run_tasks, mailoutbox, settings
    ):
        settings.NOTIFICATION_MAIL_DELAY = 0
        flags.raise_privacy_concern(actor=member, post=post)
        run_tasks()
        letters = [f"{one.subject} {one.body}" for one in mailoutbox if other_member.email in one.to]
        assert any("rests until a moderator has read it" in text for text in letters)
        assert all(scenes.WORDS["title"] not in text for text in letters if "rests" in text)


class TestTwice:
    def test_what_is_sent_twice_is_one_worry(self, client_for, member, moderator, post):
        for _time in range(2):
            page = client_for(member).post(f"/posts/{post.pk}/concern/", {"note": ""}, follow=True)
            assert "It is hidden, and a moderator reads it next." in page.content.decode()
        assert Flag.objects.count() == 1

    def test_worried_again_after_a_decision_one_asks_for_another_look_and_hides_nothing(
        self, client_for, member, moderator, post
    ):
        assert "Hide it now" in client_for(member).get(f"/posts/{post.pk}/concern/").content.decode()
        worried(client_for(member), post, note="The mill.")
        decide(client_for(moderator), post, "keep")
        page = client_for(member).get(f"/posts/{post.pk}/concern/").content.decode()
        assert "Hide it now" not in page and "It stays where it is until a moderator has read it" in page
        page = client_for(member).post(f"/posts/{post.pk}/concern/", {"note": "Look again."}, follow=True)
        assert "Thank you. A moderator reads it next." in page.content.decode()
        assert Post.objects.get(pk=post.pk).state == "visible"
        waits = client_for(moderator).get(f"/moderation/{post.pk}/").content.decode()
        assert "Look again." in waits and Flag.objects.get().state == "open"
        assert "hidden at once" not in waits

    def test_between_two_it_is_hidden_again_since_nobody_could_look_otherwise(
        self, client_for, member, other_member, moderator
    ):
        said = scenes.between(member, other_member).posts.get(kind="opening")
        for _time in range(2):
            flags.raise_privacy_concern(actor=again(other_member), post=said)
            assert Post.objects.get(pk=said.pk).state == "hidden"
            decide(client_for(moderator), said, "keep")
            assert Post.objects.get(pk=said.pk).state == "visible"


class TestMendedWithTheAuthor:
    def test_it_goes_back_is_changed_and_shown_again(
        self, client_for, member, other_member, moderator, post, run_tasks
    ):
        worried(client_for(member), post)
        desk_of = client_for(moderator)
        assert decide(desk_of, post, "mend").status_code == 422, "it needs words"
        decide(desk_of, post, "mend", note="Please leave out the colour and the mill.")
        assert Post.objects.get(pk=post.pk).state == "hidden"
        assert ModeratorMessage.objects.get(member=other_member).text.startswith("Please leave out")
        assert "with its author to change it" in desk_of.get("/moderation/").content.decode()
        client_for(other_member).post(
            f"/posts/{post.pk}/edit/", {"body": "They live nearby.", "revision": post.revision}
        )
        assert Post.objects.get(pk=post.pk).state == "hidden", "until a moderator has read it"
        assert "changed by its author, still hidden" in desk_of.get("/moderation/").content.decode()
        assert "They live nearby." in desk_of.get(f"/moderation/{post.pk}/").content.decode()
        decide(desk_of, post, "keep")
        page = client_for(UserFactory()).get(f"/threads/{post.thread_id}/").content.decode()
        assert "They live nearby." in page
        assert "yellow one" not in page
        assert Flag.objects.get().state == "upheld", "the worry was right"
        assert not Mending.objects.exists()

    def test_a_reflection_is_changed_in_its_own_form(
        self, client_for, member, other_member, moderator, thread
    ):
        opening = thread.posts.get(kind="opening")
        worried(client_for(other_member), opening)
        decide(client_for(moderator), opening, "mend", note="The window is known in town.")
        assert client_for(other_member).get(f"/threads/{thread.pk}/").status_code == 404
        address = f"/reflections/{thread.reflection.uuid}/edit/"
        assert client_for(member).get(address).status_code == 200
        retell(actor=member, reflection=thread.reflection, what_happened="He cries at the door.")
        assert Mending.objects.get().mended_at
        assert Thread.objects.get().state == "hidden"
        decide(client_for(moderator), opening, "keep")
        page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
        assert "He cries at the door." in page

    def test_of_an_anonymous_author_the_moderator_learns_nothing(
        self, client_for, member, moderator, other_member
    ):
        thread = scenes.shared(member, anonymous=True)
        opening = thread.posts.get()
        worried(client_for(other_member), opening)
        decide(client_for(moderator), opening, "mend", note="The window is known in town.")
        for page in ("/moderation/", f"/moderation/{opening.pk}/"):
            assert "Rosa" not in client_for(moderator).get(page).content.decode()
        assert ModeratorMessage.objects.get().masked

    def test_a_poll_or_meeting_that_was_changed_is_mended_too(
        self, client_for, member, other_member, moderator
    ):
        asked = {"question": "At the yellow house?", "options": ["Yes", "No"]}
        meeting = {"starts_at": timezone.now() + timedelta(days=2), "place": "The yellow house"}
        thread = scenes.discussion(member, meeting=meeting, poll=asked)
        opening = thread.posts.get()
        worried(client_for(other_member), opening)

        def mended(change, **words):
            decide(client_for(moderator), opening, "mend", note="Please leave out the colour.")
            assert Mending.objects.get().mended_at is None
            change(actor=again(member), **words)
            assert Post.objects.get(pk=opening.pk).state == "hidden"
            return Mending.objects.get().mended_at is not None

        assert mended(polls.change_poll, post=opening, poll=asked | {"question": "At the house?"})
        assert mended(meetings.change_meeting, thread=thread, meeting=meeting | {"place": "The hall"})

    def test_what_a_moderator_changed_of_a_meeting_its_author_did_not(
        self, client_for, member, other_member, moderator
    ):
        meeting = {"starts_at": timezone.now() + timedelta(days=2), "place": "The yellow house"}
        thread = scenes.discussion(member, meeting=meeting)
        opening = thread.posts.get()
        worried(client_for(other_member), opening)
        decide(client_for(moderator), opening, "mend", note="Please leave out the colour.")
        meetings.change_meeting(actor=again(moderator), thread=thread, meeting=meeting | {"place": "Room 2"})
        assert Mending.objects.get().mended_at is None
        meetings.change_meeting(actor=again(member), thread=thread, meeting=meeting | {"place": "The hall"})
        assert Mending.objects.get().mended_at
        history = client_for(member).get(f"/posts/{opening.pk}/history/").content.decode()
        assert history.count("A moderator changed this.") == 1
        assert history.count("The meeting changed") == 2

    def test_others_do_not_decide_and_several_at_once_are_not_given_back(
        self, client_for, member, moderator, post
    ):
        worried(client_for(member), post)
        assert decide(client_for(member), post, "mend", note="Please.").status_code == 403
        with pytest.raises(desk.ValidationError):
            desk.decide_many(actor=moderator, posts=[post], decision="mend")


class TestBetweenTwo:
    """Moderators read nothing there, but for the one post about which somebody was worried, while it is hidden."""

    @pytest.fixture
    def between(self, member, other_member):
        return scenes.between(member, other_member)

    @pytest.fixture
    def said(self, between, other_member):
        first = scenes.said(again(other_member), between, "A word before, about the kettle.", kind="notice")
        return posting.reply(
            actor=again(other_member),
            thread=between,
            body="The yellow house.",
            kind="wonder",
            parent=first,
            quotes=[(first, 0, 12)],
        )

    def test_what_it_means_is_said_before(self, client_for, member, said):
        page = client_for(again(member)).get(f"/posts/{said.pk}/concern/").content.decode()
        assert "moderators read it: this one, and nothing else of your conversation" in page

    def test_it_is_hidden_from_the_other_at_once(self, client_for, member, other_member, said):
        worried(client_for(again(member)), said)
        address = f"/threads/{said.thread_id}/"
        assert "The yellow house." not in client_for(again(member)).get(address).content.decode()
        assert "The yellow house." in client_for(again(other_member)).get(address).content.decode()

    def test_moderators_read_this_one_at_their_desk_and_nothing_else_anywhere(
        self, client_for, member, moderator, said, run_tasks
    ):
        reader = client_for(moderator)
        assert reader.get(f"/moderation/{said.pk}/").status_code == 404
        worried(client_for(again(member)), said)
        run_tasks()
        pages = [reader.get(f"/moderation/{said.pk}/"), reader.get("/moderation/")]
        for page in pages:
            assert "The yellow house." in page.content.decode()
            for never in ("A word before", scenes.WORDS["title"], scenes.WORDS["what_happened"]):
                assert never not in page.content.decode()
        for address in (
            f"/threads/{said.thread_id}/", f"/posts/{said.pk}/history/",
            f"/posts/{said.pk}/reacted/", f"/posts/{said.pk}/concern/", f"/posts/{said.pk}/moderate/",
        ):  # fmt: skip
            assert reader.get(address).status_code == 404, address
        for words in ("/search/?q=yellow", "/threads/"):
            assert "yellow house" not in reader.get(words).content.decode()
        author = Post.objects.get(pk=said.pk).author
        history = reader.get(f"/moderation/members/{author.uuid}/history/").content.decode()
        assert scenes.WORDS["title"] not in history
        assert registries.topics["thread"].authorise(again(moderator), str(said.thread_id)) is None
        assert not Notification.objects.filter(member=moderator).exists()

    def test_for_programs_too(self, client_for, member, moderator, said):
        token = ApiToken.issue(member=moderator, name="desk")[1]
        told = {"headers": {"Authorization": f"Bearer {token}"}}
        reader = client_for(None)
        assert reader.get(f"/api/v1/posts/{said.pk}", **told).status_code == 404
        worried(client_for(again(member)), said)
        assert reader.get(f"/api/v1/posts/{said.pk}", **told).status_code == 404
        (matter,) = reader.get("/api/v1/moderation", **told).json()["matters"]
        assert "The yellow house." in str(matter)
        assert "A word before" not in str(matter)

    def test_it_is_decided_like_every_other_and_closed_to_moderators_again(
        self, client_for, member, other_member, moderator, said
    ):
        worried(client_for(again(member)), said)
        reader = client_for(moderator)
        decide(reader, said, "mend", note="Please leave out the colour.")
        client_for(again(other_member)).post(
            f"/posts/{said.pk}/edit/", {"body": "The house.", "revision": said.revision}
        )
        assert "The house." in reader.get(f"/moderation/{said.pk}/").content.decode()
        decide(reader, said, "keep")
        page = client_for(again(member)).get(f"/threads/{said.thread_id}/").content.decode()
        assert "The house." in page
        assert not Post.objects.filter(disclosed=True).exists()
        assert reader.get(f"/moderation/{said.pk}/").status_code == 404

    def test_decided_to_stay_hidden_it_is_closed_to_moderators_too(
        self, client_for, member, other_member, moderator, said
    ):
        worried(client_for(again(member)), said)
        reader = client_for(moderator)
        decide(reader, said, "hide")
        assert Post.objects.get(pk=said.pk).state == "hidden"
        for address in (f"/moderation/{said.pk}/", f"/posts/{said.pk}/author/"):
            assert reader.get(address).status_code == 404
        assert "The yellow house." in (
            client_for(again(other_member)).get(f"/threads/{said.thread_id}/").content.decode()
        )

    def test_of_what_began_it_too(self, client_for, other_member, moderator, between):
        opening = between.posts.get(kind="opening")
        worried(client_for(again(other_member)), opening)
        assert client_for(again(other_member)).get(f"/threads/{between.pk}/").status_code == 404
        page = client_for(moderator).get(f"/moderation/{opening.pk}/").content.decode()
        assert scenes.WORDS["what_happened"] in page
        decide(client_for(moderator), opening, "keep")
        assert client_for(again(other_member)).get(f"/threads/{between.pk}/").status_code == 200

    def test_nobody_else_raises_one_and_nothing_else_is_reported_there(
        self, client_for, member, moderator, said
    ):
        for person in (moderator, UserFactory()):
            assert worried(client_for(person), said).status_code == 404
        sent = {"kind": "unkind"}
        assert client_for(again(member)).post(f"/posts/{said.pk}/flag/", sent).status_code == 403
        assert not Flag.objects.exists()
