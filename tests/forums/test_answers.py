"""A question and the reply that settles it."""

import pytest

from cop.core import registries
from forums.models import Thread
from forums.services import answers, moderation, posting, repair
from members.models import AuditEntry
from tests.factories import UserFactory
from tests.forums.scenes import discussion, principle, said, table
from tests.notifications.scenes import told

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(member):
    return posting.start_thread(
        actor=member, forum=table(), kind="question", title="How long may the goodbye take?", body="At the door.",
        principles=[principle()],
    )  # fmt: skip


@pytest.fixture
def post(question, other_member):
    return said(other_member, question, body="As long as the parent needs.")


def mark(client, post, on="1"):
    return client.post(f"/posts/{post.pk}/answer/", {"on": on}, follow=True)


def test_who_asked_marks_the_answer_and_readers_find_it_under_the_question(
    client_for, member, post, question
):
    page = mark(client_for(member), post).content.decode()
    assert "The answer" in page
    assert Thread.objects.get().answer_id == post.pk
    for _ in range(25):
        said(member, question)
    far = client_for(UserFactory()).get(f"/threads/{question.pk}/?page=2").content.decode()
    assert "As long as the parent needs." in far
    assert f'id="post-{post.pk}"' not in far
    listed = client_for(UserFactory()).get("/threads/").content.decode()
    assert "answered" in listed


def test_a_moderator_marks_it_too_and_that_stands_in_the_record(client_for, moderator, post):
    mark(client_for(moderator), post)
    assert Thread.objects.get().answer_id == post.pk
    assert AuditEntry.objects.filter(verb="accept-answer").count() == 1


def test_others_may_not_say_what_answers_it(client_for, other_member, post):
    assert client_for(other_member).post(f"/posts/{post.pk}/answer/", {"on": "1"}).status_code == 403
    assert Thread.objects.get().answer_id is None


def test_a_discussion_has_no_answer(client_for, member, other_member):
    thread = discussion(member)
    reply = said(other_member, thread)
    assert client_for(member).post(f"/posts/{reply.pk}/answer/", {"on": "1"}).status_code == 403


def test_the_mark_moves_and_is_taken_back(client_for, member, other_member, post, question):
    second = said(other_member, question, body="Count to ten together.")
    mark(client_for(member), post)
    mark(client_for(member), second)
    kinds = list(question.events.values_list("kind", "post"))
    assert kinds[-3:] == [("answered", post.pk), ("unanswered", post.pk), ("answered", second.pk)]
    mark(client_for(member), second, on="")
    assert Thread.objects.get().answer_id is None


def test_the_question_itself_is_no_answer(client_for, member, question):
    mark(client_for(member), question.posts.get())
    assert Thread.objects.get().answer_id is None


def test_an_answer_that_is_hidden_or_removed_is_none_any_more(member, other_member, moderator, post):
    answers.accept_answer(actor=member, post=post)
    moderation.keep_hidden(actor=moderator, post=post)
    assert Thread.objects.get().answer_id is None
    moderation.restore_post(actor=moderator, post=post)
    answers.accept_answer(actor=member, post=post)
    posting.remove_post(actor=other_member, post=post)
    assert Thread.objects.get().answer_id is None


def test_what_was_the_answer_is_it_again_once_it_is_shown(
    client_for, member, other_member, moderator, post, question
):
    answers.accept_answer(actor=member, post=post)
    moderation.keep_hidden(actor=moderator, post=post)
    head = Thread.objects.get().head_seq
    moderation.restore_post(actor=moderator, post=post)
    (event,) = registries.topics["thread"].catch_up(other_member, str(question.pk), head, "en").events
    assert (event["kind"], "settles" in event["html"]) == ("shown", True)
    page = client_for(other_member).get(f"/threads/{question.pk}/").content.decode()
    assert "data-answer-card aria" in page
    assert "data-answer-card hidden" not in page


def test_what_was_hidden_meanwhile_displaces_no_other_answer(member, other_member, moderator, post, question):
    answers.accept_answer(actor=member, post=post)
    moderation.keep_hidden(actor=moderator, post=post)
    second = said(other_member, question, body="Another one.")
    answers.accept_answer(actor=member, post=second)
    moderation.restore_post(actor=moderator, post=post)
    assert Thread.objects.get().answer_id == second.pk
    moderation.keep_hidden(actor=moderator, post=post)
    moderation.restore_post(actor=moderator, post=post)
    assert Thread.objects.get().answer_id == second.pk


def test_listeners_get_the_post_with_its_mark(member, other_member, post, question):
    topic, head = registries.topics["thread"], Thread.objects.get().head_seq
    answers.accept_answer(actor=member, post=post)
    (event,) = topic.catch_up(other_member, str(question.pk), head, "en").events
    assert event["kind"] == "answered"
    assert "The answer" in event["html"]


def test_whoever_answered_is_told_once(member, other_member, post, run_tasks):
    answers.accept_answer(actor=member, post=post)
    answers.accept_answer(actor=member, post=post)
    run_tasks()
    assert told(other_member) == ["answer"]


def test_the_word_goes_away_with_the_mark(member, other_member, post, run_tasks):
    answers.accept_answer(actor=member, post=post)
    run_tasks()
    answers.retract_answer(actor=member, post=post)
    run_tasks()
    assert told(other_member) == []


def test_an_anonymous_answer_stays_anonymous(client_for, member, question):
    quiet = UserFactory(display_name="Ines Quiet", sector="policy")
    reply = said(quiet, question, anonymous=True)
    page = mark(client_for(member), reply).content.decode()
    assert "Ines Quiet" not in page
    assert "A colleague" in page


def test_a_mark_that_points_nowhere_is_mended(member, other_member, question, post):
    elsewhere = said(other_member, discussion(member))
    Thread.objects.filter(pk=question.pk).update(answer=elsewhere, thanks_count=7)
    assert repair.repair_thread(thread_id=question.pk) == 2
    question.refresh_from_db()
    assert (question.answer_id, question.thanks_count) == (None, 0)
