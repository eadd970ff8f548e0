"""Audience by person, state by person: one rule for lists, pages, events and files."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile

from forums.models import Attachment, Forum, Post, Thread
from forums.models.authored import State
from forums.readers import Reader
from members.permissions import fresh
from tests.factories import CircleFactory, UserFactory
from tests.forums.scenes import discussion, said

pytestmark = pytest.mark.django_db

EVERYBODY = {
    "visitor", "unverified", "pending", "suspended", "stranger", "silenced", "seated", "author", "moderator",
    "administrator",
}  # fmt: skip
MEMBERS = {"stranger", "silenced", "seated", "author", "moderator", "administrator"}
STAFF = {"moderator", "administrator"}


@pytest.fixture
def people():
    traits = ("unverified", "pending", "suspended", "silenced", "moderator", "administrator")
    return {
        "visitor": AnonymousUser(),
        "author": UserFactory(),
        "stranger": UserFactory(),
        "seated": UserFactory(),
    } | {trait: UserFactory(**{trait: True}) for trait in traits}


@pytest.fixture
def room(people):
    """A thread for each audience, with one reply."""

    def make(audience):
        circle = CircleFactory(members=[people["author"], people["seated"]]) if audience == "circle" else None
        forum = Forum.objects.create(slug=audience, name=audience, audience=audience, circle=circle)
        author = fresh(people["author"])
        thread = discussion(author, forum=forum)
        return thread, said(author, thread)

    return make


def who_sees(people, row):
    rows = type(row)._default_manager
    return {
        name for name, viewer in people.items() if rows.visible_to(fresh(viewer)).filter(pk=row.pk).exists()
    }


@pytest.mark.parametrize(
    ("audience", "expected"),
    [("public", EVERYBODY), ("members", MEMBERS), ("circle", STAFF | {"author", "seated"})],
)
def test_audience_by_person(people, room, audience, expected):
    thread, post = room(audience)
    file = Attachment.objects.create(post=post, file=ContentFile(b"x", "x.pdf"), name="x", size=1)
    for row in (thread, post, thread.forum, file):
        assert who_sees(people, row) == expected, type(row).__name__


@pytest.mark.parametrize("state", [State.HELD, State.HIDDEN])
def test_what_is_held_or_hidden_shows_to_its_author_and_moderators(people, room, state):
    thread, post = room("public")
    Post.objects.filter(pk=post.pk).update(state=state)
    assert who_sees(people, post) == STAFF | {"author"}
    assert who_sees(people, thread) == EVERYBODY
    Thread.objects.filter(pk=thread.pk).update(state=state)
    assert who_sees(people, thread) == STAFF | {"author"}
    assert who_sees(people, thread.posts.get(position=1)) == STAFF | {"author"}


def test_what_is_removed_shows_to_nobody(people, room):
    thread, post = room("public")
    Post.objects.filter(pk=post.pk).update(state=State.REMOVED)
    assert who_sees(people, post) == set()
    Thread.objects.filter(pk=thread.pk).update(state=State.REMOVED)
    assert who_sees(people, thread) == who_sees(people, thread.posts.get(position=1)) == set()


def test_somebodys_reply_in_a_hidden_thread_of_another_is_not_theirs_to_read(people, room):
    thread, _post = room("members")
    reply = said(people["stranger"], thread)
    Thread.objects.filter(pk=thread.pk).update(state=State.HIDDEN)
    assert who_sees(people, reply) == STAFF | {"author"}


def test_a_thread_shared_by_name_is_its_readers_alone(people, room):
    thread, post = room("members")
    Thread.objects.filter(pk=thread.pk).update(audience=f"thread:{thread.pk}")
    for name in ("author", "stranger"):
        thread.readers.create(member=people[name])
    assert who_sees(people, thread) == who_sees(people, post) == {"author", "stranger"}


@pytest.mark.parametrize(
    ("audience", "seen"),
    [("public", {"public"}), ("members", {"public", "members"}), ("circle", {"public", "members", "circle"})],
)
def test_a_neutral_reader_sees_what_everybody_of_the_audience_may(room, audience, seen):
    threads = {name: room(name)[0] for name in ("public", "members", "circle")}
    reader = Reader(threads[audience].audience)
    assert {
        name for name, thread in threads.items() if Thread.objects.visible_to(reader).filter(pk=thread.pk)
    } == seen
    Thread.objects.update(state=State.HIDDEN, author=None)
    assert not Thread.objects.visible_to(reader).exists()


def test_posts_are_asked_for_in_one_query(people, room, django_assert_num_queries):
    thread, _post = room("members")
    viewer = people["stranger"]
    list(Post.objects.visible_to(viewer).filter(thread=thread))  # who they are is kept for the request
    with django_assert_num_queries(1):
        assert len(Post.objects.visible_to(viewer).filter(thread=thread)) == 2
