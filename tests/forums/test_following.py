"""Choosing how much one wants to hear, and the page of all that one chose."""

import pytest

from members.models import Follow
from members.services import level_of
from tests.forums.scenes import circle_forum, discussion, principle, table

pytestmark = pytest.mark.django_db


def follow(client, kind, key, level="following", **more):
    return client.post(f"/follow/{kind}/{key}/", {"level": level, **more})


def test_each_kind_of_thing_is_followed_and_let_go(client_for, member, other_member):
    thread = discussion(other_member, tags=["kitchen"])
    tag = thread.tags.get()
    things = {
        "thread": (thread.pk, thread),
        "forum": ("table", table()),
        "principle": ("trust-parents", principle()),
        "tag": ("kitchen", tag),
        "person": (other_member.uuid, other_member),
    }
    client = client_for(member)
    for kind, (key, row) in things.items():
        assert follow(client, kind, key, "watching").status_code == 302
        assert level_of(member, row) == "watching"
    page = client.get("/following/").content.decode()
    for name in (thread.title, "The table", "kitchen", "Amara Nwosu"):
        assert name in page
    for kind, (key, row) in things.items():
        follow(client, kind, key, "off")
        assert level_of(member, row) == "normal"


def test_what_one_may_not_see_is_not_there(client_for, member, other_member):
    hidden = discussion(other_member, forum=circle_forum(other_member), tags=["secret"])
    client = client_for(member)
    for kind, key in (
        ("thread", hidden.pk), ("forum", "porch"), ("tag", "secret"), ("person", member.uuid),
        ("person", "nonsense"), ("thread", "nonsense"), ("nothing", "1"),
    ):  # fmt: skip
        assert follow(client, kind, key).status_code == 404
    assert not Follow.objects.filter(member=member).exists()


def test_a_level_that_there_is_not_is_refused(client_for, member):
    table()
    assert follow(client_for(member), "forum", "table", "loudly").status_code == 400


def test_it_leads_back_but_never_to_another_site(client_for, member):
    table()
    client = client_for(member)
    assert follow(client, "forum", "table", next="/following/").url == "/following/"
    assert follow(client, "forum", "table", next="https://elsewhere.example/").url == "/forums/table/"


def test_what_one_lost_the_right_to_see_leaves_the_page(client_for, member, other_member):
    thread = discussion(other_member)
    follow(client_for(member), "thread", thread.pk)
    thread.state = "hidden"
    thread.save(update_fields=["state"])
    assert thread.title not in client_for(member).get("/following/").content.decode()


@pytest.mark.parametrize("path", ["/forums/table/", "/threads/?tag=kitchen"])
def test_the_control_stands_where_the_thing_is(client_for, member, other_member, path):
    discussion(other_member, tags=["kitchen"])
    assert 'value="watching"' in client_for(member).get(path).content.decode()


def test_a_colleague_can_be_followed_and_oneself_not(client_for, member, other_member):
    client = client_for(member)
    assert (
        f"/follow/person/{other_member.uuid}/"
        in client.get(f"/members/{other_member.uuid}/").content.decode()
    )
    assert "/follow/person/" not in client.get(f"/members/{member.uuid}/").content.decode()
