"""What helped, and what happened next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums import tasks
from forums.models import Post, Reflection
from forums.services import following_up, posting, reflections
from notifications.models import Notification
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return scenes.shared(member, follow_up_weeks=4, will_try="I will wait.")


@pytest.fixture
def post(thread, other_member):
    return posting.reply(actor=other_member, thread=thread, body="I notice the window.", kind="notice")


def helped(client, post, on="1"):
    return client.post(f"/posts/{post.pk}/helped/", {"on": on}, follow=True)


class TestWhatHelped:
    def test_the_author_says_so_and_whoever_said_it_is_told(
        self, client_for, member, other_member, post, run_tasks
    ):
        assert "This helped" in client_for(member).get(f"/threads/{post.thread_id}/").content.decode()
        helped(client_for(member), post)
        run_tasks()
        page = client_for(UserFactory()).get(f"/threads/{post.thread_id}/").content.decode()
        assert "This helped" in page
        inbox = client_for(other_member).get("/notifications/").content.decode()
        assert "What you said helped" in inbox

    def test_it_takes_one_tap_and_the_way_back_stands_in_its_place(self, client_for, member, post):
        def offered(client):
            """The words beside the signs, before the menu."""
            page = client.get(f"/threads/{post.thread_id}/").content.decode()
            beside = page.partition(f'id="post-{post.pk}"')[2].partition('class="acts"')[2]
            beside = beside.partition("<details")[0]
            return [words for words in ("This helped", "It did not, after all") if words in beside]

        assert offered(client_for(member)) == ["This helped"]
        helped(client_for(member), post)
        assert offered(client_for(member)) == ["It did not, after all"]
        assert offered(client_for(UserFactory())) == []

    def test_taken_back_it_is_gone_also_from_what_was_told(
        self, client_for, member, other_member, post, run_tasks
    ):
        helped(client_for(member), post)
        run_tasks()
        helped(client_for(member), post, on="")
        run_tasks()
        assert (
            "This helped" not in client_for(other_member).get(f"/threads/{post.thread_id}/").content.decode()
        )
        assert not Notification.objects.filter(kind="helped").exists()

    def test_nobody_else_says_it_and_nobody_of_their_own_words(
        self, client_for, member, other_member, moderator, thread, post
    ):
        for person in (other_member, moderator, UserFactory()):
            assert helped(client_for(person), post).status_code == 403
        mine = posting.reply(actor=member, thread=thread, body="Mine.", kind="notice")
        assert helped(client_for(member), mine).status_code == 403
        assert not Post.objects.filter(helped=True).exists()

    def test_of_an_anonymous_author_it_tells_no_name(self, client_for, member, other_member, run_tasks):
        thread = scenes.shared(member, anonymous=True)
        post = posting.reply(actor=other_member, thread=thread, body="I notice.", kind="notice")
        helped(client_for(member), post)
        run_tasks()
        assert "Rosa" not in client_for(other_member).get("/notifications/").content.decode()
        assert "Rosa" not in client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()


class TestWhatHappenedNext:
    def later(self, reflection, **ago):
        Reflection.objects.filter(pk=reflection.pk).update(shared_at=timezone.now() - timedelta(**ago))

    def asked(self, member):
        return Notification.objects.filter(member=member, kind="next").count()

    def test_it_is_asked_for_once_when_the_weeks_have_passed(self, client_for, member, thread, run_tasks):
        self.later(thread.reflection, days=27)
        tasks.ask_what_happened_next()
        run_tasks()
        assert self.asked(member) == 0
        self.later(thread.reflection, days=29)
        for _again in range(2):
            tasks.ask_what_happened_next()
            run_tasks()
        assert self.asked(member) == 1
        inbox = client_for(member).get("/notifications/").content.decode()
        assert "You wanted to be asked: what happened next?" in inbox

    def test_the_letter_says_nothing_of_the_case(self, member, thread, run_tasks, mailoutbox):
        mailoutbox.clear()
        self.later(thread.reflection, weeks=5)
        tasks.ask_what_happened_next()
        run_tasks()
        run_tasks()
        for letter in mailoutbox:
            assert scenes.WORDS["title"] not in f"{letter.subject} {letter.body}"

    def test_a_journal_is_asked_too_and_who_did_not_want_it_is_not(self, member, run_tasks):
        wanted = scenes.draft(member, follow_up_weeks=2)
        scenes.draft(member)
        Reflection.objects.update(created_at=timezone.now() - timedelta(weeks=9))
        tasks.ask_what_happened_next()
        run_tasks()
        assert self.asked(member) == 1
        assert Reflection.objects.exclude(next_asked_at=None).get() == wanted

    def test_it_is_written_back_where_others_thought_along(
        self, client_for, member, other_member, thread, run_tasks
    ):
        address = f"/reflections/{thread.reflection.uuid}/next/"
        assert "I will wait." in client_for(member).get(address).content.decode()
        client_for(member).post(address, {"body": "She came in and sat down."})
        page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
        assert "What happened next" in page
        assert "She came in and sat down." in page
        self.later(thread.reflection, weeks=9)
        tasks.ask_what_happened_next()
        run_tasks()
        assert self.asked(member) == 0, "who has told is not asked"
        client_for(member).post(address, {"body": "She came in and sat down, twice."})
        assert Post.objects.filter(kind="next").count() == 1
        assert Reflection.objects.get().what_next == "She came in and sat down, twice."

    @pytest.mark.parametrize("step", ["next", "delete"])
    def test_what_needs_no_asking_any_more_is_told_of_no_more(self, client_for, member, run_tasks, step):
        reflection = scenes.draft(member, follow_up_weeks=2)
        Reflection.objects.update(created_at=timezone.now() - timedelta(weeks=3))
        tasks.ask_what_happened_next()
        run_tasks()
        assert self.asked(member) == 1
        client_for(member).post(f"/reflections/{reflection.uuid}/{step}/", {"body": "She waited."})
        run_tasks()
        assert self.asked(member) == 0

    def test_in_a_journal_it_stays_there(self, client_for, member):
        reflection = scenes.draft(member)
        client_for(member).post(f"/reflections/{reflection.uuid}/next/", {"body": "She waited."})
        assert Reflection.objects.get().what_next == "She waited."
        assert not Post.objects.exists()
        assert "She waited." in client_for(member).get("/reflections/journal.html").content.decode()

    def test_nobody_writes_back_for_another(self, client_for, member, other_member, thread):
        address = f"/reflections/{thread.reflection.uuid}/next/"
        assert client_for(other_member).post(address, {"body": "I know."}).status_code == 404
        sent = {"kind": "next", "body": "I know.", "idempotency_key": scenes.key()}
        assert client_for(other_member).post(f"/threads/{thread.pk}/reply/", sent).status_code == 422
        with pytest.raises(following_up.ValidationError):
            posting.reply(actor=other_member, thread=thread, body="I know.", kind="next")

    @pytest.mark.parametrize("body", ["", "x" * 601])
    def test_too_little_or_too_much_is_refused(self, client_for, member, thread, body):
        answer = client_for(member).post(f"/reflections/{thread.reflection.uuid}/next/", {"body": body})
        assert answer.status_code == 422
        assert not Post.objects.filter(kind="next").exists()

    def test_taken_back_it_goes_into_the_journal_alone(self, client_for, member, thread):
        reflections.withdraw(actor=member, reflection=thread.reflection)
        client_for(member).post(f"/reflections/{thread.reflection.uuid}/next/", {"body": "She waited."})
        assert not Post.objects.filter(kind="next").exists()
