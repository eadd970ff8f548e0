"""Long polling, where sockets are blocked."""

import asyncio

import pytest
from django.db import connections
from django.test import AsyncClient

from cop.core import live
from cop.core.hub import Hub
from forums.services import reactions
from forums.topics import now_in_ms
from members.services import leave_circle
from tests.core.marks import with_commits
from tests.forums import scenes

pytestmark = with_commits


async def elsewhere(verb, *args):
    """Run what queries in a thread of its own, and leave no connection behind."""

    def run():
        try:
            return verb(*args)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


async def until_heard(thread):
    """Until a poll of this thread listens, however slow the machine is."""
    async with asyncio.timeout(20):
        while f"thread:{thread.pk}" not in Hub.here().listeners:
            await asyncio.sleep(0.01)


@pytest.fixture
def thread(other_member):
    return scenes.discussion(other_member)


@pytest.fixture
def poll(member, thread):
    client = AsyncClient()
    client.force_login(member)

    async def ask(query="", pk=None):
        return await client.get(f"/threads/{pk or thread.pk}/events{query}")

    return ask


async def test_what_was_missed_comes_at_once_and_in_order(poll, thread, other_member):
    def speak():
        scenes.said(other_member, thread, "One.")
        scenes.said(other_member, thread, "Two.")

    await elsewhere(speak)
    told = (await poll("?since=1&wait=5")).json()
    assert [event["seq"] for event in told["events"]] == [2, 3]
    assert "One." in told["events"][0]["html"]
    assert told["head"] == 3
    assert told["reload"] is False


async def test_with_nothing_new_it_answers_empty(poll):
    told = (await poll("?since=1")).json()
    assert told == {"events": [], "head": 1, "reload": False}


async def test_it_waits_for_what_comes(poll, thread, other_member):
    waiting = asyncio.create_task(poll("?since=1&wait=10"))
    await until_heard(thread)
    assert not waiting.done()
    await elsewhere(scenes.said, other_member, thread, "At last.")
    told = (await asyncio.wait_for(waiting, 5)).json()
    assert "At last." in told["events"][0]["html"]


@pytest.mark.parametrize(
    "query",
    [
        "?since=-1",
        "?since=one",
        "?since=1&wait=soon",
        "?wait=-2",
        "?since=" + "9" * 30,
        "?since=½",
        "?since=²",
    ],
)
async def test_bad_numbers_are_a_problem_of_the_asker(poll, query):
    answer = await poll(query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


async def test_a_thread_that_is_not_there_is_a_problem_too(poll, other_member):
    def inside():
        return scenes.discussion(other_member, forum=scenes.circle_forum(other_member)).pk

    for pk in (999_999, await elsewhere(inside)):
        answer = await poll("?since=0", pk=pk)
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


async def test_who_signs_out_while_waiting_is_told_so_and_nothing_else(member, thread, other_member):
    client = AsyncClient()
    await elsewhere(client.force_login, member)
    waiting = asyncio.create_task(client.get(f"/threads/{thread.pk}/events?since=1&wait=20"))
    await until_heard(thread)
    await elsewhere(client.logout)
    assert (await asyncio.wait_for(waiting, 5)).status_code == 401


async def test_who_leaves_the_circle_while_waiting_waits_no_longer(member, other_member, monkeypatch):
    monkeypatch.setattr(live, "RECHECK", 0.2)
    circle = await elsewhere(scenes.circle_forum, member, other_member)
    inside = await elsewhere(lambda: scenes.discussion(other_member, forum=circle))
    client = AsyncClient()
    await elsewhere(client.force_login, member)
    waiting = asyncio.create_task(client.get(f"/threads/{inside.pk}/events?since=1&wait=20"))
    await until_heard(inside)
    assert not waiting.done()
    await elsewhere(lambda: leave_circle(actor=member, circle=circle.circle))
    assert (await asyncio.wait_for(waiting, 5)).status_code == 404


async def test_a_sign_is_told_as_a_number_without_the_post(poll, thread, member, other_member):
    def thank():
        post = scenes.said(other_member, thread, "One.")
        reactions.react(actor=member, post=post, kind="thanks", on=True)
        return post.pk

    pk = await elsewhere(thank)
    told = (await poll("?since=2")).json()["events"]
    assert told == [{"seq": 3, "kind": "reacted", "post": pk, "signs": told[0]["signs"]}]
    assert told[0]["signs"]["thanks"] == "<5"
    assert told[0]["signs"]["same"] == ""


def test_lists_ask_for_all_their_forums_at_once_and_hear_only_of_those_they_may_see(
    member, other_member, client_for
):
    open_thread = scenes.discussion(other_member)
    inside = scenes.discussion(other_member, forum=scenes.circle_forum(other_member))
    query = f"?since={now_in_ms() - 1000}&forum={open_thread.forum_id}&forum={inside.forum_id}"
    told = client_for(member).get(f"/threads/events{query}").json()
    assert [(one["thread"], one["kind"]) for one in told["events"]] == [(open_thread.pk, "thread")]
    assert client_for().get(f"/threads/events{query}").json()["events"] == []
    assert client_for(member).get("/threads/events?since=soon").status_code == 400
