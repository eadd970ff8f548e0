"""Putting replies back that were split off."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from cop.core.access import Refused
from forums.models import Forum, ReadPosition, Splitting, Thread, ThreadEvent
from forums.services import answers, arranging, editing, merging, posting, rejoining, splitting
from forums.services.repair import repair_thread
from members.models import AuditEntry, Follow
from members.services import relations
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, principle, said, table
from tests.forums.test_pages_moderating import of, page
from tests.forums.test_parting import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member, other_member):
    thread = discussion(member)
    for n in range(4):
        said(other_member, thread, f"Reply {n}", anonymous=True)
    return thread


def split(moderator, thread, places, **fields):
    posts = list(thread.posts.filter(position__in=places))
    return splitting.split_posts(actor=moderator, thread=thread, posts=posts, title="Apart", **fields)


def undo(moderator, fresh, **fields):
    return rejoining.undo_split(actor=moderator, thread=fresh, **fields)


def test_each_goes_back_to_its_old_place_and_the_address_leads_there(member, moderator, thread, client_for):
    before = list(thread.posts.order_by("position").values("pk", "position", "alias", "kind"))
    fresh = split(moderator, thread, [2, 4])
    said(member, thread, "Said meanwhile")
    desk = client_for(moderator)
    assert "Put its replies back" in desk.get(page(fresh)).text
    assert "Put its replies back" not in desk.get(page(thread)).text
    assert "to its old place" in desk.get(of(fresh, "rejoin")).text
    answer = desk.post(of(fresh, "rejoin"), {"reason": "They belong here."})
    assert answer["Location"] == page(thread)
    after = list(thread.posts.order_by("position").values("pk", "position", "alias", "kind"))
    assert after[:-1] == before and texts(thread)[-1] == (6, "Said meanwhile")
    thread.refresh_from_db()
    assert (thread.reply_count, thread.has_split) == (5, False)
    assert not repair_thread(thread_id=thread.pk)
    assert not repair_thread(thread_id=fresh.pk)
    answer = client_for(member).get(page(fresh))
    assert answer.status_code in (301, 302) and answer["Location"].startswith(page(thread))
    entry = AuditEntry.objects.get(verb="undo-split")
    assert (entry.reason, entry.object_id) == ("They belong here.", thread.pk)
    assert thread.events.order_by("seq").last().kind == ThreadEvent.Kind.ARRANGED


def test_what_was_not_read_there_is_new_here_too(member, other_member, moderator, thread):
    read, behind = other_member, member
    thread.refresh_from_db()
    posting.mark_read(actor=read, thread=thread, position=5)
    posting.mark_read(actor=behind, thread=thread, position=3)
    fresh = split(moderator, thread, [4, 5])
    assert ReadPosition.objects.get(member=behind, thread=thread).position == 5, (
        "nothing else is left to read"
    )
    relations.set_level(actor=behind, target=fresh, level=Follow.Level.WATCHING)
    Follow.objects.filter(member=behind).exclude(level=Follow.Level.WATCHING).delete()
    undo(moderator, fresh)
    places = dict(ReadPosition.objects.filter(thread=thread).values_list("member", "position"))
    assert places[behind.pk] == 3 and places[read.pk] == 5
    assert relations.level_of(behind, thread) == Follow.Level.WATCHING


def test_who_came_while_they_stood_apart_has_them_before_them_when_they_are_back(moderator, thread):
    fresh = split(moderator, thread, [2, 4])
    late = UserFactory()
    thread.refresh_from_db()
    posting.mark_read(actor=late, thread=thread)
    assert ReadPosition.objects.get(member=late, thread=thread).position == 5
    undo(moderator, fresh)
    assert ReadPosition.objects.get(member=late, thread=thread).position == 1


def test_also_out_of_a_circle_as_long_as_nothing_was_said_there(moderator, other_member, thread):
    circle = circle_forum(moderator, other_member)
    fresh = split(moderator, thread, [3], forum=circle)
    assert undo(moderator, fresh).pk == thread.pk
    assert [place for place, _text in texts(thread)] == [1, 2, 3, 4, 5]

    fresh = split(moderator, thread, [3], forum=circle)
    said(other_member, fresh, "Among us")
    with pytest.raises(Refused):
        undo(moderator, fresh)
    assert [place for place, _text in texts(thread)] == [1, 2, 4, 5]


def test_not_once_something_was_changed_or_went_elsewhere(moderator, other_member, thread):
    fresh = split(moderator, thread, [2])
    editing.edit_post(actor=other_member, post=fresh.posts.get(), body="Otherwise.")
    with pytest.raises(Refused):
        undo(moderator, fresh)

    other = split(moderator, thread, [3, 4])
    split(moderator, other, [2])
    with pytest.raises(Refused):
        undo(moderator, other)

    joined = split(moderator, thread, [5])
    merging.merge_threads(actor=moderator, source=discussion(other_member), target=joined)
    with pytest.raises(Refused):
        undo(moderator, joined)


def test_the_answer_is_the_answer_again(member, other_member, moderator):
    question = posting.start_thread(
        actor=member, forum=table(), kind="question", title="Who?", body="Who?", principles=[principle()]
    )
    answers.accept_answer(actor=member, post=said(other_member, question, "I do"))
    fresh = split(moderator, question, [2])
    assert Thread.objects.get(pk=question.pk).answer_id is None
    undo(moderator, fresh)
    assert Thread.objects.get(pk=question.pk).answer.position == 2


def test_for_thirty_days_and_by_moderators_within_reach(member, moderator, thread, client_for):
    fresh = split(moderator, thread, [2])
    act = of(fresh, "rejoin")
    assert client_for(member).get(act).status_code == 403
    with pytest.raises(Http404):
        undo(moderator, thread)
    Splitting.objects.update(at=timezone.now() - timedelta(days=31))
    assert client_for(moderator).get(act).status_code == 403
    with pytest.raises(Refused):
        undo(moderator, fresh)
    assert texts(fresh) == [(1, "Reply 0")]


def test_a_hidden_conversation_takes_nothing_back(moderator, thread):
    fresh = split(moderator, thread, [2])
    arranging.hide_thread(actor=moderator, thread=thread)
    with pytest.raises(ValidationError):
        undo(moderator, fresh)


def test_where_more_people_read_the_old_one_by_now_one_says_that_it_is_meant(moderator, other_member):
    square = Forum.objects.create(slug="square", name="Square", audience="public")
    thread = discussion(other_member)
    said(other_member, thread, "Said to members")
    fresh = split(moderator, thread, [2])
    arranging.move_thread(actor=moderator, thread=thread, forum=square, wider=True)
    with pytest.raises(ValidationError):
        undo(moderator, fresh)
    assert undo(moderator, fresh, wider=True).pk == thread.pk
