"""With one colleague, with a circle, with all: each wider place begins anew, and withdrawing closes every one."""

import pytest

from cop.core import registries
from forums.models import Reflection, Thread
from forums.services import posting, reflections, sharing
from members.models import Block
from members.services import address
from notifications.models import Notification
from search.models import SearchEntry
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def again(person):
    """The same person in another request."""
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def outsider(db):
    return UserFactory()


@pytest.fixture
def between(member, other_member):
    """A conversation between two."""
    return scenes.between(member, other_member)


def test_a_colleague_is_found_by_name_chosen_and_told(client_for, member, other_member, outsider, run_tasks):
    reflection = scenes.draft(member)
    client, address_ = client_for(member), f"/reflections/{reflection.uuid}/ask/"
    page = client.get(f"{address_}?q=Amara").content.decode()
    assert "Amara Nwosu" in page
    sent = {"colleague": other_member.uuid, "idempotency_key": scenes.key()}
    refused = client.post(address_, sent)
    assert refused.status_code == 422
    assert not Thread.objects.exists()
    answer = client.post(address_, sent | {"attested": "on"})
    thread = Thread.objects.get()
    assert answer.url == f"/threads/{thread.pk}/"
    assert (thread.forum, thread.audience) == (None, f"thread:{thread.pk}")
    run_tasks()
    told = Notification.objects.get(member=other_member)
    assert told.kind == "invited"
    inbox = client_for(other_member).get("/notifications/").content.decode()
    assert "A colleague asks you to read something with them" in inbox
    for person in (member, other_member):
        reader = client_for(again(person))
        assert thread.title in reader.get("/threads/").content.decode()
        page = reader.get(answer.url).content.decode()
        assert "Only you read this: Rosa Delgado, Amara Nwosu." in page
        assert "or whose words suggest danger" in page, "beside what one writes"
        assert "or whose words suggest danger" in reader.get(f"{answer.url}?answer=0").content.decode()


def test_nobody_else_reads_it_through_any_door(
    client_for, between, member, other_member, outsider, moderator, run_tasks
):
    run_tasks()
    for person in (outsider, moderator):
        reader = client_for(person)
        assert reader.get(f"/threads/{between.pk}/").status_code == 404
        assert between.title not in reader.get("/threads/").content.decode()
        assert between.title not in reader.get("/search/?q=window").content.decode()
        assert between.title not in reader.get("/").content.decode()
    assert set(
        SearchEntry.objects.filter(group=f"thread:{between.pk}").values_list("audience", flat=True)
    ) == {between.audience}


def test_the_letter_says_nothing_of_it(member, other_member, run_tasks, mailoutbox):
    scenes.between(member, other_member)
    run_tasks()
    run_tasks()
    for letter in mailoutbox:
        text = f"{letter.subject} {letter.body} {letter.alternatives}"
        assert scenes.WORDS["title"] not in text
        assert "Rosa" not in text


def test_who_is_blocked_or_oneself_cannot_be_chosen(client_for, member, other_member):
    Block.objects.create(member=other_member, blocked=member)
    reflection = scenes.draft(member)
    client, address_ = client_for(member), f"/reflections/{reflection.uuid}/ask/"
    assert "Nwosu" not in client.get(f"{address_}?q=Amara").content.decode()
    for uuid in (other_member.uuid, member.uuid):
        sent = {"colleague": uuid, "attested": "on", "idempotency_key": scenes.key()}
        assert client.post(address_, sent).status_code == 422
    assert not Thread.objects.exists()


def test_the_colleague_may_decline_and_the_author_is_told(
    client_for, between, member, other_member, outsider, run_tasks
):
    address_ = f"/threads/{between.pk}/leave/"
    assert client_for(outsider).post(address_).status_code == 404
    assert client_for(member).post(address_).status_code == 404
    assert client_for(other_member).get(address_).status_code == 200
    client_for(other_member).post(address_)
    run_tasks()
    assert client_for(again(other_member)).get(f"/threads/{between.pk}/").status_code == 404
    assert Notification.objects.filter(member=member, kind="left").exists()
    assert not Notification.objects.filter(member=other_member, kind="invited").exists()
    page = client_for(again(member)).get(f"/threads/{between.pk}/").content.decode()
    assert "Your colleague cannot take part now." in page


def test_who_left_or_was_taken_it_back_from_hears_no_more(between, member, other_member):
    topic = registries.topics["thread"]
    assert topic.authorise(again(other_member), str(between.pk))
    version = Thread.objects.get().access_version
    sharing.leave(actor=again(other_member), thread=between)
    assert topic.authorise(again(other_member), str(between.pk)) is None
    assert topic.authorise(again(member), str(between.pk))
    assert Thread.objects.get().access_version > version, "open sockets are asked again"
    reflections.withdraw(actor=member, reflection=Reflection.objects.get())
    assert topic.authorise(again(member), str(between.pk)) is None


def test_two_who_chose_each_other_speak_by_name(client_for, between, other_member):
    sent = {"kind": "notice", "body": "I notice.", "anonymous": "1", "idempotency_key": scenes.key()}
    page = client_for(again(other_member)).get(f"/threads/{between.pk}/").content.decode()
    assert 'name="anonymous"' not in page
    client_for(again(other_member)).post(f"/threads/{between.pk}/reply/", sent)
    assert between.posts.get(kind="notice").author_kind == "member"


def test_to_another_colleague_it_goes_without_what_was_said(
    client_for, between, member, other_member, outsider
):
    posting.reply(actor=other_member, thread=between, body="Said between us.")
    other = sharing.share_with(
        actor=again(member), reflection=between.reflection, colleague=outsider, attested=True
    )
    assert other.pk != between.pk
    page = client_for(again(outsider)).get(f"/threads/{other.pk}/").content.decode()
    assert scenes.WORDS["what_happened"] in page
    assert "Said between us." not in page
    assert client_for(again(outsider)).get(f"/threads/{between.pk}/").status_code == 404
    assert (
        "Said between us." in client_for(again(other_member)).get(f"/threads/{between.pk}/").content.decode()
    )


def test_shared_with_more_people_what_was_said_in_private_stays_there(
    client_for, between, member, other_member, outsider
):
    scenes.table()
    posting.reply(actor=other_member, thread=between, body="Said between us.")
    reflection = Reflection.objects.get()
    client = client_for(again(member))
    page = client.get(f"/reflections/{reflection.uuid}/share/").content.decode()
    assert "none of it comes along" in page
    sent = {"forum": scenes.table().slug, "attested": "on", "idempotency_key": scenes.key()}
    wide = client.post(f"/reflections/{reflection.uuid}/share/", sent)
    thread = Thread.objects.get(forum__isnull=False)
    assert wide.url == f"/threads/{thread.pk}/"
    read = client_for(outsider).get(wide.url).content.decode()
    assert scenes.WORDS["what_happened"] in read
    assert "Said between us." not in read
    before = client_for(again(other_member)).get(f"/threads/{between.pk}/").content.decode()
    assert "Said between us." in before
    assert scenes.WORDS["what_happened"] in before, "the two still read what they talked about"
    assert f'href="{wide.url}"' in before
    assert 'id="reply"' not in before


def test_an_anonymous_conversation_is_not_linked_to_one_by_name(client_for, between, member, other_member):
    thread = reflections.share(
        actor=again(member),
        reflection=Reflection.objects.get(),
        forum=scenes.table(),
        attested=True,
        anonymous=True,
    )
    before = client_for(again(other_member)).get(f"/threads/{between.pk}/").content.decode()
    assert f"/threads/{thread.pk}/" not in before
    assert "shared with more people" not in before


def test_fewer_people_only_after_taking_it_back(client_for, member):
    scenes.circle_forum(member)
    thread = scenes.shared(member)
    address_ = f"/reflections/{thread.reflection.uuid}/share/"
    assert client_for(again(member)).get(address_).url == f"/threads/{thread.pk}/"
    sent = {"forum": "porch", "attested": "on", "idempotency_key": scenes.key()}
    assert client_for(again(member)).post(address_, sent).status_code == 422
    assert Thread.objects.count() == 1


def test_withdrawing_closes_every_conversation_about_it(client_for, between, member, other_member, run_tasks):
    reflection = Reflection.objects.get()
    wide = reflections.share(actor=again(member), reflection=reflection, forum=scenes.table(), attested=True)
    run_tasks()
    client_for(again(member)).post(f"/reflections/{reflection.uuid}/withdraw/")
    run_tasks()
    for thread in (between, wide):
        for person in (member, other_member):
            assert client_for(again(person)).get(f"/threads/{thread.pk}/").status_code == 404
        assert not SearchEntry.objects.filter(group=f"thread:{thread.pk}").exists()
    assert Reflection.objects.get().state == "withdrawn"
    assert not Notification.objects.filter(member=other_member).exists()


def test_what_is_shared_with_many_is_looked_at_whole(client_for, member, other_member, settings):
    settings.POST_LINKS = 1
    linked = "See https://a.example and https://b.example and https://c.example"
    thread = scenes.shared(member, wondering=linked)
    assert client_for(other_member).get(f"/threads/{thread.pk}/").status_code == 404
    assert client_for(member).get(f"/threads/{thread.pk}/").status_code == 200


def test_moderators_are_not_asked_to_judge_what_they_do_not_read(client_for, between, other_member):
    opening = between.posts.get()
    assert client_for(other_member).post(f"/posts/{opening.pk}/flag/", {"kind": "spam"}).status_code == 403
    opening.refresh_from_db()
    assert opening.state == "visible"


def test_who_may_not_write_shares_with_nobody(member, other_member, moderator, client_for):
    reflection = scenes.draft(member)
    address(actor=moderator, member=member, kind="warning", text="Please read this.")
    sent = {"colleague": other_member.uuid, "attested": "on", "idempotency_key": scenes.key()}
    assert client_for(again(member)).post(f"/reflections/{reflection.uuid}/ask/", sent).status_code in (
        302,
        403,
    )
    assert not Thread.objects.exists()
