"""Many at once: numbers without a gap, retries that race, counters that agree."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404

from cop.core.access import Refused
from cop.core.problems import Conflict
from forums.models import Post, Thread, ThreadEvent
from forums.services import arranging, merging, moderation, parting, posting, reactions, splitting
from forums.services.repair import repair_thread
from tests.core.marks import with_commits
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, table

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


def test_who_answers_while_a_conversation_is_closed_is_heard_or_refused(member, moderator):
    thread, people = discussion(member), [UserFactory() for _n in range(5)]

    def answer(person):
        try:
            return posting.reply(actor=person, thread=thread, body="Just in time")
        except Refused:
            return None

    said = at_once(
        *(lambda person=person: answer(person) for person in people),
        lambda: moderation.lock_thread(actor=moderator, thread=thread),
    )[:-1]
    kept = {post.pk for post in said if post}
    assert set(thread.posts.exclude(position=1).values_list("pk", flat=True)) == kept
    closed = thread.events.get(kind=ThreadEvent.Kind.CLOSED).seq
    assert thread.events.filter(post__in=kept, seq__gt=closed).count() == 0
    assert repair_thread(thread_id=thread.pk) == 0


def test_what_is_said_while_threads_are_joined_arrives_in_one_of_them_once(member, moderator):
    source, target = discussion(member, title="One"), discussion(member, title="Two")
    people = [UserFactory() for _n in range(6)]

    def answer(person, n):
        return posting.reply(
            actor=person, thread=(source, target)[n % 2], body=f"Word {n}", anonymous=n % 3 == 0
        ).pk

    *said, _joined = at_once(
        *(lambda person=person, n=n: answer(person, n) for n, person in enumerate(people)),
        lambda: merging.merge_threads(actor=moderator, source=source, target=target),
    )
    assert set(Post.objects.filter(thread=target).values_list("pk", flat=True)) >= set(said)
    assert not source.posts.exists()
    whole(source), whole(target)
    aliases = list(target.posts.filter(alias__isnull=False).values_list("alias", flat=True))
    assert len(aliases) == len(set(aliases)) == 2


def test_what_is_said_while_threads_are_taken_apart_stands_in_one_of_them_once(member, moderator):
    source, target = discussion(member, title="One"), discussion(member, title="Two")
    came = [posting.reply(actor=member, thread=source, body=f"Came {n}").pk for n in range(3)]
    merging.merge_threads(actor=moderator, source=source, target=target)
    people = [UserFactory() for _n in range(6)]

    def answer(person, n):
        post = posting.reply(actor=person, thread=target, body=f"Word {n}", anonymous=n % 3 == 0)
        reactions.react(actor=person, post=Post.objects.get(pk=came[n % 3]), kind="thanks", on=True)
        return post.pk

    def undo(actor):
        try:
            return parting.undo_merge(actor=actor, thread=source)
        except (Http404, Conflict):
            return None

    *said, one, two = at_once(
        *(lambda person=person, n=n: answer(person, n) for n, person in enumerate(people)),
        lambda: undo(moderator),
        lambda: undo(UserFactory(moderator=True)),
    )
    assert [one, two].count(None) == 1
    assert set(source.posts.exclude(position=1).values_list("pk", flat=True)) == set(came)
    assert set(target.posts.exclude(position=1).values_list("pk", flat=True)) == set(said)
    assert [Post.objects.get(pk=pk).thanks_count for pk in came] == [2, 2, 2]
    whole(source), whole(target)


def test_two_moderators_who_join_crosswise_join_once(member, moderator):
    one, two, other = (
        discussion(member, title="One"),
        discussion(member, title="Two"),
        UserFactory(moderator=True),
    )

    def join(actor, source, target):
        try:
            return merging.merge_threads(actor=actor, source=source, target=target)
        except (Http404, ValidationError):
            return None

    joined = at_once(lambda: join(moderator, one, two), lambda: join(other, two, one))
    assert sum(found is not None for found in joined) == 1
    assert sorted([one.posts.count(), two.posts.count()]) == [0, 2]


def test_signs_given_while_posts_are_split_off_stay_with_their_posts(member, moderator):
    thread = discussion(member)
    posts = [posting.reply(actor=UserFactory(), thread=thread, body=f"Word {n}") for n in range(3)]
    people = [UserFactory() for _n in range(4)]

    def thank(person):
        for post in posts:
            reactions.react(actor=person, post=post, kind="thanks", on=True)

    *_thanks, apart = at_once(
        *(lambda person=person: thank(person) for person in people),
        lambda: splitting.split_posts(actor=moderator, thread=thread, posts=posts[1:], title="Apart"),
    )
    assert [Post.objects.get(pk=post.pk).thanks_count for post in posts] == [4, 4, 4]
    whole(thread), whole(apart)


def test_who_answers_while_a_thread_moves_into_a_circle_reads_it_or_is_not_heard(
    member, moderator, other_member
):
    circle, thread = circle_forum(member), discussion(member)

    def answer():
        try:
            return posting.reply(actor=other_member, thread=thread, body="Just in time")
        except Http404:
            return None

    said, _moved = at_once(
        answer, lambda: arranging.move_thread(actor=moderator, thread=thread, forum=circle)
    )
    thread.refresh_from_db()
    assert thread.audience == circle.audience_token
    assert thread.posts.count() == (2 if said else 1)
    whole(thread)


def whole(thread):
    """Numbers without a gap, places once, counters that agree."""
    thread.refresh_from_db()
    seqs = list(thread.events.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, thread.head_seq + 1))
    assert repair_thread(thread_id=thread.pk) == 0
