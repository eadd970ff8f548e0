"""Drafts, names while one writes, and what is alike: kept for their author, told to nobody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.models import Draft, Post
from forums.services import drafts, merging, posting, rejoining, splitting
from forums.tasks import prune_drafts
from members.models import Block
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def thread(other_member):
    return scenes.discussion(other_member)


def keep(client, thread, body, revision=0, **more):
    data = {"body": body, "draft_revision": revision} | more
    return client.post(f"/threads/{thread.pk}/draft/", data, headers=FETCH)


def test_another_device_goes_on_with_it(client_for, member, thread):
    assert keep(client_for(member), thread, "Half a thought").json()["revision"] == 1
    told = client_for(member).get(f"/threads/{thread.pk}/draft/").json()
    assert (told["fields"]["body"], told["revision"]) == (["Half a thought"], 1)


def test_it_is_stored_unreadable_and_seen_by_its_author_alone(client_for, member, thread, moderator):
    keep(client_for(member), thread, "Half a thought")
    assert "Half" not in Draft.objects.get().sealed
    assert client_for(moderator).get(f"/threads/{thread.pk}/draft/").json()["fields"] == {}
    assert "Half a thought" not in client_for(moderator).get("/drafts/").content.decode()
    assert "Half a thought" in client_for(member).get("/drafts/").content.decode()


def test_it_goes_where_its_conversation_goes(client_for, member, moderator, thread):
    client, target = client_for(member), scenes.discussion(member, title="Another")
    keep(client, thread, "Half a thought")
    merging.merge_threads(actor=moderator, source=thread, target=target)
    assert keep(client, thread, "Half a thought, and more", 1).json()["revision"] == 2
    assert (Draft.objects.get().thread, Draft.objects.get().body) == (target, "Half a thought, and more")
    told = client.get(f"/threads/{target.pk}/draft/").json()
    assert told["fields"]["body"] == ["Half a thought, and more"]


def test_words_begun_in_both_are_put_together(client_for, member, moderator, thread):
    client, target = client_for(member), scenes.discussion(member, title="Another")
    keep(client, thread, "Begun here")
    keep(client, target, "Begun there", html="<p>Begun <em>there</em></p>")
    merging.merge_threads(actor=moderator, source=thread, target=target)
    draft = Draft.objects.get()
    assert (draft.thread, draft.fields["body"]) == (target, ["Begun there\n\nBegun here"])
    assert "html" not in draft.fields
    assert keep(client, thread, "Begun here, and more", 1).status_code == 409


def test_it_goes_back_with_what_was_split_off(client_for, member, moderator, thread):
    client, post = client_for(member), scenes.said(member, thread, "Apart")
    fresh = splitting.split_posts(actor=moderator, thread=thread, posts=[post], title="Apart")
    keep(client, fresh, "Half a thought")
    rejoining.undo_split(actor=moderator, thread=fresh)
    assert keep(client, fresh, "A whole one", 1).status_code == 200
    assert (Draft.objects.get().thread, Draft.objects.get().body) == (thread, "A whole one")


def test_of_two_devices_the_second_is_told_and_nothing_is_overwritten(client_for, member, thread):
    phone, desk = client_for(member), client_for(member)
    keep(phone, thread, "From the phone")
    told = keep(desk, thread, "From the desk")
    assert told.status_code == 409
    assert told.json()["fields"]["body"] == ["From the phone"]
    assert Draft.objects.get().body == "From the phone"
    assert keep(desk, thread, "From the phone\n\nFrom the desk", told.json()["revision"]).status_code == 200


def test_it_is_gone_once_it_is_sent_and_does_not_come_back(client_for, member, thread):
    client, key = client_for(member), scenes.key()
    keep(client, thread, "Half a thought", idempotency_key=key)
    client.post(f"/threads/{thread.pk}/reply/", {"kind": "notice", "body": "Whole.", "idempotency_key": key})
    assert Post.objects.filter(thread=thread, author=member).count() == 1
    assert not Draft.objects.exists()
    assert (
        keep(client, thread, "Half a thought", idempotency_key=key).status_code == 409
    )  # late, from elsewhere
    assert not Draft.objects.exists()


def test_an_emptied_one_is_none(client_for, member, thread):
    client = client_for(member)
    keep(client, thread, "Half a thought")
    keep(client, thread, "  ", 1)
    assert not Draft.objects.exists()


def test_without_scripts_a_button_saves_it_and_the_form_begins_with_it(client_for, member, thread):
    client = client_for(member)
    answer = client.post(
        f"/threads/{thread.pk}/draft/", {"body": "Half a thought", "kind": "wonder"}, follow=True
    )
    page = answer.content.decode()
    assert "Half a thought" in page
    assert f'formaction="/threads/{thread.pk}/draft/"' in page
    answer = client.post("/threads/new/draft/", {"title": "Whose kettle", "body": ""}, follow=True)
    assert "Whose kettle" in answer.content.decode()
    posting.start_thread(
        actor=member, forum=scenes.table(), kind="discussion", title="Whose kettle", body="It is.",
        principles=[scenes.principle()],
    )  # fmt: skip
    assert [draft.thread for draft in Draft.objects.all()] == [thread]


def test_after_thirty_days_it_is_gone(client_for, member, thread):
    keep(client_for(member), thread, "Half a thought")
    prune_drafts()
    assert Draft.objects.exists()
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=31))
    prune_drafts()
    assert not Draft.objects.exists()


def test_too_much_is_refused(client_for, member, thread):
    assert keep(client_for(member), thread, "x" * (drafts.MOST + 1)).status_code == 422


def named(client, thread, said):
    return [one["name"] for one in client.get(f"/threads/{thread.pk}/people/", {"q": said}).json()["people"]]


def test_names_are_of_people_who_can_read_it(client_for, member, other_member):
    inside, outside = UserFactory(display_name="Nadia Inside"), UserFactory(display_name="Nadia Outside")
    circle = scenes.discussion(member, forum=scenes.circle_forum(member, inside))
    client = client_for(member)
    assert named(client, circle, "nad") == ["Nadia Inside"]
    assert named(client, scenes.discussion(member), "nad") == ["Nadia Inside", "Nadia Outside"]
    assert named(client, circle, "ins") == ["Nadia Inside"]
    assert named(client, circle, "") == []
    assert client_for(outside).get(f"/threads/{circle.pk}/people/", {"q": "n"}).status_code == 404


def test_who_is_paused_or_blocked_either_way_is_not_offered(client_for, member, thread):
    UserFactory(display_name="Nadia Paused", suspended=True)
    one, two = UserFactory(display_name="Nadia One"), UserFactory(display_name="Nadia Two")
    Block.objects.create(member=member, blocked=one)
    Block.objects.create(member=two, blocked=member)
    UserFactory(display_name="Nadia Three")
    assert named(client_for(member), thread, "Nadia") == ["Nadia Three"]


def test_names_do_not_depend_on_who_spoke_anonymously(client_for, member, thread):
    nadia = UserFactory(display_name="Nadia")
    before = client_for(member).get(f"/threads/{thread.pk}/people/", {"q": "n"}).content
    scenes.said(nadia, thread, anonymous=True)
    assert client_for(member).get(f"/threads/{thread.pk}/people/", {"q": "n"}).content == before


def test_at_most_eight_names(client_for, member, thread):
    for number in range(10):
        UserFactory(display_name=f"Nadia {number}")
    assert len(named(client_for(member), thread, "Nadia")) == 8
