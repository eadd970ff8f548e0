"""Forums in the editors' admin, and the command that repairs counters."""

import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from forums.models import Forum, Thread
from tests.forums.scenes import discussion, shared, table

pytestmark = pytest.mark.django_db

FIELDS = {
    "name": "Quiet room",
    "slug": "quiet",
    "description": "",
    "audience": "members",
    "circle": "",
    "is_open": "on",
}


def test_moderators_make_a_forum(client_for, moderator):
    client = client_for(moderator)
    assert client.get(reverse("places:index")).status_code == 200
    assert client.post(reverse("places:add"), FIELDS).status_code == 302
    assert Forum.objects.get().name == "Quiet room"


@pytest.mark.parametrize("who", ["member", "curator"])
def test_others_do_not(client_for, who, request):
    client = client_for(request.getfixturevalue(who))
    client.post(reverse("places:add"), FIELDS)
    assert not Forum.objects.exists()


def test_a_circle_is_named_exactly_when_only_it_may_read(client_for, moderator):
    answer = client_for(moderator).post(reverse("places:add"), FIELDS | {"audience": "circle"})
    assert "Name the circle" in answer.content.decode()
    assert not Forum.objects.exists()


def test_one_that_holds_reflections_stays_closed_to_the_public(client_for, administrator, member):
    forum = shared(member).forum
    client, url = client_for(administrator), reverse("places:edit", args=[forum.pk])
    answer = client.post(url, FIELDS | {"slug": "table", "audience": "public"})
    assert "They are never public" in answer.content.decode()
    forum.refresh_from_db()
    assert forum.audience == "members"
    assert client.post(url, FIELDS | {"slug": "table"}).status_code == 302
    forum.refresh_from_db()
    assert forum.name == "Quiet room"


def test_another_audience_reaches_the_threads(client_for, administrator, member):
    thread = discussion(member)
    client_for(administrator).post(
        reverse("places:edit", args=[table().pk]), FIELDS | {"slug": "table", "audience": "public"}
    )
    assert Thread.objects.get(pk=thread.pk).audience == "public"


def test_the_command_says_what_it_mended(member):
    thread = discussion(member)
    out = io.StringIO()
    call_command("repair_counters", stdout=out)
    Thread.objects.filter(pk=thread.pk).update(reply_count=4)
    call_command("repair_counters", stdout=out)
    assert out.getvalue().splitlines() == ["Every counter was right.", "1 counters were wrong."]
    assert Thread.objects.get().reply_count == 0
