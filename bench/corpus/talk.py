"""What happens in one thread, in the shares that are usual: who speaks, by name or by sector only, what is answered,
quoted, changed, taken away and thanked for; and the counters, numbers and rows that the services would have left."""

import uuid
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace

from cop.core.registries import entries
from cop.core.text import plain
from forums.authors import is_openers
from forums.models import Post, Reaction, Reflection, Thread, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.models.posts import RESTORABLE
from forums.services.reactions import COUNTERS
from forums.services.sequence import APART
from forums.tasks import EVENTS_KEPT, KEYS_KEPT
from members.permissions import sector_of
from search.services.indexing import row_of

#: Shares of posts or threads, and means.
ANONYMOUS, ANONYMOUS_REFLECTION = 0.05, 0.15
ANSWERING, QUOTING, MENTIONING, CHANGED, TAKEN_AWAY = 0.35, 0.04, 0.03, 0.05, 0.004
SETTLED, TAKE_AWAY, POINTING = 0.6, 0.3, 0.05
SIGNS = 0.8  # a post
AGAIN = 0.6  # that who spoke before speaks next
LATELY = 6  # posts that are answered
SIGN_KINDS = (*[Reaction.Kind.THANKS] * 3, Reaction.Kind.SAME, Reaction.Kind.AFFIRMS)
REPLIES = (Post.Kind.NOTICE, Post.Kind.WONDER, Post.Kind.SEAT, Post.Kind.IDEA)


#: What entries are made of.
SEEN_OF_THREAD = (
    "pk",
    "kind",
    "title",
    "meeting",
    "state",
    "audience",
    "author_id",
    "author_kind",
    "alias",
    "sector_id",
)
SEEN_OF_POST = (
    "pk", "thread_id", "position", "kind", "body", "language", "state", "author", "author_id", "author_kind", "alias",
    "sector", "sector_id", "role", "thanks_count", "poll", "resource_id", "source_id", "created_at",
)  # fmt: skip


class Listed(list):
    def all(self):
        return self


class Conversation:
    """A thread while it is written. `stage` has the rows and the people (see build.Stage); `place` is where it stands."""

    def __init__(self, stage, place, *, kind, with_reader=False):
        self.stage, self.random, self.place, self.kind = stage, stage.random, place, kind
        self.voices = {}  # by member's key: (kind of author, alias)
        self.speakers, self.lately = [], []
        self.seats = {}
        self.candidate = None
        self.waits_for_reader = with_reader

    # ---- what is said ----------------------------------------------------------------------------------------
    def open(self, at):
        stage, forum = self.stage, self.place.forum
        language = "es" if self.random.random() < 0.1 else "en"
        reflective = self.kind == Thread.Kind.REFLECTION
        author = self._somebody()
        self.anonymous = self.random.random() < (ANONYMOUS_REFLECTION if reflective else ANONYMOUS)
        topics = self.random.sample(stage.people.principles, self.random.choice((1, 1, 2)))
        self.topics = [one for one in stage.people.principles if one in topics]  # in their order
        self.asked = self.random.sample(stage.people.sectors, 1) if self.random.random() < 0.3 else []
        self.tags = (
            self.random.sample(stage.people.tags, self.random.choice((1, 2, 3)))
            if self.random.random() < 0.4
            else []
        )
        self.thread = stage.threads.new(
            forum=forum,
            kind=self.kind,
            title=stage.speech.title(language),
            audience=forum.audience_token,
            language=language,
            alias_count=int(self.anonymous),
            created_at=at,
            updated_at=at,
            active_at=at,
            **self._key(at),
            **self._voice(author, self.anonymous, 1),
        )
        if reflective:
            self.thread.reflection = self._reflect(author, language, at)
        self.thread._prefetched_objects_cache = {
            "principles": self.topics,
            "sectors": self.asked,
            "tags": self.tags,
        }
        # Stands for the thread where entries are made of posts: managers of relations are slow.
        self.seen = SimpleNamespace(
            **{name: getattr(self.thread, name) for name in SEEN_OF_THREAD},
            principles=Listed(self.topics), tags=Listed(self.tags), answer_id=None,
        )  # fmt: skip
        self.unsettled = []  # posts of a question, of which one may be its answer
        self.opening = self._add(author, at, Post.Kind.OPENING, "" if reflective else None)

    def reply(self, at, marked=False):
        author = self._next()
        kind = Post.Kind.REPLY
        if self.kind == Thread.Kind.REFLECTION:
            kind = self.random.choice(REPLIES)
        parent = self.random.choice(self.lately) if self.lately and self.random.random() < ANSWERING else None
        self._add(author, at, kind, None, parent=parent, marked=marked)

    def close(self, at, now):
        """The last word, and everything that follows from the whole."""
        thread, stage = self.thread, self.stage
        if self.kind == Thread.Kind.REFLECTION and thread.reply_count and self.random.random() < TAKE_AWAY:
            self._add(thread.author, at, Post.Kind.TAKEAWAY, stage.speech.paragraph(thread.language))
        if self.kind == Thread.Kind.QUESTION and self.candidate and self.random.random() < SETTLED:
            thread.answer, self.seen.answer_id = self.candidate, self.candidate.pk
            self._record(ThreadEvent.Kind.ANSWERED, self.candidate, at)
        for row in self.unsettled:
            self._index("post", row)
        stage.threads.add(thread)
        self._follow(now)
        for sector, (named, masked) in self.seats.items():
            stage.seats.write(thread=thread, sector_id=sector, named=named, masked=masked)
        for one in self.topics:
            stage.topics.write(thread=thread, principle=one)
        for one in self.asked:
            stage.asked.write(thread=thread, sector=one)
        for one in self.tags:
            stage.tagged.write(tag=one, object_id=thread.pk, content_type=stage.types[Thread])
        self.opening._prefetched_objects_cache = {"attachments": ()}
        thread.openings = [self.opening]
        self._index("thread", thread)

    # ---- who -------------------------------------------------------------------------------------------------
    def _somebody(self):
        return self.random.choices(self.place.people, cum_weights=self.place.weights)[0]

    def _next(self):
        if self.waits_for_reader:
            self.waits_for_reader = False
            return self.stage.people.reader
        return self.random.choice(self.speakers) if self.random.random() < AGAIN else self._somebody()

    def _voice(self, member, anonymous, alias):
        """As whom somebody speaks here: the first time decides."""
        if member.pk not in self.voices:
            kind = AuthorKind.ANONYMOUS if anonymous else AuthorKind.MEMBER
            self.voices[member.pk] = (kind, alias if anonymous else None)
            self.speakers.append(member)
        kind, alias = self.voices[member.pk]
        sector = sector_of(member)
        return {
            "author": member,
            "author_kind": kind,
            "alias": alias,
            "sector": sector,
            "role": member.profile.role,
        }

    def _voice_of(self, member):
        new = member.pk not in self.voices
        anonymous = (
            new and member is not self.stage.people.reader
            and self.random.random() < (ANONYMOUS_REFLECTION if self.kind == Thread.Kind.REFLECTION else ANONYMOUS)
        )  # fmt: skip
        self.thread.alias_count += anonymous
        return self._voice(member, anonymous, self.thread.alias_count)

    # ---- posts -----------------------------------------------------------------------------------------------
    def _add(self, author, at, kind, body, *, parent=None, marked=False):
        thread, stage = self.thread, self.stage
        if body is None:
            body = stage.speech.post(thread.language, marked)
        mentioned = None
        if kind not in APART and self.random.random() < MENTIONING:
            mentioned = self.random.choice(self.speakers)
            body = stage.speech.to(mentioned, body)
        pointing = self.kind == Thread.Kind.REFLECTION and kind in REPLIES and self.random.random() < POINTING
        thread.last_position += 1
        post = stage.posts.new(
            thread=thread,
            position=thread.last_position,
            parent_id=parent[0] if parent else None,
            kind=Post.Kind.RESOURCE if pointing and stage.resources else kind,
            body=body,
            language=thread.language,
            resource=self.random.choice(stage.resources) if pointing and stage.resources else None,
            created_at=at,
            updated_at=at,
            **(self._key(at) if kind not in (Post.Kind.OPENING, Post.Kind.TAKEAWAY) else {}),
            **self._voice_of(author),
        )
        thread.active_at, thread.active_masked = max(at, thread.active_at), post.alias is not None
        self._record(ThreadEvent.Kind.CREATED, post, at)
        if parent and self.random.random() < QUOTING / ANSWERING:
            self._quote(post, parent)
        if mentioned:
            stage.mentions.write(post=post, member=mentioned)
        if kind not in APART and self.random.random() < TAKEN_AWAY:
            self._take_away(post, at)
        else:
            self._react(post, at)
            if body and self.random.random() < CHANGED:
                self._change(post, at)
            self._tally(post)
            seen = {name: getattr(post, name) for name in SEEN_OF_POST}
            row = SimpleNamespace(**seen, thread=self.seen, attachments=Listed())
            if self.kind == Thread.Kind.QUESTION:
                self.unsettled.append(row)
            else:
                self._index("post", row)
        stage.posts.add(post)
        return post

    def _tally(self, post):
        thread = self.thread
        thread.thanks_count += post.thanks_count
        if post.kind in APART:
            return
        thread.reply_count += 1
        self._seat(post, 1)
        self.lately = [*self.lately[1 - LATELY :], (post.pk, post.body, post.revision)]
        if self.candidate is None or self.random.random() < 0.3:
            self.candidate = post
        self.stage.said(post)

    def _seat(self, post, by):
        if post.sector_id is not None and not is_openers(post):
            seat = self.seats.setdefault(post.sector_id, [0, 0])
            seat[post.author_kind == AuthorKind.ANONYMOUS] += by

    def _take_away(self, post, at):
        """By its author, an hour later; after 30 days nothing is left of it but its place."""
        now, post.state, post.removed_by_author = self.stage.now, State.REMOVED, True
        post.removed_at = post.updated_at = min(at + timedelta(hours=1), now)
        self._seat(post, 0)
        self._record(ThreadEvent.Kind.REMOVED, post, post.removed_at)
        if post.removed_at < now - RESTORABLE:
            post.body, post.resource, post.redacted_at = "", None, post.removed_at + RESTORABLE
            post.idempotency_key, post.payload_digest = None, ""
        else:
            post.may_return = True

    def _change(self, post, at):
        later = min(at + timedelta(minutes=20), self.stage.now)
        self.stage.revisions.write(post=post, number=1, body=post.body, editor=post.author, created_at=later)
        post.body += self.stage.speech.paragraph(post.language)
        post.revision, post.edited_at, post.updated_at = 2, later, later
        self._record(ThreadEvent.Kind.EDITED, post, later)

    def _quote(self, post, parent):
        pk, body, revision = parent
        words = len(plain(body))
        if words:
            self.stage.quotes.write(post=post, quoted_id=pk, revision=revision, start=0, end=min(words, 160))

    def _react(self, post, at):
        given = set()
        for _n in range(int(self.random.expovariate(1 / (SIGNS + 0.5)))):
            member, kind = self._somebody(), self.random.choice(SIGN_KINDS)
            if member.pk == post.author_id or (member.pk, kind) in given:
                continue
            given.add((member.pk, kind))
            later = min(at + timedelta(hours=self.random.expovariate(0.2)), self.stage.now)
            voice, _alias = self.voices.get(member.pk, (AuthorKind.MEMBER, None))
            masked = voice == AuthorKind.ANONYMOUS
            self.stage.reactions.write(
                post=post, member=member, kind=kind, author_kind=voice,
                sector=sector_of(member) if masked else None, created_at=later,
            )  # fmt: skip
            self._record(ThreadEvent.Kind.REACTED, post, later)
        for kind, number in Counter(kind for _pk, kind in given).items():
            setattr(post, COUNTERS[kind], number)

    # ---- what stands beside ----------------------------------------------------------------------------------
    def _record(self, kind, post, at):
        """Every change is numbered; the rows are kept for a month."""
        self.thread.head_seq += 1
        if at > self.stage.now - EVENTS_KEPT:
            self.stage.events.write(
                thread=self.thread, seq=self.thread.head_seq, kind=kind, post=post, created_at=at
            )

    def _key(self, at):
        if at < self.stage.now - KEYS_KEPT:
            return {}
        key = uuid.UUID(int=self.random.getrandbits(128), version=4)
        return {"idempotency_key": key, "payload_digest": sha256(key.bytes).hexdigest()}

    def _reflect(self, author, language, at):
        speech, stage = self.stage.speech, self.stage
        row = stage.reflections.write(
            author=author, state=Reflection.State.SHARED, language=language, title=self.thread.title[:80],
            moment=self.random.choice(Reflection.Moment.values),
            age_band=self.random.choice(Reflection.AgeBand.values), setting="Child care center",
            what_happened=" ".join(speech.line(language, 170) for _n in range(4)),
            already_working=" ".join(speech.line(language, 190) for _n in range(2)),
            wondering=speech.line(language, 390), question=speech.line(language, 240),
            please=self.random.choice(Reflection.Please.values), anonymous=self.anonymous,
            attested_at=at, shared_at=at, created_at=at, updated_at=at,
        )  # fmt: skip
        self.thread.title = row.title
        for one in self.topics:
            stage.reflected.write(reflection=row, principle=one)
        for one in self.asked:
            stage.asking.write(reflection=row, sector=one)
        return row

    def _follow(self, now):
        """Who spoke follows, and has read the most of it; a few others have looked in."""
        end, stage = self.thread.last_position, self.stage
        others = {one.pk: one for one in (self._somebody() for _n in range(3)) if one.pk not in self.voices}
        for member in [*self.speakers, *others.values()]:
            read = end if self.random.random() < 0.6 else self.random.randint(1, end)
            stage.positions.write(member=member, thread=self.thread, position=read, read_at=now)
        for member in self.speakers:
            stage.follows.write(
                member=member, content_type=stage.types[Thread], object_id=self.thread.pk,
                created_at=self.thread.created_at,
            )  # fmt: skip

    def _index(self, owner, row):
        for entry in entries[owner].entries(row):
            self.stage.entries.take(row_of(owner, entry, self.stage.version))
