"""How it was for its author is theirs alone, unless they share it."""

import json

import pytest

from forums.models import Reflection
from members.models import ApiToken
from search.models import SearchEntry
from tests.forums import scenes

pytestmark = pytest.mark.django_db

FELT = "Quietly ashamed."


def everything_read_by(person, client_for, thread):
    """What a person gets of it through pages, lists, search, history and the API."""
    client = client_for(person)
    opening = thread.posts.get(position=1)
    token = ApiToken.issue(member=person, name="test")[1]
    program = client_for(headers={"Authorization": f"Bearer {token}"})
    answers = [
        client.get(path)
        for path in (
            f"/threads/{thread.pk}/",
            f"/threads/{thread.pk}/summary/",
            f"/posts/{opening.pk}/history/",
            "/threads/",
            "/",
            "/search/?q=ashamed",
            "/notifications/",
            "/reflections/",
            "/reflections/journal.json",
        )
    ]
    answers += [
        program.get(f"/api/v1/threads/{thread.pk}"),
        program.get(f"/api/v1/threads/{thread.pk}/posts"),
        program.get("/api/v1/threads"),
    ]
    return "\n".join(answer.content.decode() for answer in answers)


def test_unshared_it_is_nowhere_but_in_its_authors_journal(
    client_for, member, other_member, moderator, run_tasks, mailoutbox
):
    thread = scenes.shared(member, how_was_it=FELT)
    scenes.said(other_member, thread)
    run_tasks()
    run_tasks()
    for person in (other_member, moderator):
        assert FELT not in everything_read_by(person, client_for, thread)
    assert not SearchEntry.objects.filter(text__contains=FELT).exists()
    assert not any(FELT in f"{letter.body}{letter.alternatives}" for letter in mailoutbox)
    mine = json.loads(client_for(member).get("/reflections/journal.json").content)
    assert mine["reflections"][0]["how_was_it"] == FELT
    assert (
        FELT in client_for(member).get(f"/reflections/{Reflection.objects.get().uuid}/edit/").content.decode()
    )


def test_shared_colleagues_read_it(client_for, member, other_member, run_tasks):
    thread = scenes.shared(member, how_was_it=FELT, share_how_was_it=True)
    run_tasks()
    assert FELT in client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    assert SearchEntry.objects.filter(text__contains=FELT).exists()


def test_a_journal_is_in_no_index_and_no_api(client_for, member, run_tasks):
    scenes.draft(member, how_was_it=FELT, title="Mine alone")
    run_tasks()
    assert not SearchEntry.objects.filter(title__contains="Mine alone").exists()
    token = ApiToken.issue(member=member, name="test")[1]
    program = client_for(headers={"Authorization": f"Bearer {token}"})
    assert "Mine alone" not in program.get("/api/v1/threads").content.decode()
