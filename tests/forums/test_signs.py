"""Signs given to what others said, and who gave them."""

import pytest

from forums.models import Reaction, Thread
from forums.services import moderation, reactions
from tests.factories import UserFactory
from tests.forums.scenes import discussion, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(other_member):
    return discussion(other_member)


@pytest.fixture
def opening(thread):
    return thread.posts.get()


def react(actor, post, kind="thanks", on=True):
    return reactions.react(actor=actor, post=post, kind=kind, on=on)


def signs(client, post):
    return client.get(f"/posts/{post.pk}/reacted/").content.decode()


def test_what_somebody_said_can_affirm(client_for, member, opening):
    client_for(member).post(f"/posts/{opening.pk}/reactions/", {"kind": "affirms"})
    opening.refresh_from_db()
    assert (opening.affirms_count, opening.thanks_count) == (1, 0)
    assert "This affirms" in signs(client_for(member), opening)


def test_members_see_who_gave_a_sign(client_for, member, other_member, opening):
    react(member, opening)
    page = signs(client_for(other_member), opening)
    assert "Rosa Delgado" in page
    assert "Thank you" in page


def test_a_visitor_does_not(client, member, opening):
    react(member, opening)
    assert client.get(f"/posts/{opening.pk}/reacted/").status_code == 302


def test_who_is_anonymous_in_a_thread_is_so_in_its_signs(client_for, other_member, thread, opening):
    quiet = UserFactory(display_name="Ines Quiet", sector="policy")
    said(quiet, thread, anonymous=True)
    react(quiet, opening)
    page = signs(client_for(other_member), opening)
    assert "Ines Quiet" not in page
    assert "A colleague" in page


def test_how_many_of_a_sector_are_anonymous_is_not_told(client_for, other_member, thread, opening):
    for name in ("Ines Quiet", "Ada Quiet"):
        quiet = UserFactory(display_name=name, sector="policy")
        said(quiet, thread, anonymous=True)
        react(quiet, opening)
    assert signs(client_for(other_member), opening).count("A colleague") == 1


def test_hiding_later_does_not_change_a_name_that_was_seen(client_for, member, other_member, thread, opening):
    react(member, opening)
    said(member, thread, anonymous=True)
    page = signs(client_for(other_member), opening)
    assert "Rosa Delgado" in page
    assert "A colleague" not in page


def test_a_thread_counts_the_thanks_for_what_shows_in_it(member, other_member, moderator, thread, opening):
    reply = said(member, thread)
    react(member, opening)
    react(other_member, reply)
    react(other_member, reply, kind="same")
    assert Thread.objects.get().thanks_count == 2
    moderation.keep_hidden(actor=moderator, post=reply)
    assert Thread.objects.get().thanks_count == 1
    moderation.restore_post(actor=moderator, post=reply)
    react(other_member, reply, on=False)
    assert Thread.objects.get().thanks_count == 1
    assert Reaction.objects.count() == 2
