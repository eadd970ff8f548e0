"""Not to hear from a colleague: where it is done and undone, what it does, and that nobody else learns of it."""

import pytest

from members.models import Block
from tests.api.program import Program, problem
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db

MINE = "/following/"


def address(person):
    return f"/members/{person.uuid}/block/"


def page_of(client, person):
    return client.get(f"/members/{person.uuid}/").content.decode()


def found(client, person, thread):
    """Whom somebody may call by this person's name."""
    return client.get(f"/threads/{thread.pk}/people/", {"q": person.display_name}).json()["people"]


def test_it_is_done_on_a_colleagues_page_and_undone_there_or_in_the_list(client_for, member, other_member):
    client = client_for(member)
    page = page_of(client, other_member)
    assert "Do not let Amara Nwosu write to me" in page and "They are not told of it." in page
    said = client.post(address(other_member), {"on": "1"}, follow=True).content.decode()
    assert "Amara Nwosu is blocked, and is not told." in said
    assert "You have blocked Amara Nwosu" in said and 'value="watching"' not in said
    client.post(address(other_member), {"on": "1"})  # a second tap
    assert Block.objects.count() == 1
    listed = client.get(MINE).content.decode()
    assert "Unblock Amara Nwosu" in listed and other_member.profile.sector.name in listed
    gone = client.post(address(other_member), {"next": MINE}, follow=True)
    assert gone.redirect_chain[0][0] == MINE
    assert "Amara Nwosu is not blocked any more." in gone.content.decode()
    assert "Unblock Amara Nwosu" not in client.get(MINE).content.decode()
    assert "Do not let Amara Nwosu write to me" in page_of(client, other_member)
    assert client.post(address(other_member), {"next": "https://elsewhere.example/"}).url.startswith(
        "/members/"
    )


def test_neither_finds_the_other_by_name_or_asks_for_a_conversation(client_for, member, other_member):
    thread = scenes.discussion(UserFactory())
    mine, theirs = client_for(member), client_for(other_member)
    assert found(mine, other_member, thread) and found(theirs, member, thread)
    mine.post(address(other_member), {"on": "1"})
    assert found(mine, other_member, thread) == found(theirs, member, thread) == []
    reflection = scenes.draft(other_member)
    asked = {"colleague": member.uuid, "idempotency_key": scenes.key(), "attested": "on"}
    assert theirs.post(f"/reflections/{reflection.uuid}/ask/", asked).status_code == 422
    mine.post(address(other_member))
    assert found(theirs, member, thread)
    assert theirs.post(f"/reflections/{reflection.uuid}/ask/", asked).status_code == 302


def test_who_is_blocked_learns_nothing(client_for, member, other_member, run_tasks):
    before = page_of(client_for(other_member), member)
    client_for(member).post(address(other_member), {"on": "1"})
    run_tasks()
    theirs = client_for(other_member)
    assert "Do not let Rosa Delgado write to me" in before
    assert "Do not let Rosa Delgado write to me" in page_of(theirs, member)
    assert "Rosa Delgado" not in theirs.get(MINE).content.decode()
    assert "Rosa Delgado" not in theirs.get("/notifications/").content.decode()


def test_it_says_nothing_about_who_is_anonymous(client_for, member, other_member, run_tasks):
    thread = scenes.discussion(member)
    mine = client_for(member)
    mine.post(address(other_member), {"on": "1"})
    scenes.said(other_member, thread)
    run_tasks()
    assert thread.title not in mine.get("/notifications/").content.decode()
    thread = scenes.discussion(member, title="Who tells the school?")
    scenes.said(other_member, thread, anonymous=True)
    run_tasks()
    assert thread.title in mine.get("/notifications/").content.decode()


def test_nobody_blocks_themselves_or_who_is_not_there(client_for, member):
    client = client_for(member)
    assert "write to me" not in page_of(client, member)
    assert client.post(address(member), {"on": "1"}).status_code == 404
    assert client.post(address(UserFactory(pending=True)), {"on": "1"}).status_code == 404
    assert client.get(address(member)).status_code == 405


def test_a_paused_colleague_can_be_unblocked(client_for, member):
    paused = UserFactory(suspended=True, display_name="Tom Ibarra")
    Block.objects.create(member=member, blocked=paused)
    client = client_for(member)
    assert "Unblock Tom Ibarra" in client.get(MINE).content.decode()
    client.post(address(paused), {"next": MINE})
    assert not Block.objects.exists()


def test_who_was_silenced_may_still_block(client_for, other_member):
    assert client_for(UserFactory(silenced=True)).post(address(other_member), {"on": "1"}).status_code == 302
    assert Block.objects.exists()


def test_it_is_said_in_spanish(client_for, member, other_member):
    member.language = "es"
    member.save(update_fields=["language"])
    client = client_for(member)
    assert "Que Amara Nwosu no me escriba" in page_of(client, other_member)
    client.post(address(other_member), {"on": "1"})
    assert "A quién he bloqueado" in client.get(MINE).content.decode()


def test_programs_do_the_same(member, other_member):
    program = Program(member)
    blocked = {"uuid": str(other_member.uuid), "name": "Amara Nwosu", "on": True}
    assert program.post(f"/blocks/{other_member.uuid}", {"on": True}).json() == blocked
    assert program.get("/blocks").json() == [blocked]
    assert program.post(f"/blocks/{other_member.uuid}", {"on": False}).json() == blocked | {"on": False}
    assert program.get("/blocks").json() == []
    problem(program.post(f"/blocks/{member.uuid}", {"on": True}), 404)
    problem(program.post(f"/blocks/{other_member.uuid}", {"on": "perhaps"}), 422)
