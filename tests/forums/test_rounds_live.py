"""The clock of a round reaches everybody at once, and moves once where two press together."""

import asyncio
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from forums.models import Round, ThreadEvent
from forums.services import attending, rounds, running
from tests.core.marks import with_commits
from tests.core.sockets import LiveSocket
from tests.factories import UserFactory
from tests.forums import scenes
from tests.forums.test_rounds import make_facilitator, plan

pytestmark = with_commits


def do(verb, *args, **kwargs):
    return sync_to_async(verb)(*args, **kwargs)


async def heard_round(socket):
    while (frame := await socket.hear()).get("kind") != "round":
        assert frame.get("kind") in {"access", "counters", "thread"}, frame
    return frame["round"]


async def test_a_change_of_phase_reaches_the_other_at_once_and_a_stranger_never(
    member, other_member, client_for
):
    circle = await do(scenes.circle_forum, member, other_member)
    await do(make_facilitator, circle, member)
    thread = await do(plan, member, forum=circle, at=timezone.now() + timedelta(minutes=5))
    stranger = await do(UserFactory)
    async with (
        LiveSocket(client=await do(client_for, other_member)) as second,
        LiveSocket(client=await do(client_for, stranger)) as third,
    ):
        assert (await second.subscribe(f"thread:{thread.pk}", since=1))[-1]["kind"] == "ready"
        assert (await third.subscribe(f"thread:{thread.pk}", since=1))[-1]["error"]["status"] == 404
        await do(running.lead, actor=member, thread=thread, act="start")
        told = await heard_round(second)
        assert (told["state"], told["phase"]) == ("running", "present") and told["until"]
        await do(running.lead, actor=member, thread=thread, act="next")
        assert (await heard_round(second))["phase"] == "clarify"
        await do(attending.be_here, actor=other_member, thread=thread, on=True)
        assert (await heard_round(second))["here"] == "<5"
        assert await third.receive_nothing(0.3)
    # Whoever was away catches up with the round as it is now, by socket and by long poll alike.
    answer = await do((await do(client_for, other_member)).get, f"/threads/{thread.pk}/events?since=1")
    events = answer.json()["events"]
    assert [event["kind"] for event in events] == ["round"] * 3
    assert {event["round"]["phase"] for event in events} == {"clarify"}


def in_threads(*calls):
    """Carry out the calls at once, each on a connection of its own."""

    async def run():
        return await asyncio.gather(*(asyncio.to_thread(closing, call) for call in calls))

    return asyncio.run(run())


def closing(call):
    try:
        return call()
    finally:
        connection.close()


def test_two_who_press_next_at_once_move_it_one_phase(member, moderator):
    thread = plan(moderator, at=timezone.now() + timedelta(minutes=5), facilitators=[member])
    turn = running.lead(actor=moderator, thread=thread, act="start").turn
    before = ThreadEvent.objects.filter(thread=thread, kind="round").count()
    in_threads(
        *(
            lambda who=who: running.lead(actor=who, thread=thread, act="next", turn=turn)
            for who in (moderator, member, moderator, member)
        )
    )
    current = Round.objects.get(thread=thread)
    assert (current.phase, current.turn) == ("clarify", turn + 1)
    assert ThreadEvent.objects.filter(thread=thread, kind="round").count() == before + 1


def test_many_who_tap_at_once_are_counted_each_once(moderator):
    thread = plan(moderator, at=timezone.now() + timedelta(minutes=5))
    people = [UserFactory() for _n in range(5)]
    in_threads(*(lambda who=who: attending.be_here(actor=who, thread=thread, on=True) for who in people * 2))
    assert sum(Round.objects.get(thread=thread).here.values()) == 5


def test_a_plan_that_is_called_off_while_it_begins_does_one_of_the_two(moderator, member):
    thread = plan(moderator, at=timezone.now() + timedelta(minutes=5), facilitators=[member])
    outcomes = in_threads(
        lambda: attempt(running.lead, actor=member, thread=thread, act="start"),
        lambda: attempt(rounds.call_off, actor=moderator, thread=thread),
    )
    assert sorted(outcomes) == ["done", "refused"]
    assert Round.objects.get(thread=thread).state in {"running", "off"}


def attempt(verb, **fields):
    try:
        verb(**fields)
    except Exception:  # whatever refuses it
        return "refused"
    return "done"
