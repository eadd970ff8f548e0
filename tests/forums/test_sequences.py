"""Any sequence of acts leaves a conversation whole: counters, seats, numbers, places, reading and links stay true."""

from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cop.core.access import Refused
from forums.models import Forum, Post, ReadPosition, Thread, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.services import (
    amending,
    arranging,
    merging,
    moderation,
    parting,
    posting,
    reactions,
    rejoining,
    removing,
    revising,
    splitting,
)
from forums.services.repair import repair_thread
from forums.showing.addresses import url_of
from tests.factories import UserFactory
from tests.forums.scenes import discussion, table

MANY = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

people = st.integers(0, 3)
which = st.integers(0, 10_000)


def followed(client, way, post):
    """Where an address with a post leads in the end, and what was passed. A page on which the post does not stand leads
    on to its lasting address, as it does in a browser (static/js/thread.js)."""
    passed = [way]
    while True:
        answer = client.get(passed[-1])
        if answer.status_code in {301, 302}:
            there = answer.url
        elif answer.status_code == 200 and f'id="post-{post.pk}"' not in answer.text:
            there = f"/posts/{post.pk}/"
        else:
            return passed[-1], passed[1:]
        if there in passed:
            assert answer.status_code == 200, passed
            return passed[-1], passed[1:]
        passed.append(there)


class Conversations(RuleBasedStateMachine):
    """Four members, one of them anonymous wherever they speak first that way, and a moderator who arranges."""

    everybody: list = []
    moderator = None

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.names = {}  # post → whom readers take its speaker for
        self.seen = {person.pk: set() for person in self.everybody}  # posts that each has had before them
        self.reader = None  # who has just read, or spoken, which is to have read
        self.stood = {}  # post → every address under which it ever stood

    def teardown(self):
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.forums = [table(), Forum.objects.get_or_create(slug="second", defaults={"name": "Second"})[0]]
        for person in self.everybody[:2]:
            post = discussion(person).posts.get()
            self.noted(post)
            self.seen[person.pk].add(post.pk)
        self.say(who=2, n=1, anonymous=True, hold=False)
        self.say(who=3, n=1, anonymous=False, hold=False)
        self.split(n=1, chosen=[1])

    def noted(self, post):
        """Which speaker readers take it for: the one whose number in this thread it bears, or somebody new."""
        earlier = (
            post.thread.posts.filter(alias=post.alias).exclude(pk=post.pk).first() if post.alias else None
        )
        self.names[post.pk] = self.names[earlier.pk] if earlier else post.pk

    def client_of(self, member):
        client = Client()
        client.force_login(member)
        return client

    def threads(self):
        return list(Thread.objects.exclude(state=State.REMOVED).order_by("pk"))

    def thread(self, n):
        threads = self.threads()
        return threads[n % len(threads)] if threads else None

    def posts(self, thread):
        return list(thread.posts.exclude(state=State.REMOVED).order_by("pk")) if thread else []

    def post(self, n, m):
        posts = self.posts(self.thread(n))
        return posts[m % len(posts)] if posts else None

    def attempt(self, verb, **fields):
        """A refusal is an answer too; it must change nothing."""
        try:
            with transaction.atomic():
                return verb(**fields)
        except (Refused, Http404, splitting.ValidationError):
            return None

    @rule(who=people, n=which, anonymous=st.booleans(), hold=st.sampled_from([False, False, False, True]))
    def say(self, who, n, anonymous, hold):
        thread = self.thread(n)
        if thread:
            self.reader = self.everybody[who]
            said = self.attempt(
                posting.reply,
                actor=self.everybody[who],
                thread=thread,
                body="A word",
                anonymous=anonymous,
                hold=hold,
            )
            if said:
                self.noted(said)

    @rule(who=people)
    def begin_another(self, who):
        if len(self.threads()) < 5:
            self.reader = self.everybody[who]
            self.noted(discussion(self.everybody[who], anonymous=who == 3).posts.get())

    @rule(who=people, n=which, m=which)
    def edit(self, who, n, m):
        if post := self.post(n, m):
            self.attempt(posting.edit_post, actor=self.everybody[who], post=post, body=f"Again {n}")

    @rule(n=which, m=which)
    def amend(self, n, m):
        if post := self.post(n, m):
            self.attempt(
                amending.amend_post, actor=self.moderator, post=post, body=f"Better {n}", reason="Names"
            )

    @rule(who=people, n=which, m=which, on=st.booleans())
    def react(self, who, n, m, on):
        if post := self.post(n, m):
            self.attempt(reactions.react, actor=self.everybody[who], post=post, kind="thanks", on=on)

    @rule(who=people, n=which, part=st.integers(0, 3))
    def read(self, who, n, part):
        """To the end, or to somewhere before it, or to where nothing is any more."""
        if thread := self.thread(n):
            self.reader = member = self.everybody[who]
            end = thread.last_position
            to = {0: end // 2, 1: end + 5}.get(part)
            before = self.attempt(posting.mark_read, actor=member, thread=thread, position=to)
            if before is not None:
                after = ReadPosition.objects.get(member=member, thread=thread).position
                beyond = to is not None and thread.posts.filter(position__gt=to).exists()
                assert after == max(before, min(to, end) if beyond else end)

    @rule(who=people, n=which, m=which, which_one=which)
    def follow_a_link(self, who, n, m, which_one):
        """By its lasting address, and by one under which it once stood: to where it stands now, and never in a ring."""
        if not (post := self.post(n, m)):
            return
        self.reader = viewer = self.everybody[who]  # a page that was opened is read
        stood = sorted(self.stood.get(post.pk, []))
        ways = [f"/posts/{post.pk}/", *([stood[which_one % len(stood)]] if stood else [])]
        for way in ways:
            path, passed = followed(self.client_of(viewer), way, post)
            assert len(passed) <= 3, passed
            if Post.objects.visible_to(viewer).filter(pk=post.pk).exists():
                here = url_of(post)
                assert urlsplit(path).path == urlsplit(here).path  # browsers keep what stands after “#”
                if way == ways[0]:
                    assert path == here

    @rule(who=st.integers(0, 4), n=which, m=which)
    def remove(self, who, n, m):
        if post := self.post(n, m):
            self.attempt(revising.remove_post, actor=[*self.everybody, self.moderator][who], post=post)

    @rule(n=which)
    def bring_back(self, n):
        gone = list(Post.objects.restorable_by(self.moderator).order_by("pk"))
        if gone:
            self.attempt(removing.bring_back, actor=self.moderator, post=gone[n % len(gone)])

    @rule(n=which, m=which)
    def redact(self, n, m):
        if (post := self.post(n, m)) and post.kind != Post.Kind.OPENING:
            self.attempt(removing.redact, actor=self.moderator, post=post, reason="The law")

    @rule(n=which, m=which, shown=st.booleans())
    def hide_or_show(self, n, m, shown):
        if post := self.post(n, m):
            verb = moderation.restore_post if shown else moderation.keep_hidden
            self.attempt(verb, actor=self.moderator, post=post)

    @rule(n=which, on=st.booleans())
    def lock(self, n, on):
        if thread := self.thread(n):
            verb = moderation.lock_thread if on else moderation.unlock_thread
            self.attempt(verb, actor=self.moderator, thread=thread)

    @rule(n=which, where=st.integers(0, 1))
    def move(self, n, where):
        if thread := self.thread(n):
            self.attempt(arranging.move_thread, actor=self.moderator, thread=thread, forum=self.forums[where])

    @rule(n=which, chosen=st.lists(which, min_size=1, max_size=4))
    def split(self, n, chosen):
        thread = self.thread(n)
        posts = self.posts(thread)
        if posts:
            posts = list({posts[m % len(posts)].pk: posts[m % len(posts)] for m in chosen}.values())
            self.attempt(
                splitting.split_posts, actor=self.moderator, thread=thread, posts=posts, title="Apart"
            )

    @precondition(lambda self: self.apart())
    @rule(n=which)
    def undo_split(self, n):
        fresh = self.apart()[n % len(self.apart())]
        if self.attempt(rejoining.undo_split, actor=self.moderator, thread=fresh):
            fresh.refresh_from_db()
            assert fresh.merged_into_id and not fresh.posts.exists()

    def apart(self):
        return list(Thread.objects.filter(split_from__isnull=False).order_by("pk"))

    @precondition(lambda self: len(self.threads()) > 1)
    @rule(n=which, m=which)
    def merge(self, n, m):
        source, target = self.thread(n), self.thread(m)
        if self.attempt(merging.merge_threads, actor=self.moderator, source=source, target=target):
            assert arranging.locked(self.moderator, target).pk == target.pk
            source.refresh_from_db()
            assert source.merged_into_id == target.pk and not source.posts.exists()

    @rule(n=which)
    def undo_merge(self, n):
        joined = list(Thread.objects.filter(merged_into__isnull=False).order_by("pk"))
        if joined:
            source = joined[n % len(joined)]
            if self.attempt(parting.undo_merge, actor=self.moderator, thread=source):
                source.refresh_from_db()
                assert source.merged_into_id is None and source.posts.filter(position=1).exists()

    @invariant()
    def counters_and_seats_are_true(self):
        for thread in Thread.objects.all():
            before = (thread.reply_count, thread.last_position, thread.alias_count, thread.head_seq)
            assert repair_thread(thread_id=thread.pk) == 0, before

    @invariant()
    def numbers_have_no_gap(self):
        for thread in Thread.objects.all():
            seqs = list(
                ThreadEvent.objects.filter(thread=thread).order_by("seq").values_list("seq", flat=True)
            )
            assert seqs == list(range(1, thread.head_seq + 1))

    @invariant()
    def places_are_used_once(self):
        for thread in Thread.objects.all():
            places = [post.position for post in thread.posts.all() if post.position]
            assert len(places) == len(set(places))
            assert all(place <= thread.last_position for place in places)

    @invariant()
    def every_thread_that_shows_has_its_opening_first(self):
        for thread in self.threads():
            opening = thread.posts.get(kind=Post.Kind.OPENING)
            assert (opening.position, opening.state) == (1, thread.state)
            assert (thread.author_id, thread.author_kind, thread.alias) == (
                opening.author_id,
                opening.author_kind,
                opening.alias,
            )

    @invariant()
    def nobody_has_read_what_is_not_there(self):
        for read in ReadPosition.objects.select_related("thread"):
            assert 0 <= read.position <= read.thread.last_position

    @invariant()
    def whatever_counts_as_read_was_before_its_reader_and_the_rest_is_counted_as_new(self):
        """Posts go from thread to thread; what somebody never had before them is never taken for read there, and where
        nothing is left that they have not, nothing is called new."""
        reads = ReadPosition.objects.filter(member__in=self.everybody).select_related("thread")
        for read in reads.exclude(thread__state=State.REMOVED):
            places = dict(read.thread.posts.exclude(position=None).values_list("pk", "position"))
            passed = {post for post, place in places.items() if place <= read.position}
            if read.member == self.reader:
                self.seen[read.member_id] |= passed
            assert passed <= self.seen[read.member_id]
            assert (read.thread.last_position > read.position) == (len(places) > len(passed))
        self.reader = None

    @invariant()
    def every_link_to_a_post_leads_to_where_it_stands(self):
        for post in Post.objects.visible_to(self.moderator).select_related("thread"):
            assert url_of(post).startswith(f"/threads/{post.thread_id}/")
            assert post.thread.merged_into_id is None
            self.stood.setdefault(post.pk, set()).add(url_of(post))

    @invariant()
    def no_two_names_become_one(self):
        """What readers took for two speakers they never see as one, whether that is two people or one."""
        here: dict = {}
        for post in Post.objects.filter(author_kind=AuthorKind.ANONYMOUS):
            here.setdefault((post.thread_id, post.alias), set()).add((post.author_id, self.names[post.pk]))
        assert all(len(speakers) == 1 for speakers in here.values()), here


@pytest.mark.django_db
def test_any_sequence_of_acts_leaves_conversations_true():
    Conversations.everybody = [UserFactory() for _n in range(3)] + [UserFactory(sector="pediatrics")]
    Conversations.moderator = UserFactory(moderator=True)
    run_state_machine_as_test(Conversations, settings=MANY)
