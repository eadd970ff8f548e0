"""Long polling, where sockets are blocked."""

import asyncio

import pytest
from django.db import connections
from django.test import AsyncClient

from tests.forums import scenes

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


async def elsewhere(verb, *args):
    """Run what queries in a thread of its own, and leave no connection behind."""

    def run():
        try:
            return verb(*args)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


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
    await asyncio.sleep(0.3)
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
