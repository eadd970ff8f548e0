"""Whatever readers see of a post raises its number, so that no moderator vouches for what they have not looked at."""

import pytest
from django.utils import timezone

from cop.core.problems import Conflict
from forums.models import Post
from forums.services import (
    amending,
    arranging,
    editing,
    flags,
    meetings,
    moderation,
    polls,
    retelling,
    several,
    uploads,
)
from tests.forums import scenes
from tests.world import paper

pytestmark = pytest.mark.django_db

POLL = {"question": "When shall we meet?", "options": ["Monday", "Friday"]}


@pytest.fixture
def asked(member):
    """What began a conversation, with a poll and a meeting."""
    thread = scenes.discussion(member, poll=POLL, meeting=meeting("The library"))
    return thread.posts.get()


def meeting(place):
    return {"starts_at": timezone.now() + timezone.timedelta(days=3), "zone": "UTC", "place": place}


def with_a_file(post, member):
    waiting = uploads.upload(actor=member, file=paper("plan.pdf"))
    editing.edit_post(actor=member, post=post, body="Let us meet.", files=[(waiting.uuid, "")])


def without_it(post, member):
    with_a_file(post, member)
    editing.edit_post(actor=member, post=post, body="Let us meet.", without=[post.attachments.get().uuid])


def another_poll(post, member):
    polls.change_poll(actor=member, post=post, poll=POLL | {"question": "Where shall we meet?"})


def ended(post, member):
    polls.close_poll(actor=member, post=post)


def elsewhere(post, member):
    meetings.change_meeting(actor=member, thread=post.thread, meeting=meeting("The school"))


def not_at_all(post, member):
    meetings.change_meeting(actor=member, thread=post.thread, meeting=None)


CHANGES = {
    with_a_file: ("Files changed", "<ins>", "plan.pdf"),
    without_it: ("Files changed", "<del>", "plan.pdf"),
    another_poll: ("The poll changed", "<ins>", "Where"),
    ended: ("The poll changed", "<ins>", "Open until"),
    elsewhere: ("The meeting changed", "<ins>", "school"),
    not_at_all: ("The meeting changed", "<del>", "The library"),
}


@pytest.fixture(params=CHANGES, ids=lambda change: change.__name__)
def change(request):
    return request.param


def test_a_moderator_shows_nothing_that_became_otherwise_meanwhile(asked, member, moderator, change):
    Post.objects.filter(pk=asked.pk).update(body="<p>Let us meet.</p>")
    moderation.keep_hidden(actor=moderator, post=asked)
    change(asked, member)
    with pytest.raises(Conflict):
        moderation.restore_post(actor=moderator, post=asked, revision=1)
    asked.refresh_from_db()
    assert asked.state == "hidden"
    assert asked.revision > 1
    moderation.restore_post(actor=moderator, post=asked, revision=asked.revision)
    asked.refresh_from_db()
    assert asked.state == "visible"


def test_nor_a_conversation_whose_opening_became_otherwise(asked, member, moderator, client_for):
    arranging.hide_thread(actor=moderator, thread=asked.thread)
    address = f"/threads/{asked.thread_id}/moderate/show/"
    page = client_for(moderator).get(address).content.decode()
    assert "When shall we meet?" in page
    another_poll(asked, member)
    assert client_for(moderator).post(address, {"revision": 1}).status_code == 409
    asked.refresh_from_db()
    assert asked.state == "hidden"
    assert client_for(moderator).post(address, {"revision": asked.revision}).status_code == 302


def test_what_a_moderator_changed_stays_with_the_author_and_the_moderators(
    member, other_member, moderator, client_for
):
    post = scenes.said(member, scenes.discussion(other_member), "Maya sang.")
    amending.amend_post(actor=moderator, post=post, body="A child sang.", reason="No names.", revision=1)
    amending.amend_post(actor=moderator, post=post, body="A child sang.", reason="No names.", revision=1)
    address = f"/posts/{post.pk}/history/"
    assert client_for(other_member).get(address).status_code == 403
    assert address not in client_for(other_member).get(f"/threads/{post.thread_id}/").content.decode()
    assert "Maya" in client_for(member).get(address).content.decode()


def test_whatever_readers_see_of_a_reflection_has_a_number(member):
    thread = scenes.shared(member, share_how_was_it=True)
    retelling.retell(actor=member, reflection=thread.reflection, how_was_it="I was tired.")
    assert thread.posts.get().revision == 2


def test_the_name_of_a_file_that_was_taken_out_goes_with_it(asked, member, client_for):
    without_it(asked, member)
    asked.attachments.update(taken_at=timezone.now() - timezone.timedelta(days=31))
    assert not uploads.sweep_taken(limit=10)
    page = client_for(member).get(f"/posts/{asked.pk}/history/").content.decode()
    assert "Files changed" in page and "plan.pdf" not in page


def test_history_says_what_became_otherwise_and_readers_that_it_did(
    asked, member, change, client_for, other_member
):
    Post.objects.filter(pk=asked.pk).update(body="<p>Let us meet.</p>")
    change(asked, member)
    page = client_for(other_member).get(f"/posts/{asked.pk}/history/").content.decode()
    told, *what = CHANGES[change]
    assert told in page
    assert "Only how it looks" not in page
    # Whoever takes a file out may do so for its name.
    assert "plan.pdf" not in page
    seen_by = client_for(member if told == "Files changed" else other_member)
    page = seen_by.get(f"/posts/{asked.pk}/history/").content.decode()
    for words in what:
        assert words in page
    assert "edited" in client_for(other_member).get(f"/threads/{asked.thread_id}/").content.decode()


def test_what_is_the_same_is_no_change(asked, member):
    again = polls.change_poll(actor=member, post=asked, poll=POLL)
    assert again.revision == 1
    assert not asked.revisions.exists()


def test_votes_and_those_who_come_change_no_number(asked, other_member):
    polls.vote(actor=other_member, post=asked, choices=[0])
    meetings.come(actor=other_member, thread=asked.thread, on=True)
    asked.refresh_from_db()
    assert asked.revision == 1


def test_no_numbers_of_votes_are_kept_in_history(asked, member, other_member):
    polls.vote(actor=other_member, post=asked, choices=[0])
    polls.close_poll(actor=member, post=asked)
    kept = asked.revisions.get().beside["poll"]
    assert kept["options"] == [{"text": "Monday"}, {"text": "Friday"}]
    assert "voters" not in kept


def test_words_can_be_edited_after_the_poll_became_another(asked, member, client_for):
    another_poll(asked, member)
    answer = client_for(member).post(f"/posts/{asked.pk}/edit/", {"body": "Other words.", "revision": 1})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.body, asked.revision) == ("<p>Other words.</p>", 3)


def test_a_quote_still_stands_where_only_files_changed(member, other_member, client_for):
    thread = scenes.discussion(member)
    post = scenes.said(member, thread, "Let us meet.")
    scenes.said(other_member, thread, "When?", quotes=[(post, 0, 7)])
    with_a_file(post, member)
    assert (
        "<blockquote>Let us </blockquote>"
        in client_for(member).get(f"/threads/{thread.pk}/").content.decode()
    )


def status(client, file):
    answer = client.get(f"/attachments/{file.uuid}/")
    if answer.streaming:
        answer.getvalue()  # or its file stays open
    return answer.status_code


class TestLookingAtAll:
    LONG = "Round and round the kettle. " * 20 + "The end of it."

    def test_a_moderator_who_chooses_reads_all_of_each_with_what_is_in_it(
        self, member, other_member, moderator, client_for
    ):
        thread = scenes.discussion(other_member)
        post = scenes.said(member, thread, self.LONG, poll=POLL)
        waiting = uploads.upload(actor=member, file=paper("plan.pdf"))
        editing.edit_post(actor=member, post=post, body=self.LONG, files=[(waiting.uuid, "")])
        page = client_for(moderator).get(f"/threads/{thread.pk}/choose/").content.decode()
        for words in (
            "The end of it.",
            "When shall we meet?",
            "Friday",
            str(waiting.uuid),
            "1 file",
            "with a poll",
        ):
            assert words in page

    def test_so_in_what_waits_and_before_an_act_and_among_what_was_removed(
        self, member, other_member, moderator, client_for
    ):
        thread = scenes.discussion(other_member)
        post = scenes.said(member, thread, self.LONG, poll=POLL)
        waiting = uploads.upload(actor=member, file=paper("plan.pdf"))
        editing.edit_post(actor=member, post=post, body=self.LONG, files=[(waiting.uuid, "")])
        flags.raise_flag(actor=other_member, post=post, kind="unkind")
        desk = client_for(moderator)

        def shows_all(address):
            page = desk.get(address).content.decode()
            return all(words in page for words in ("The end of it.", "Friday", str(waiting.uuid)))

        assert f"/moderation/{post.pk}/whole/" in desk.get("/moderation/").content.decode()
        assert shows_all(f"/moderation/{post.pk}/whole/")
        assert shows_all(f"/posts/{post.pk}/moderate/")
        assert shows_all(f"/posts/{post.pk}/moderate/hide/")
        assert status(desk, waiting) == 200
        several.act_on_posts(actor=moderator, thread=thread, posts=[post], act="remove")
        assert shows_all("/moderation/removed/")
        assert status(desk, waiting) == 200
        assert status(client_for(member), waiting) == 404

    def test_several_are_shown_only_as_they_were_read(self, member, other_member, moderator, client_for):
        thread = scenes.discussion(other_member)
        post = scenes.said(member, thread, "Let us meet.")
        moderation.keep_hidden(actor=moderator, post=post)
        with_a_file(post, member)
        sent = {"posts": [post.pk], "act": "show", f"revision-{post.pk}": "1"}
        assert client_for(moderator).post(f"/threads/{thread.pk}/choose/", sent).status_code == 409
        post.refresh_from_db()
        assert post.state == "hidden"
