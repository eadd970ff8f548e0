"""Taking two conversations apart again that were joined."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from cop.core.access import Refused
from forums.models import Joining, Placing, Post, ReadPosition, Thread, ThreadEvent
from forums.services import (
    arranging,
    editing,
    merging,
    moderation,
    parting,
    posting,
    removing,
    revising,
    splitting,
)
from forums.services.posting import mark_read
from forums.services.repair import repair_thread
from members.models import AuditEntry, Follow
from members.services import level_of, set_level
from tests.factories import UserFactory
from tests.forums.scenes import circle_forum, discussion, said, table
from tests.forums.test_pages_moderating import of, page, second

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(member, other_member):
    thread = discussion(member, title="The same again")
    said(other_member, thread, "Said there")
    return thread


@pytest.fixture
def target(member):
    thread = discussion(member)
    said(member, thread, "Said here")
    return thread


@pytest.fixture
def desk(client_for, moderator):
    return client_for(moderator)


def join(moderator, source, target, **fields):
    merging.merge_threads(actor=moderator, source=source, target=target, **fields)


def undo(moderator, source, **fields):
    parting.undo_merge(actor=moderator, thread=source, **fields)


def texts(thread):
    """What stands in it, in its order, by position."""
    rows = thread.posts.exclude(position=None).order_by("position")
    return [(one.position, one.body.removeprefix("<p>").removesuffix("</p>")) for one in rows]


def test_each_goes_back_to_its_place_and_what_was_said_since_stays(
    member, other_member, moderator, source, target, desk, client_for
):
    before = texts(source), texts(target)
    numbers = Thread.objects.values_list("reply_count", "thanks_count", "kind", "title", "state", "author")
    was = list(numbers.order_by("pk").filter(pk__in=[source.pk, target.pk]))
    post = source.posts.get(position=2)
    join(moderator, source, target)
    late = said(other_member, target, "Said since")
    answer = desk.post(of(source, "part"), {"reason": "It was another question."})
    assert (answer.status_code, answer.url) == (302, page(source))
    assert texts(source) == before[0]
    assert texts(target) == [*before[1], (late.position, "Said since")]
    now = list(numbers.order_by("pk").filter(pk__in=[source.pk, target.pk]))
    assert now[0] == was[0]
    assert now[1] == (2, *was[1][1:])
    assert repair_thread(thread_id=source.pk) == repair_thread(thread_id=target.pk) == 0
    client = client_for(other_member)
    assert "Said there" in client.get(page(source)).text
    assert "Said there" not in client.get(page(target)).text
    assert client.get(reverse("forums:post-detail", args=[post.pk])).url == f"{page(source)}#post-{post.pk}"
    entry = AuditEntry.objects.get(verb="undo-merge")
    assert (entry.actor, entry.target, entry.reason) == (moderator, source, "It was another question.")
    assert (
        client.post(reverse("forums:post-create", args=[source.pk]), {}).status_code == 422
    )  # it takes replies


def test_only_moderators_undo_it_and_only_once(member, moderator, source, target, desk, client_for):
    join(moderator, source, target)
    assert client_for(member).post(of(source, "part"), {}).status_code == 403
    assert client_for().post(of(source, "part"), {}).status_code == 302
    assert desk.get(of(target, "part")).status_code == 404
    assert desk.post(of(source, "part"), {}).status_code == 302
    assert desk.post(of(source, "part"), {}).status_code == 404
    assert AuditEntry.objects.filter(verb="undo-merge").count() == 1


def test_after_thirty_days_it_says_that_they_are_over(moderator, source, target, desk, client_for, member):
    join(moderator, source, target)
    client = client_for(member)
    assert client.get(page(source)).status_code == 302
    Joining.objects.update(at=timezone.now() - timedelta(days=30))
    for answer in (desk.get(of(source, "part")), desk.post(of(source, "part"), {})):
        assert answer.status_code == 403
        assert "Joining can be undone for 30 days, and they are over." in answer.text
    assert source.posts.count() == 0
    assert client.get(page(source)).status_code == 301


def test_moderators_find_the_way_back_where_they_look_for_it(
    member, moderator, source, target, desk, client_for
):
    join(moderator, source, target)
    way = of(source, "part")
    assert way in desk.get(page(source), follow=True).text
    assert way in desk.get(reverse("forums:removed-list")).text
    assert way in desk.get(reverse("members:record")).text
    assert way not in client_for(member).get(page(source), follow=True).text
    assert page(target) in desk.get(way).text
    undo(moderator, source)
    assert way not in desk.get(reverse("forums:removed-list")).text


def test_who_read_on_there_has_read_as_far_here(member, other_member, moderator, source, target):
    third = UserFactory()
    mark_read(actor=third, thread=target)
    source.refresh_from_db()
    mark_read(actor=other_member, thread=source)
    set_level(actor=other_member, target=source, level=Follow.Level.WATCHING)
    newer = said(member, source, "Newer")
    join(moderator, source, target)
    assert level_of(other_member, target) == "watching"
    target.refresh_from_db()
    mark_read(actor=third, thread=target, position=target.posts.get(body__contains="Said there").position)
    undo(moderator, source)
    read = dict(ReadPosition.objects.filter(thread=source).values_list("member", "position"))
    assert read[third.pk] == 2 and newer.position == 3
    assert read[other_member.pk] == 2
    assert not ReadPosition.objects.filter(thread=target, member=other_member).exists()
    assert level_of(other_member, source) == "watching"
    assert level_of(other_member, target) == "normal"


def test_whoever_spoke_there_since_goes_on_following_it(member, other_member, moderator, source, target):
    set_level(actor=other_member, target=source, level=Follow.Level.WATCHING)
    join(moderator, source, target)
    said(other_member, target, "Said since")
    undo(moderator, source)
    assert level_of(other_member, target) == "watching"


def test_names_of_who_is_anonymous_are_those_of_before(member, other_member, moderator, client_for):
    for _n in range(5):
        UserFactory()
    source, target = discussion(other_member, title="One"), discussion(other_member, title="Two")
    here = said(member, target, "Here", anonymous=True)
    there = said(member, source, "There", anonymous=True)
    join(moderator, source, target)
    undo(moderator, source)
    for post, thread in ((here, target), (there, source)):
        now = Post.objects.get(pk=post.pk)
        assert (now.alias, now.thread) == (post.alias, thread)
    assert said(member, Thread.objects.get(pk=source.pk), "Again").alias == there.alias


def test_answer_and_place_on_top_come_back_and_what_waited_waits_again(member, other_member, moderator):
    source, target = discussion(member, title="One"), discussion(member, title="Two")
    Thread.objects.filter(pk=source.pk).update(kind="question")
    source.refresh_from_db()
    answer = said(other_member, source, "So it goes")
    Thread.objects.filter(pk=source.pk).update(answer=answer)
    until = timezone.now() + timedelta(days=3)
    arranging.pin_thread(actor=moderator, thread=source, until=until)
    waits, released = (said(other_member, source, text, hold=True) for text in ("Waits", "Released"))
    join(moderator, source, target)
    moderation.release_post(actor=moderator, post=Post.objects.get(pk=released.pk))
    undo(moderator, source)
    source.refresh_from_db()
    assert (source.answer, source.pinned_until, source.held_count) == (answer, until, 1)
    assert Post.objects.get(pk=waits.pk).thread == source
    assert texts(source)[-1] == (3, "Released")
    assert Thread.objects.get(pk=target.pk).held_count == 0
    assert repair_thread(thread_id=source.pk) == repair_thread(thread_id=target.pk) == 0


def test_readers_of_both_are_told(member, moderator, source, target):
    join(moderator, source, target)
    undo(moderator, source)
    for thread in (source, target):
        assert thread.events.order_by("-seq").first().kind == ThreadEvent.Kind.ARRANGED
        thread.refresh_from_db()
        assert thread.head_seq == thread.events.count()


def test_words_changed_in_a_circle_stay_in_it(member, other_member, moderator, client_for):
    porch = circle_forum(member, other_member, moderator)
    source, target = discussion(member, title="Among members"), discussion(member, title="In", forum=porch)
    kept, changed = said(other_member, source, "Kept"), said(other_member, source, "Before")
    join(moderator, source, target)
    editing.edit_post(actor=other_member, post=changed, body="Told in the circle")
    late = said(other_member, target, "Late")
    undo(moderator, source)
    assert set(source.posts.exclude(position=1)) == {kept}
    assert {changed, late} < set(target.posts.all())
    text = client_for(UserFactory()).get(page(source)).text
    assert "Kept" in text and "Told in the circle" not in text
    assert AuditEntry.objects.get(verb="undo-merge").data["stayed"] == 1


def test_what_began_it_and_was_changed_in_a_circle_keeps_it_all_there(member, moderator):
    porch = circle_forum(member, moderator)
    source, target = discussion(member, title="Among members"), discussion(member, title="In", forum=porch)
    join(moderator, source, target)
    opening = target.posts.get(opened_as="Among members")
    editing.edit_post(actor=member, post=opening, body="Told in the circle")
    with pytest.raises(Refused, match="Split its replies off"):
        undo(moderator, source)
    assert source.posts.count() == 0


def test_where_more_people_read_since_it_must_be_meant(member, moderator):
    square = second(audience="public")
    source, target = discussion(member, title="One"), discussion(member, title="Two")
    join(moderator, source, target)
    Thread.objects.filter(pk=source.pk).update(forum=square, audience="public")  # as if its forum had opened
    with pytest.raises(ValidationError, match="Say that you mean it"):
        undo(moderator, source)
    undo(moderator, source, wider=True)
    assert source.posts.exists()


def test_what_chosen_people_alone_read_is_out_of_reach(member, moderator, source, target):
    join(moderator, source, target)
    Thread.objects.filter(pk=target.pk).update(forum=None, audience=f"thread:{target.pk}")
    with pytest.raises(Http404):
        undo(moderator, source)


def test_of_a_chain_the_last_is_undone_first(member, moderator, source, target):
    third = discussion(member, title="A third")
    join(moderator, source, target)
    join(moderator, target, third)
    with pytest.raises(Refused, match="Undo that first"):
        undo(moderator, source)
    undo(moderator, target)
    undo(moderator, source)
    assert texts(source) == [(1, "Whose kitchen was it?"), (2, "Said there")]
    assert texts(target) == [(1, "Whose kitchen was it?"), (2, "Said here")]
    assert third.posts.count() == 1


def test_what_was_split_off_meanwhile_stays_apart(member, other_member, moderator, source, target):
    post = source.posts.get(position=2)
    join(moderator, source, target)
    apart = splitting.split_posts(actor=moderator, thread=target, posts=[post], title="Apart")
    undo(moderator, source)
    assert texts(source) == [(1, "Whose kitchen was it?")]
    assert apart.posts.get() == post


def test_what_began_it_must_stand(member, moderator, source, target):
    join(moderator, source, target)
    opening = target.posts.get(opened_as="The same again")
    revising.remove_post(actor=moderator, post=opening)
    with pytest.raises(Refused, match="Bring that back first"):
        undo(moderator, source)
    removing.bring_back(actor=moderator, post=opening)
    undo(moderator, source)
    assert posting.reply(actor=member, thread=source, body="On it goes").position == 3


def test_a_move_into_a_circle_is_undone_as_long_as_nothing_was_said_there(member, moderator):
    home, porch = table(), circle_forum(member, moderator)
    quiet, spoken, changed = (discussion(member, title=name) for name in ("Quiet", "Spoken", "Changed"))
    for thread in (quiet, spoken, changed):
        arranging.move_thread(actor=moderator, thread=thread, forum=porch)
    said(member, spoken, "In the circle")
    editing.edit_post(actor=member, post=changed.posts.get(), body="Told in the circle")
    arranging.move_thread(actor=moderator, thread=quiet, forum=home)
    assert Thread.objects.get(pk=quiet.pk).audience == "members"
    for thread in (spoken, changed):
        with pytest.raises(ValidationError, match="stays in it"):
            arranging.move_thread(actor=moderator, thread=thread, forum=home)
    inside = discussion(member, title="Begun inside", forum=porch)
    with pytest.raises(ValidationError, match="stays in it"):
        arranging.move_thread(actor=moderator, thread=inside, forum=home)


def test_a_move_into_a_circle_is_not_undone_after_thirty_days_nor_with_what_was_joined_there(
    member, moderator
):
    home, porch = table(), circle_forum(member, moderator)
    old, fuller = discussion(member, title="Old"), discussion(member, title="Fuller")
    inside = discussion(member, title="Begun inside", forum=porch)
    for thread in (old, fuller):
        arranging.move_thread(actor=moderator, thread=thread, forum=porch)
    Placing.objects.filter(thread=old).update(at=timezone.now() - timedelta(days=30))
    join(moderator, inside, fuller)
    for thread in (old, fuller):
        with pytest.raises(ValidationError, match="stays in it"):
            arranging.move_thread(actor=moderator, thread=thread, forum=home)
