"""Polls in what somebody says: who may vote and how often, what is told of it, and what stays secret."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cop.core.access import Refused
from forums.entries import post_entries
from forums.models import PollVote, Post, Thread, ThreadEvent
from forums.polls import numbers_of, poll_of
from forums.services import moderation, polls, posting
from forums.services.repair import repair_thread
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db

ASKED = {"question": "When shall we meet?", "options": ["Monday", "Tuesday", "Never"]}


@pytest.fixture
def post(member):
    thread = scenes.discussion(member)
    return scenes.said(member, thread, poll=ASKED)


def vote(member, post, *choices):
    return polls.vote(actor=member, post=post, choices=choices)


def stored(post):
    post.refresh_from_db()
    return [option["votes"] for option in post.poll["options"]], post.poll["voters"]


def test_a_vote_counts_once_and_may_be_changed_and_taken_back(post, other_member):
    vote(other_member, post, 0)
    vote(other_member, post, 0)
    assert stored(post) == ([1, 0, 0], 1)
    vote(other_member, post, 2)
    assert stored(post) == ([0, 0, 1], 1)
    vote(other_member, post)
    assert stored(post) == ([0, 0, 0], 0)
    assert list(ThreadEvent.objects.filter(kind="voted").values_list("post", flat=True)) == [post.pk] * 3


def test_one_answer_or_several_as_it_was_asked(post, member, other_member):
    for choices in ([0, 1], [3], [-1]):
        with pytest.raises(ValidationError):
            vote(other_member, post, *choices)
    assert not PollVote.objects.exists()
    many = scenes.said(member, post.thread, poll=ASKED | {"several": True})
    vote(other_member, many, 0, 2)
    assert stored(many) == ([1, 0, 1], 1)


def test_numbers_are_told_once_five_have_voted_and_small_ones_never(post, client_for):
    voters = [UserFactory() for _n in range(6)]
    for voter in voters[:4]:
        vote(voter, post, 1)
    assert not poll_of(post := Post.objects.get(pk=post.pk)).told
    assert {option["number"] for option in numbers_of(post)["options"]} == {""}
    assert numbers_of(post)["voters"] == "<5"
    vote(voters[4], post, 1)
    vote(voters[5], post, 0)
    told = numbers_of(Post.objects.get(pk=post.pk))
    assert told["voters"] == "6"
    assert [(one["number"], one["share"]) for one in told["options"]] == [
        ("<5", None),
        ("5", 5),
        ("<5", None),
    ]


def test_the_page_shows_what_one_chose_and_no_name_of_anybody(post, client_for, other_member):
    for _n in range(5):
        vote(UserFactory(display_name="Somebody Who Voted"), post, 1)
    page = client_for(other_member).get(f"/threads/{post.thread_id}/").content.decode()
    assert "When shall we meet?" in page
    assert "data-answered" not in page
    client = client_for(other_member)
    answer = client.post(f"/posts/{post.pk}/vote/", {f"choice-{post.pk}": "1"})
    assert answer.status_code == 302
    page = client.get(f"/threads/{post.thread_id}/").content.decode()
    assert "data-answered" in page
    assert "Somebody Who Voted" not in page
    by_script = client.post(
        f"/posts/{post.pk}/vote/", {f"choice-{post.pk}": "0"}, headers={"X-Requested-With": "fetch"}
    )
    assert "your choice" in by_script.content.decode()
    assert stored(post) == ([1, 5, 0], 6)


def test_a_poll_ends_at_its_day_or_when_its_author_ends_it(post, member, other_member):
    polls.close_poll(actor=member, post=post)
    with pytest.raises(Refused):
        vote(other_member, post, 0)
    with pytest.raises(Refused):
        polls.close_poll(actor=other_member, post=post)
    assert stored(post)[1] == 0


def test_nobody_votes_where_a_conversation_is_closed(post, moderator, other_member):
    moderation.lock_thread(actor=moderator, thread=post.thread)
    with pytest.raises(Refused):
        vote(other_member, post, 0)


def test_answers_stay_as_they_are_once_somebody_voted(post, member, other_member):
    polls.change_poll(actor=member, post=post, poll=ASKED | {"options": ["Monday", "Friday"]})
    vote(other_member, post, 1)
    with pytest.raises(ValidationError):
        polls.change_poll(actor=member, post=post, poll=ASKED)
    later = timezone.now() + timedelta(days=1)
    same = ASKED | {"options": ["Monday", "Friday"], "closes_at": later}
    polls.change_poll(actor=member, post=post, poll=same)
    assert stored(post) == ([0, 1], 1)
    assert poll_of(post).closes_at == later
    with pytest.raises(Refused):
        polls.change_poll(actor=other_member, post=post, poll=same)


@pytest.mark.parametrize(
    "changed",
    [
        {"options": ["One"]},
        {"options": ["Same", "Same"]},
        {"options": [f"Answer {n}" for n in range(11)]},
        {"options": ["x" * 121, "y"]},
        {"question": ""},
        {"question": "x" * 161},
        {"closes_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_a_poll_that_is_none_is_refused_and_nothing_is_said(member, changed):
    thread = scenes.discussion(member)
    with pytest.raises(ValidationError):
        scenes.said(member, thread, poll=ASKED | changed)
    assert thread.posts.count() == 1


def test_no_polls_about_a_moment_with_a_family(member, other_member):
    thread = scenes.shared(member)
    with pytest.raises(ValidationError):
        posting.reply(actor=other_member, thread=thread, body="I notice.", kind="notice", poll=ASKED)


def test_the_forms_take_a_poll_and_keep_the_words_when_it_is_half(client_for, member):
    client, thread = client_for(member), scenes.discussion(member)
    sent = {"kind": "reply", "body": "Let us see.", "idempotency_key": str(uuid.uuid4())}
    half = client.post(
        f"/threads/{thread.pk}/reply/", sent | {"poll_question": "When?", "poll_options": "Monday"}
    )
    assert half.status_code == 422
    assert "Let us see." in half.content.decode()
    whole = sent | {
        "poll_question": "When?",
        "poll_options": "Monday\r\nTuesday\r\n\r\n",
        "poll_several": "on",
    }
    assert client.post(f"/threads/{thread.pk}/reply/", whole).status_code == 302
    post = thread.posts.get(position=2)
    assert [option["text"] for option in post.poll["options"]] == ["Monday", "Tuesday"]
    assert post.poll["several"] is True
    begun = client.post(
        "/threads/new/",
        {
            "forum": "table", "kind": "question", "title": "A day?", "body": "Which?", "language": "en",
            "principles": ["trust-parents"], "idempotency_key": str(uuid.uuid4()),
            "poll_question": "Which day?", "poll_options": "A\nB",
            "poll_closes": (timezone.now() + timedelta(days=2)).date().isoformat(),
        },
    )  # fmt: skip
    assert begun.status_code == 302, begun.content.decode()[:2000]
    opening = Thread.objects.get(title="A day?").posts.get()
    assert poll_of(opening).closes_at > timezone.now() + timedelta(days=1)


def test_who_asked_anonymously_stays_so(client_for, member, other_member):
    thread = scenes.discussion(other_member)
    post = scenes.said(member, thread, anonymous=True, poll=ASKED)
    vote(member, post, 0)
    page = client_for(other_member).get(f"/threads/{thread.pk}/").content.decode()
    assert member.display_name not in page
    assert str(member.uuid) not in page


def test_the_author_changes_a_poll_on_a_page(client_for, member, other_member, post):
    assert client_for(other_member).get(f"/posts/{post.pk}/poll/").status_code == 403
    client = client_for(member)
    assert "Monday" in client.get(f"/posts/{post.pk}/poll/").content.decode()
    client.post(f"/posts/{post.pk}/poll/", {"poll_question": "Which?", "poll_options": "A\nB"})
    assert poll_of(Post.objects.get(pk=post.pk)).question == "Which?"
    client.post(f"/posts/{post.pk}/poll/", {"close": "1"})
    assert poll_of(Post.objects.get(pk=post.pk)).closed


def test_numbers_that_went_wrong_are_mended(post, other_member):
    vote(other_member, post, 0)
    post.refresh_from_db()
    Post.objects.filter(pk=post.pk).update(poll=post.poll | {"voters": 9})
    assert repair_thread(thread_id=post.thread_id) == 1
    assert stored(post) == ([1, 0, 0], 1)


def test_a_page_without_polls_asks_nothing_of_them(
    client_for, member, other_member, django_assert_num_queries
):
    posts = [scenes.said(member, scenes.discussion(member)) for _n in range(2)]
    with django_assert_num_queries(0):
        assert polls.chosen_by(other_member, posts) == {}


def test_search_knows_what_a_poll_asks(member):
    poll = {"question": "Which kettle?", "options": ["The copper one", "The blue one"]}
    post = scenes.said(member, scenes.discussion(member), "Choose.", poll=poll)
    (entry,) = post_entries(post)
    assert "Which kettle?" in entry.text and "The copper one" in entry.text
