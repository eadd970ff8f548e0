"""Long polling by program: the same numbered changes as on the pages, as JSON."""

import asyncio

import pytest
from django.db import connections
from django.test import AsyncClient

from forums.services import moderation, posting
from members import services as members
from members.models import ApiToken
from tests.api.program import problem
from tests.core.marks import with_commits
from tests.core.sockets import listened_to
from tests.forums.scenes import circle_forum, discussion, said

pytestmark = with_commits


async def elsewhere(verb, *args, **kwargs):
    """Run what queries in a thread of its own, and leave no connection behind."""

    def run():
        try:
            return verb(*args, **kwargs)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


@pytest.fixture
def thread(member):
    return discussion(member)


@pytest.fixture
def listen(member, thread):
    """`await listen(since=1, wait=5)` with the token of `member`, or of `by`."""
    tokens = {member.pk: ApiToken.issue(member=member, name="tests")[1]}

    async def ask(thread_id=None, *, by=member, **params):
        if by.pk not in tokens:
            tokens[by.pk] = (await elsewhere(ApiToken.issue, member=by, name="tests"))[1]
        headers = {"Authorization": f"Bearer {tokens[by.pk]}"}
        client = AsyncClient(raise_request_exception=False)
        return await client.get(f"/api/v1/threads/{thread_id or thread.pk}/events", params, headers=headers)

    return ask


async def test_events_tell_what_happened_since(listen, thread, other_member):
    post = await elsewhere(said, other_member, thread, body="I notice.")
    answer = (await listen(since=1)).json()
    assert (answer["head"], answer["reload"]) == (2, False)
    (event,) = answer["events"]
    assert (event["seq"], event["kind"], event["post_id"]) == (2, "created", post.pk)
    assert event["post"]["text"] == "I notice."
    assert event["post"]["author"]["label"] == "Amara Nwosu"
    assert "html" not in event


async def test_nothing_new_answers_at_once_without_a_wait(listen):
    assert (await listen(since=1)).json() == {"events": [], "head": 1, "reload": False}


async def test_it_waits_for_what_comes(listen, thread, other_member):
    waiting = asyncio.create_task(listen(since=1, wait=20))
    await listened_to(f"thread:{thread.pk}")
    await elsewhere(said, other_member, thread, body="At last.")
    answer = await asyncio.wait_for(waiting, 10)
    assert [event["post"]["text"] for event in answer.json()["events"]] == ["At last."]


async def test_an_anonymous_reply_is_told_without_name_and_hour(listen, thread, other_member):
    await elsewhere(said, other_member, thread, anonymous=True)
    answer = await listen(since=1)
    for secret in ("Amara", str(other_member.uuid), "Pediatrician", ":00Z"):
        assert secret not in answer.text
    assert len(answer.json()["events"][0]["post"]["created_at"]) == 10


async def test_a_hidden_post_is_an_event_without_words(listen, thread, member, other_member):
    post = await elsewhere(said, other_member, thread, body="Too much.")
    await elsewhere(moderation.raise_privacy_concern, actor=member, post=post)
    answer = await listen(since=1)
    assert [(one["kind"], one["post"]) for one in answer.json()["events"]] == [
        ("none", None),
        ("hidden", None),
    ]
    assert "Too much" not in answer.text


async def test_a_take_away_and_a_closing_are_events_too(listen, thread, member, moderator):
    await elsewhere(posting.take_away, actor=member, thread=thread, body="Ask first.")
    await elsewhere(moderation.lock_thread, actor=moderator, thread=thread)
    events = (await listen(since=1)).json()["events"]
    assert [one["kind"] for one in events] == ["created", "closed"]
    assert events[0]["post"]["kind"] == "takeaway"
    assert events[1]["post"] is None


async def test_a_cursor_from_nowhere_is_told_to_begin_again(listen):
    assert (await listen(since=99)).json()["reload"] is True


@pytest.mark.parametrize("params", [{"since": -1}, {"since": "x"}, {"wait": 26}, {"since": 10**30}])
async def test_a_wrong_cursor_is_refused(params, listen):
    problem(await listen(**params), 422)


async def test_a_circle_is_not_there_for_others(listen, member, other_member):
    secret = await elsewhere(lambda: discussion(member, forum=circle_forum(member)))
    assert (await listen(secret.pk)).status_code == 200
    problem(await listen(secret.pk, by=other_member), 404)
    problem(await listen(10**30), 404)


async def test_whoever_is_put_out_while_waiting_hears_nothing(listen, member, other_member):
    forum = await elsewhere(circle_forum, member, other_member)
    secret = await elsewhere(discussion, member, forum=forum)
    waiting = asyncio.create_task(listen(secret.pk, by=other_member, since=1, wait=20))
    await listened_to(f"thread:{secret.pk}")
    await elsewhere(members.leave_circle, actor=other_member, circle=forum.circle)
    await elsewhere(said, member, secret, body="Among us.")
    answer = await asyncio.wait_for(waiting, 10)
    problem(answer, 404)
    assert "Among us" not in answer.text


async def test_a_token_that_is_revoked_while_waiting_hears_nothing(listen, thread, member, other_member):
    waiting = asyncio.create_task(listen(since=1, wait=20))
    await listened_to(f"thread:{thread.pk}")
    token = await elsewhere(ApiToken.objects.get)
    await elsewhere(members.revoke_token, actor=member, token=token)
    await elsewhere(said, other_member, thread, body="After that.")
    answer = await asyncio.wait_for(waiting, 10)
    problem(answer, 401)
    assert "After that" not in answer.text


async def test_without_a_token_nobody_listens(thread):
    problem(await AsyncClient().get(f"/api/v1/threads/{thread.pk}/events"), 401)
