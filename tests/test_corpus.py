"""What the benchmarks are measured on is what the services would have written."""

import pytest
from django.db import connection
from django.db.models import F

from bench.corpus.build import build
from bench.corpus.multiply import multiply
from cop.core.registries import entries
from cop.core.text import sanitise
from forums.models import Post, Reaction, ReadPosition, Thread, ThreadEvent
from forums.services import posting, reactions
from forums.services.repair import repair_thread
from library.models import Principle
from members.models import User
from search.engines import postgres
from search.models import SearchEntry
from search.services import indexing
from tests.factories import SECTORS, sector
from tests.forums.scenes import discussion

pytestmark = pytest.mark.django_db

#: What differs from one post to the next.
OWN = {"id", "uuid", "thread", "author", "sector", "parent", "body", "created_at", "updated_at", "role"}


@pytest.fixture
def corpus(db):
    """The long thread of a small corpus."""
    for slug in SECTORS:
        sector(slug)
    for slug in ("trust-parents", "village"):
        Principle.objects.create(slug=slug)
    return build(160, long=60, quiet=True)


def test_nothing_is_left_to_repair(corpus):
    assert Thread.objects.count() > 5
    for thread in Thread.objects.all():
        assert repair_thread(thread_id=thread.pk) == 0
        places = list(thread.posts.order_by("position").values_list("position", flat=True))
        assert places == list(range(1, thread.last_position + 1))
        assert (
            thread.alias_count
            == thread.posts.order_by().values("alias").exclude(alias=None).distinct().count()
        )
        assert thread.events.filter(seq__gt=thread.head_seq).count() == 0
    assert corpus.last_position == 60


def test_search_has_nothing_to_add(corpus):
    for owner in ("thread", "post"):
        keys = list(entries[owner].model.objects.values_list("pk", flat=True))
        assert indexing.refresh(owner=owner, ids=keys, follow=lambda keys: None) == []
    if connection.vendor == "postgresql":
        for entry in SearchEntry.objects.extra(select={"vector": "vector::text"})[:40]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s::tsvector::text", [postgres.vector_of(entry)])
                assert cursor.fetchone()[0] == entry.vector


def test_a_post_has_what_a_reply_of_a_member_has(corpus):
    someone = User.objects.last()
    said = posting.reply(actor=someone, thread=discussion(someone), body="What the window showed.")
    said.refresh_from_db()
    fields = [field.attname for field in Post._meta.concrete_fields if field.name not in OWN]
    plain = Post.objects.filter(
        thread=corpus, kind="reply", author_kind="member", position__gt=1, edited_at=None, state="visible",
        thanks_count=0, same_count=0, affirms_count=0, idempotency_key=None,
    )  # fmt: skip
    looks = [{name: getattr(post, name) for name in fields} | {"position": said.position} for post in plain]
    assert {name: getattr(said, name) for name in fields} in looks


def test_bodies_are_what_sanitising_leaves(corpus):
    for body in Post.objects.values_list("body", flat=True):
        assert sanitise(body) == body


def test_whoever_speaks_follows_and_has_read(corpus):
    for thread in Thread.objects.all():
        for author in set(thread.posts.values_list("author", flat=True)):
            assert ReadPosition.objects.filter(thread=thread, member=author).count() == 1
    assert not ReadPosition.objects.filter(position__gt=F("thread__last_position")).exists()


@pytest.mark.postgres
def test_copies_of_its_conversations_are_as_whole_as_the_first(corpus):
    threads, posts = Thread.objects.count() - 1, Post.objects.exclude(thread=corpus).count()
    multiply(corpus.pk, 2)
    assert Thread.objects.count() == 1 + 3 * threads
    assert Post.objects.exclude(thread=corpus).count() == 3 * posts
    for thread in Thread.objects.all():
        assert repair_thread(thread_id=thread.pk) == 0
    for owner in ("thread", "post"):
        for row in entries[owner].rows():
            made = {entry.key: (entry.url, entry.group, entry.text) for entry in entries[owner].entries(row)}
            stored = SearchEntry.objects.filter(owner=owner, object_id=row.pk)
            assert made == {entry.key: (entry.url, entry.group, entry.text) for entry in stored}


def test_the_services_go_on_where_it_ends(corpus):
    reader = User.objects.get(pk=min(User.objects.filter(profile__isnull=False).values_list("pk", flat=True)))
    post = posting.reply(actor=reader, thread=corpus, body="Going on.")
    assert post.position == 61
    before = corpus.head_seq
    reactions.react(
        actor=User.objects.exclude(pk=reader.pk).last(), post=post, kind=Reaction.Kind.THANKS, on=True
    )
    assert ThreadEvent.objects.filter(thread=corpus, seq=before + 2, kind="reacted").exists()
