"""The whole corpus: so many posts in conversations of twenty, and beside them one very long conversation."""

import math
import random
import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone, translation
from taggit.models import TaggedItem
from tqdm import tqdm

from bench.corpus.people import CIRCLES, PUBLIC, People
from bench.corpus.rows import EntryRows, Rows
from bench.corpus.talk import Conversation
from bench.corpus.words import MARKED, Speech
from forums.authors import counted
from forums.models import (
    Mention,
    Post,
    PostRevision,
    Quote,
    Reaction,
    ReadPosition,
    Reflection,
    Thread,
    ThreadEvent,
    ThreadSeat,
)
from library.models import Resource
from members.models import Follow
from members.permissions import MEMBERS
from notifications.models import Notification, Occasion

POSTS_A_THREAD = 20
YEARS = timedelta(days=3 * 365)
READERS = 150  # conversations in which the reader speaks
TOLD, UNREAD = 20, 3  # lines in a member's inbox
REMEMBERED = 4_000  # posts that inboxes tell of


def long_thread(posts):
    """How long the longest conversation is beside so many posts in others."""
    return 100_000 if posts >= 100_000 else max(posts // 10, 40)


def members(posts):
    """A thousand for up to a hundred thousand posts, ten thousand for a million."""
    return max(40, min(posts // 20, 500, posts) if posts < 100_000 else max(1_000, posts // 100))


class Stage:
    """Rows of everything that is written, and who is there."""

    def __init__(self, seed, number, now):
        self.random = random.Random(seed)
        self.now, self.version = now, time.time_ns() // 1000
        self.speech = Speech(self.random)
        self.people = People(self.random, number, now)
        self.resources = list(Resource.objects.filter(state=Resource.State.PUBLISHED)[:50])
        self.types = {model: ContentType.objects.get_for_model(model) for model in (Thread, Post)}
        self.recent: list[Post] = []
        self.threads, self.posts = Rows(Thread), Rows(Post)
        self.reflections, self.revisions = Rows(Reflection), Rows(PostRevision)
        self.mentions, self.quotes, self.reactions = Rows(Mention), Rows(Quote), Rows(Reaction)
        self.events, self.seats = Rows(ThreadEvent), Rows(ThreadSeat)
        self.positions, self.follows = Rows(ReadPosition), Rows(Follow)
        self.topics, self.asked = Rows(Thread.principles.through), Rows(Thread.sectors.through)
        self.reflected = Rows(Reflection.principles.through)
        self.asking = Rows(Reflection.asked_sectors.through)
        self.tagged = Rows(TaggedItem)
        self.notifications, self.occasions = Rows(Notification), Rows(Occasion)
        self.entries = EntryRows()

    def said(self, post):
        """The newest are what inboxes tell of."""
        if post.thread.audience == MEMBERS:
            self.recent.append(post)
            if len(self.recent) > 2 * REMEMBERED:
                del self.recent[:REMEMBERED]

    def close(self):
        for rows in vars(self).values():
            if isinstance(rows, Rows):
                rows.close()


@transaction.atomic
def build(posts, *, long=None, now=None, quiet=False):
    """Write a corpus into the database, all or nothing. Answers the long thread."""
    now, long = now or timezone.now(), long or long_thread(posts)
    with translation.override(settings.LANGUAGE_CODE), counted():
        stage = Stage(posts, members(posts), now)
        talks, moments = planned(stage, posts, long)
        total, each = len(moments), max(1, len(moments) // min(MARKED, max(3, len(moments) // 104)))
        left = [0] * len(talks)
        for _at, number in moments:
            left[number] += 1
        for n, (at, number) in enumerate(
            tqdm(moments, desc=f"{posts:,} posts", unit=" posts", disable=quiet)
        ):
            moment = datetime.fromtimestamp(at, UTC)
            if not callable(talks[number]):
                talks[number].reply(moment, marked=n % each == 0 and total > each)
            else:
                talks[number] = talks[number]()
                talks[number].open(moment)
            left[number] -= 1
            if not left[number]:
                talks[number].close(moment, now)
                if number:  # the long one is asked for
                    talks[number] = None
        tell(stage)
        stage.close()
    return talks[0].thread


def planned(stage, posts, long):
    """Conversations (each made when it begins) and every (moment, number of a conversation), in order of time."""
    people, draw = stage.people, stage.random
    end, begun = stage.now.timestamp() - 60, (stage.now - YEARS).timestamp()
    threads = max(2, posts // POSTS_A_THREAD)
    sizes = lengths(draw, threads, posts)
    kinds = [*["discussion"] * 5, *["question"] * 3, *["reflection"] * 2]
    talks = [lambda: Conversation(stage, people.places[PUBLIC], kind="discussion", with_reader=True)]
    moments = [(begun + (end - begun) * n / long, 0) for n in range(long)]
    step = max(1, threads // READERS)
    for n, size in enumerate(sizes, 1):
        place = draw.choice(people.places)
        while n % step == 0 and stage.people.reader not in place.people:
            place = draw.choice(people.places[:-CIRCLES])
        public = place in people.places[:PUBLIC]
        kind = draw.choice(kinds[:8] if public else kinds)
        talks.append(
            lambda place=place, kind=kind, n=n: Conversation(
                stage, place, kind=kind, with_reader=n % step == 0 and n // step <= READERS
            )
        )
        at = begun + draw.random() * (end - begun)
        gaps = [draw.expovariate(1 / 28_800) for _n in range(size)]
        shrunk = min(1.0, (end - at) / (sum(gaps) or 1))
        for gap in gaps:
            moments.append((at, n))
            at += gap * shrunk
    return talks, sorted(moments)


def lengths(draw, threads, posts):
    """Most conversations are short and some are long; together they have `posts` posts."""
    weights = [draw.lognormvariate(0, 1) for _n in range(threads)]
    share = posts / math.fsum(weights)
    sizes = [max(1, int(weight * share)) for weight in weights]
    for n in range(abs(posts - sum(sizes))):
        sizes[n % threads] += 1 if posts > sum(sizes) else 0
    return sizes


def tell(stage):
    """Inboxes: what was answered lately, most of it read."""
    if not stage.recent:
        return
    for member in stage.people.members:
        chosen = {post.thread_id: post for post in stage.random.choices(stage.recent, k=TOLD)}
        for n, post in enumerate(chosen.values()):
            read = None if n < UNREAD else post.created_at + timedelta(hours=3)
            line = stage.notifications.write(
                member=member, kind="reply", thread=post.thread, position=post.position,
                created_at=post.created_at, latest_at=post.created_at, read_at=read,
            )  # fmt: skip
            stage.occasions.write(
                notification=line, member=member, kind="reply", target_id=post.pk, position=post.position
            )
