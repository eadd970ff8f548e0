"""Editing with nothing lost, what became of a text, and taking back what one took away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cop.core.diffing import pieces
from forums.models import Post, Thread
from forums.services import moderation, posting
from forums.services.repair import repair_thread
from tests.core.marks import with_commits
from tests.forums import scenes
from tests.forums.test_concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(other_member):
    return scenes.discussion(other_member)


@pytest.fixture
def post(thread, member):
    return scenes.said(member, thread, "The kettle was hers.")


def edit(client, post, body, revision, **more):
    return client.post(f"/posts/{post.pk}/edit/", {"body": body, "revision": revision} | more)


class TestTwoEditsAtOnce:
    def test_the_second_is_told_and_sees_both_texts(self, client_for, member, post):
        phone, desk = client_for(member), client_for(member)
        edit(phone, post, "The kettle was ours.", 1)
        answer = edit(desk, post, "The kettle was hers, and old.", 1)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "The kettle was ours." in page  # what stands there now
        assert "The kettle was hers, and old." in page  # what was typed
        assert "<ins>" in page
        post.refresh_from_db()
        assert post.body == "<p>The kettle was ours.</p>"

    def test_put_together_it_is_saved_and_nothing_is_lost(self, client_for, member, post):
        client = client_for(member)
        edit(client, post, "The kettle was ours.", 1)
        page = edit(client, post, "The kettle was hers, and old.", 1).content.decode()
        assert 'name="revision" value="2"' in page
        edit(client, post, "The kettle was ours, and old.", 2)
        post.refresh_from_db()
        assert post.body == "<p>The kettle was ours, and old.</p>"
        assert [row.body for row in post.revisions.all()] == [
            "<p>The kettle was hers.</p>",
            "<p>The kettle was ours.</p>",
        ]

    def test_a_double_tap_is_one_edit(self, client_for, member, post):
        client = client_for(member)
        for _tap in range(2):
            assert edit(client, post, "The kettle was ours.", 1).status_code == 302
        post.refresh_from_db()
        assert (post.revision, post.revisions.count()) == (2, 1)

    def test_without_a_number_the_form_comes_back(self, client_for, member, post):
        answer = client_for(member).post(f"/posts/{post.pk}/edit/", {"body": "Kept words."})
        assert answer.status_code == 422
        assert "Kept words." in answer.content.decode()


@with_commits
def test_of_two_edits_that_race_one_is_saved_and_the_other_is_told(member, other_member):
    post = scenes.said(member, scenes.discussion(other_member), "First.")

    def change(words):
        try:
            posting.edit_post(actor=member, post=post, body=words, revision=1)
        except posting.Stale as stale:
            return stale.post.body
        return None

    told = at_once(*(lambda words=words: change(words) for words in ("One.", "Two.", "Three.")))
    post.refresh_from_db()
    assert told.count(None) == 1
    assert [body for body in told if body] == [post.body] * 2
    assert post.revision == 2
    connection.close()


class TestHistory:
    def test_author_moderators_and_peers_see_what_changed(self, client_for, member, moderator, thread, post):
        assert "may look up the earlier words" in client_for(member).get(f"/posts/{post.pk}/edit/").text
        edit(client_for(member), post, "The kettle was ours.", 1, reason="I asked again")
        for viewer in (member, moderator, thread.author):
            page = client_for(viewer).get(f"/posts/{post.pk}/history/").content.decode()
            assert "<del>" in page and "hers" in page and "<ins>" in page and "ours" in page
            assert "I asked again" in page

    def test_earlier_words_of_an_anonymous_author_stay_with_them(self, client_for, member, moderator, thread):
        post = scenes.said(member, thread, "My name is in here.", anonymous=True)
        assert "Earlier words stay with you" in client_for(member).get(f"/posts/{post.pk}/edit/").text
        edit(client_for(member), post, "No name is in here.", 1)
        assert client_for(member).get(f"/posts/{post.pk}/history/").status_code == 200
        told = client_for(moderator).get(f"/posts/{post.pk}/history/")
        assert told.status_code == 200
        assert member.display_name not in told.content.decode()
        refused = client_for(thread.author).get(f"/posts/{post.pk}/history/")
        assert refused.status_code == 403
        assert "My name" not in refused.content.decode()

    @pytest.mark.parametrize(("decide", "then"), [("restore_post", 200), ("keep_hidden", 403)])
    def test_after_a_concern_peers_see_earlier_words_only_where_it_was_dismissed(
        self, client_for, member, moderator, thread, post, decide, then
    ):
        edit(client_for(member), post, "Other words.", 1)
        peer = client_for(thread.author)
        moderation.raise_privacy_concern(actor=moderator, post=post)
        assert peer.get(f"/posts/{post.pk}/history/").status_code == 404  # hidden
        getattr(moderation, decide)(actor=moderator, post=post)
        Post.objects.filter(pk=post.pk).update(state="visible")
        assert peer.get(f"/posts/{post.pk}/history/").status_code == then

    def test_markup_in_earlier_words_is_words(self, client_for, member, post):
        edit(client_for(member), post, "<script>alert(1)</script>", 1)
        edit(client_for(member), post, "Gone.", 2)
        page = client_for(member).get(f"/posts/{post.pk}/history/").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


class TestBringingBack:
    def test_a_press_on_undo_puts_it_back_where_it_was(self, client_for, member, thread, post):
        client = client_for(member)
        scenes.said(thread.author, thread, "After it.")
        answer = client.post(f"/posts/{post.pk}/remove/", {}, follow=True)
        assert f'action="/posts/{post.pk}/bring-back/"' in answer.content.decode()
        client.post(f"/posts/{post.pk}/bring-back/")
        post.refresh_from_db()
        thread.refresh_from_db()
        assert (post.state, post.position, thread.reply_count) == ("visible", 2, 2)
        assert (
            "The kettle was hers." in client_for(thread.author).get(f"/threads/{thread.pk}/").content.decode()
        )
        assert repair_thread(thread_id=thread.pk) == 0

    def test_its_address_leads_the_author_there_and_nobody_else(
        self, client_for, member, moderator, thread, post
    ):
        posting.remove_post(actor=member, post=post)
        assert client_for(member).get(f"/posts/{post.pk}/").url == f"/posts/{post.pk}/bring-back/"
        for viewer in (thread.author, moderator):
            assert client_for(viewer).get(f"/posts/{post.pk}/").status_code == 404
            assert client_for(viewer).post(f"/posts/{post.pk}/bring-back/").status_code == 404
        post.refresh_from_db()
        assert post.state == "removed"

    def test_after_thirty_days_it_is_gone(self, client_for, member, post):
        posting.remove_post(actor=member, post=post)
        Post.objects.filter(pk=post.pk).update(removed_at=timezone.now() - timedelta(days=31))
        assert client_for(member).post(f"/posts/{post.pk}/bring-back/").status_code == 404

    def test_what_a_moderator_took_away_stays_away(self, client_for, member, moderator, post):
        posting.remove_post(actor=moderator, post=post)
        assert client_for(member).post(f"/posts/{post.pk}/bring-back/").status_code == 404

    def test_removing_what_somebody_was_worried_about_cannot_be_undone(
        self, client_for, member, thread, post
    ):
        moderation.raise_privacy_concern(actor=thread.author, post=post)
        posting.remove_post(actor=member, post=post)
        assert client_for(member).post(f"/posts/{post.pk}/bring-back/").status_code == 404

    def test_a_conversation_of_ones_own_comes_back_whole(self, client_for, other_member, thread):
        opening = thread.posts.get()
        client = client_for(other_member)
        assert client.post(f"/posts/{opening.pk}/remove/", {}).url == "/threads/"
        assert not Thread.objects.visible_to(other_member).exists()
        client.post(f"/posts/{opening.pk}/bring-back/")
        assert Thread.objects.visible_to(other_member).get() == thread

    def test_one_take_away_a_thread_also_then(self, client_for, member, other_member, thread):
        scenes.said(member, thread)
        first = posting.take_away(actor=other_member, thread=thread, body="First.")
        posting.remove_post(actor=other_member, post=first)
        posting.take_away(actor=other_member, thread=thread, body="Second.")
        answer = client_for(other_member).post(f"/posts/{first.pk}/bring-back/", follow=True)
        assert "Remove that one first." in answer.content.decode()
        first.refresh_from_db()
        assert first.state == "removed"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "new"),
        ("old", ""),
        ("a b\nc", "a c\nc d"),
        ("same", "same"),
        ("word " * 4000, "word " * 3999 + "end"),
    ],
)
def test_a_difference_holds_both_texts_whole(before, after):
    found = pieces(before, after)
    assert "".join(one.text for one in found if one.kind != "new") == before
    assert "".join(one.text for one in found if one.kind != "gone") == after
