"""Many at once: numbers without a gap, retries that race, counters that agree."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from forums.models import Post, Thread, ThreadEvent
from forums.services import posting, reactions
from forums.services.repair import repair_thread
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums.scenes import discussion, table

pytestmark = with_commits


def at_once(*calls):
    """Run the calls in threads that begin together; their answers in order."""

    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_every_change_gets_the_next_number(member):
    thread = discussion(member)
    people = [UserFactory() for _n in range(6)]

    def speak(person):
        for n in range(4):
            post = posting.reply(actor=person, thread=thread, body=f"Word {n}", anonymous=person.pk % 2 == 0)
            posting.edit_post(actor=person, post=post, body=f"Word {n} again")

    at_once(*(lambda person=person: speak(person) for person in people))
    seqs = list(ThreadEvent.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, 50))
    positions = list(
        Post.objects.filter(thread=thread).order_by("position").values_list("position", flat=True)
    )
    assert positions == list(range(1, 26))
    thread.refresh_from_db()
    assert (thread.head_seq, thread.last_position, thread.reply_count) == (49, 25, 24)
    aliases = set(Post.objects.filter(alias__isnull=False).values_list("author", "alias"))
    assert sorted(alias for _author, alias in aliases) == [1, 2, 3]
    assert repair_thread(thread_id=thread.pk) == 0


@pytest.mark.parametrize("what", ["reply", "thread"])
def test_two_equal_requests_that_race_write_once(member, what):
    thread, key, forum = discussion(member), uuid.uuid4(), table()

    def send():
        if what == "reply":
            return posting.reply(actor=member, thread=thread, body="Once", idempotency_key=key)
        return posting.start_thread(
            actor=member, forum=forum, kind="question", title="Once", body="Once", idempotency_key=key
        )

    answers = at_once(*[send] * 5)
    assert len({answer.pk for answer in answers}) == 1
    assert (Thread.objects.count(), Post.objects.count()) == ((1, 2) if what == "reply" else (2, 2))


def test_thanks_are_counted_once_a_person(member):
    thread = discussion(member)
    post = thread.posts.get()
    people = [UserFactory() for _n in range(4)]
    at_once(
        *(
            lambda p=p: reactions.react(actor=p, post=post, kind="thanks", on=True)
            for p in people
            for _twice in "ab"
        )
    )
    post.refresh_from_db()
    assert post.thanks_count == 4
