"""Files of a post that is changed: they come, say otherwise what they show, and go; nothing reported goes with them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from forums import tasks
from forums.models import Attachment, Post
from forums.services import flags, moderation, removing, uploads
from tests.forums import scenes
from tests.forums.test_pages_revising import edit
from tests.forums.test_services_attachments import picture
from tests.forums.test_versions import status
from tests.world import paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(other_member):
    return scenes.discussion(other_member)


@pytest.fixture
def post(thread, member):
    return scenes.said(member, thread, "The kettle was hers.")


def kettle():
    return SimpleUploadedFile("kettle.png", picture("PNG"), "image/png")


def another(name):
    return SimpleUploadedFile(name, b"%PDF-1.4\n% another plan\n%%EOF\n", "application/pdf")


def age(post, days):
    """As if what was taken out of a post had been so many days ago."""
    post.attachments.taken_out().update(taken_at=timezone.now() - timedelta(days=days))


class TestFiles:
    def files(self, post):
        return [file.name for file in post.attachments.standing()]

    def test_come_along_with_a_change_with_and_without_scripts(self, client_for, member, post):
        client = client_for(member)
        waiting = uploads.upload(actor=member, file=paper("plan.pdf"))
        edit(client, post, "The kettle was ours.", 1, uploads=[str(waiting.uuid)], alts=[""])
        assert edit(client, post, "The kettle was ours.", 2, upload=paper("map.pdf")).status_code == 302
        assert self.files(post) == ["plan.pdf", "map.pdf"]
        page = client.get(f"/posts/{post.pk}/edit/").content.decode()
        assert page.index("plan.pdf") < page.index("map.pdf")
        assert 'enctype="multipart/form-data"' in page

    def test_go_with_a_tick_for_all_readers_and_stay_with_moderators_for_30_days(
        self, client_for, member, moderator, thread, post, run_tasks
    ):
        client = client_for(member)
        for name in ("plan.pdf", "map.pdf"):
            edit(client, post, "The kettle was hers.", 1, upload=paper(name))
        gone, stays = post.attachments.all()
        edit(client, post, "The kettle was hers.", 1, without=[str(gone.uuid), "not-a-uuid"])
        run_tasks()
        assert [file.name for file in post.attachments.standing()] == [stays.name]
        assert post.thread.events.filter(kind="edited", post=post).count() == 3
        for reader in (member, thread.author):
            assert status(client_for(reader), gone) == 404
            assert "Taken out" not in client_for(reader).get(f"/posts/{post.pk}/history/").content.decode()
        assert "plan.pdf" not in client_for(member).get(f"/posts/{post.pk}/edit/").content.decode()
        desk = client_for(moderator)
        assert status(desk, gone) == 200
        assert str(gone.uuid) in desk.get(f"/posts/{post.pk}/history/").content.decode()
        age(post, days=29)
        tasks.prune_uploads()
        assert post.attachments.count() == 2
        age(post, days=31)
        tasks.prune_uploads()
        run_tasks()
        assert post.attachments.get() == stays
        assert not gone.file.storage.exists(gone.file.name)
        assert status(desk, gone) == 404

    def test_that_were_reported_stay_until_that_is_decided(
        self, client_for, member, moderator, thread, post, run_tasks
    ):
        client = client_for(member)
        edit(client, post, "The kettle was hers.", 1, upload=paper("plan.pdf"))
        gone = post.attachments.get()
        flags.raise_flag(actor=thread.author, post=post, kind="unkind")
        edit(client, post, "The kettle was hers.", 2, without=[str(gone.uuid)])
        age(post, days=31)
        tasks.prune_uploads()
        page = client_for(moderator).get(f"/moderation/{post.pk}/").content.decode()
        assert "Taken out by its author" in page and str(gone.uuid) in page
        moderation.keep_hidden(actor=moderator, post=post)
        tasks.prune_uploads()
        assert not post.attachments.exists()

    def test_go_at_once_where_the_post_is_destroyed(self, client_for, member, moderator, post, run_tasks):
        client = client_for(member)
        edit(client, post, "The kettle was hers.", 1, upload=paper("plan.pdf"))
        gone = post.attachments.get()
        edit(client, post, "The kettle was hers.", 2, without=[str(gone.uuid)])
        removing.redact(actor=moderator, post=post, reason="Asked to")
        run_tasks()
        assert not post.attachments.exists()
        assert not gone.file.storage.exists(gone.file.name)

    def test_sent_twice_without_scripts_stand_once(self, client_for, member, post):
        client = client_for(member)
        for _tap in range(2):
            answer = edit(client, post, "The kettle was ours.", 1, upload=paper("plan.pdf"))
            assert answer.status_code == 302
        assert self.files(post) == ["plan.pdf"]
        assert not Attachment.objects.waiting_for(member).exists()
        post.refresh_from_db()
        assert post.revision == 2

    def test_other_bytes_of_the_same_name_are_another_file(self, client_for, member, post):
        client = client_for(member)
        edit(client, post, "The kettle was hers.", 1, upload=paper("plan.pdf"))
        edit(client, post, "The kettle was hers.", 2, upload=another("plan.pdf"))
        assert self.files(post) == ["plan.pdf", "plan.pdf"]

    def test_of_a_picture_can_be_said_otherwise_what_it_shows(self, client_for, member, thread, post):
        client = client_for(member)
        edit(client, post, "The kettle was hers.", 1, upload=kettle(), alt="A kettle")
        shown = post.attachments.get()
        page = client.get(f"/posts/{post.pk}/edit/").content.decode()
        assert 'name="alts" value="A kettle"' in page
        words = {"uploads": [str(shown.uuid)], "alts": ["A kettle on a stove"]}
        assert edit(client, post, "The kettle was hers.", 2, **words).status_code == 302
        assert 'alt="A kettle on a stove"' in client.get(f"/threads/{thread.pk}/").content.decode()
        history = client.get(f"/posts/{post.pk}/history/").content.decode()
        assert "Files changed" in history and "on a stove" in history
        assert "Only how it looks" not in history
        emptied = edit(client, post, "The kettle was hers.", 3, uploads=[str(shown.uuid)], alts=[" "])
        assert emptied.status_code == 422
        late = edit(client, post, "The kettle was hers.", 2, uploads=[str(shown.uuid)], alts=["A pot"])
        assert late.status_code == 409
        shown.refresh_from_db()
        assert shown.alt == "A kettle on a stove"

    def test_an_older_tab_says_nothing_anew_of_a_picture(self, client_for, member, post):
        client = client_for(member)
        edit(client, post, "The kettle was hers.", 1, upload=kettle(), alt="A kettle")
        shown = post.attachments.get()
        as_read = {"uploads": [str(shown.uuid)], "alts": ["A kettle"]}
        newer = {"uploads": [str(shown.uuid)], "alts": ["A kettle on a stove"]}
        assert edit(client, post, "The kettle was hers.", 2, **newer).status_code == 302
        assert edit(client, post, "The kettle was ours.", 2, **as_read).status_code == 302
        shown.refresh_from_db()
        post.refresh_from_db()
        assert (shown.alt, "ours" in post.body) == ("A kettle on a stove", True)
        back = {"uploads": [str(shown.uuid)], "alts": ["A kettle"]}
        assert edit(client, post, "The kettle was ours.", post.revision, **back).status_code == 302
        shown.refresh_from_db()
        assert shown.alt == "A kettle", "who has read the newer may go back to the older"

    def test_of_two_edits_the_second_is_told_what_a_picture_shows_by_now(self, client_for, member, post):
        client = client_for(member)
        edit(client, post, "The kettle was hers.", 1, upload=kettle(), alt="A kettle")
        shown = post.attachments.get()
        newer = {"uploads": [str(shown.uuid)], "alts": ["A kettle on a stove"]}
        edit(client, post, "The kettle was theirs.", 2, **newer)
        untouched = {"uploads": [str(shown.uuid)], "alts": ["A kettle"]}
        html = edit(client, post, "The kettle was ours.", 2, **untouched).content.decode()
        assert 'name="alts" value="A kettle on a stove"' in html
        own = {"uploads": [str(shown.uuid)], "alts": ["A pot"]}
        html = edit(client, post, "The kettle was ours.", 2, **own).content.decode()
        assert 'name="alts" value="A pot"' in html
        assert "What stands there now: A kettle on a stove" in html

    def test_of_another_post_stay(self, client_for, member, thread, post):
        other = scenes.said(member, thread, "Here is a plan.")
        client = client_for(member)
        edit(client, other, "Here is a plan.", 1, upload=paper("plan.pdf"))
        edit(client, post, "The kettle was ours.", 1, without=[str(other.attachments.get().uuid)])
        assert self.files(other) == ["plan.pdf"]

    def test_that_came_with_a_form_that_comes_back_wait_in_it(self, client_for, member, post):
        answer = edit(client_for(member), post, " ", 1, upload=paper("plan.pdf"))
        assert answer.status_code == 422
        assert "plan.pdf" in answer.content.decode()
        assert not post.attachments.exists()

    def test_make_room_for_others_when_they_go(self, client_for, member, post, settings):
        settings.UPLOAD_MAX_FILES = 1
        client = client_for(member)
        edit(client, post, "The kettle was hers.", 1, upload=paper("plan.pdf"))
        assert edit(client, post, "The kettle was hers.", 1, upload=paper("map.pdf")).status_code == 422
        gone = post.attachments.get()
        again = edit(
            client, post, "The kettle was hers.", 1, upload=paper("map.pdf"), without=[str(gone.uuid)]
        )
        assert again.status_code == 302
        assert self.files(post) == ["map.pdf"]

    def test_have_no_place_in_what_was_said_about_a_family(self, client_for, member, other_member):
        said = scenes.said(member, scenes.shared(other_member), kind=Post.Kind.NOTICE)
        client = client_for(member)
        assert 'name="upload"' not in client.get(f"/posts/{said.pk}/edit/").content.decode()
        edit(client, said, "I notice the kettle.", 1, upload=paper("plan.pdf"))
        assert not said.attachments.exists()


@pytest.mark.parametrize("address", ["/threads/new/", "reply"])
def test_a_double_tap_without_scripts_says_it_once_with_its_file(client_for, member, thread, address):
    key, client = scenes.key(), client_for(member)
    fields = {"body": "Here is our plan.", "idempotency_key": key, "kind": "reply"}
    if address == "reply":
        address = f"/threads/{thread.pk}/reply/"
    else:
        fields |= {"kind": "discussion", "title": "A plan", "forum": thread.forum.slug, "language": "en"}
        fields |= {"principles": [scenes.principle().slug]}
    places = {
        client.post(address, fields | {"upload": paper("plan.pdf")}).get("Location") for _tap in range(2)
    }
    assert len(places) == 1 and None not in places
    said = Post.objects.get(body="<p>Here is our plan.</p>")
    assert said.attachments.count() == 1
