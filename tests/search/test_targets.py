"""Guides and resources to link while one writes: what all readers of the conversation may see."""

import pytest

from tests.forums import scenes as talk
from tests.search.scenes import closed, guide, index, resource, settle

pytestmark = pytest.mark.django_db


def found(client, path, q, **more):
    settle()
    return [one["title"] for one in client.get(path, {"q": q} | more).json()["targets"]]


def test_they_are_found_by_how_their_words_begin(engine, client_for, member):
    page, row, thread = guide(), resource("Noticing together"), talk.discussion(member)
    index("guide", page)
    index("resource", row)
    index("thread", thread)
    client = client_for(member)
    path = f"/search/targets/{thread.pk}/"
    assert set(found(client, path, "notic")) == {"Ninety seconds of noticing", "Noticing together"}
    assert found(client, path, "kettle") == []  # a conversation is neither
    assert found(client, path, "") == []
    told = client.get(path, {"q": "ninety"}).json()["targets"][0]
    assert told["url"] == page.url
    assert set(found(client, "/search/targets/", "noticing", forum="table")) == {
        "Ninety seconds of noticing",
        "Noticing together",
    }


def test_where_everybody_reads_only_what_everybody_may_see_is_offered(engine, client_for, member):
    square = talk.Forum.objects.create(slug="square", name="Square", audience="public")
    page, row = closed(guide()), resource("Noticing together", audience="members")
    index("guide", page)
    index("resource", row)
    outside, inside = talk.discussion(member, forum=square), talk.discussion(member)
    assert found(client_for(member), f"/search/targets/{outside.pk}/", "noticing") == []
    assert len(found(client_for(member), f"/search/targets/{inside.pk}/", "noticing")) == 2


def test_who_may_not_read_the_conversation_is_told_nothing(engine, client_for, member, other_member):
    thread = talk.discussion(member, forum=talk.circle_forum(member))
    assert client_for(other_member).get(f"/search/targets/{thread.pk}/?q=a").status_code == 404
    assert client_for(other_member).get("/search/targets/?forum=porch&q=a").status_code == 404
