"""Who is to be told of a post, and by which kind: one a person, a mention before anything else.

What is nearest decides: a level of the thread before that of its author, that before the forum's, that before those of
its principles and words; among equals a mute. Muting a thread or a person always silences, muting a place or a subject
only what would come by that place or subject or by what is farther. Levels and blocks of a person say nothing about
what they say anonymously.
"""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from taggit.models import Tag

from forums.kinds import ABOUT_POSTS, BEGUN, MENTION, REPLY, TAKEAWAY
from forums.models import Forum, Post, ReadPosition, Thread
from forums.models.authored import AuthorKind
from library.models import Principle
from members.models import Block, Follow, User
from notifications.models import Occasion

Level = Follow.Level
HEARD = (Level.FOLLOWING, Level.WATCHING)
THREAD, PERSON, FORUM, SUBJECT = range(4)
#: Why a post concerns somebody themselves, besides a mention.
ANSWERED, ASKED = "answered", "asked"


@dataclass(frozen=True)
class Recipient:
    """`watching`: wants a letter for every post, not only for the first that is unread."""

    kind: str
    watching: bool = False


def recipients_of(post, *, edited=False, after=0, limit):
    """The next recipients by member id, at most `limit`, from those with ids above `after`; and the last id that was
    looked at, None at the end.

    Followers of the thread, its author, whoever is answered or mentioned, followers of the author, the forum and the
    subjects; never the author. Of an `edited` post only those hear who are mentioned in it now. Left out are those who
    were told of this post before or have read it. Who may read it at all is asked for each later.
    """
    sources, direct = sources_of(post), meant(post, edited)
    ids = {pk for pk in direct if pk > after}
    for source in () if edited else sources:
        hearing = Follow.objects.filter(**source.lookup, level__in=HEARD, member_id__gt=after)
        ids.update(hearing.order_by("member_id").values_list("member_id", flat=True)[:limit])
    ids = sorted(ids)[:limit]
    levels = levels_of(ids, sources)
    left_out = {
        post.author_id,
        *told(post, ids),
        *blocking(post, ids),
        *(() if edited else readers(post, ids)),
    }
    found = {}
    for pk in ids:
        recipient = decide(post, direct.get(pk), levels.get(pk, {}), edited)
        if recipient is not None and pk not in left_out:
            found[pk] = recipient
    return found, ids[-1] if len(ids) == limit else None


def decide(post, meant_by, levels, edited=False):
    """What somebody hears of a post. `meant_by`: the kind by which it concerns them themselves, if it does. `levels`:
    what they chose, by rank."""
    if Level.MUTED in levels.get(THREAD, ()) or Level.MUTED in levels.get(PERSON, ()):
        return None
    own = Level.WATCHING in levels.get(THREAD, ())
    if meant_by == MENTION:
        return Recipient(MENTION, own)
    if edited:
        return None
    begins = post.kind == Post.Kind.OPENING
    kind = BEGUN if begins else TAKEAWAY if post.kind == Post.Kind.TAKEAWAY else REPLY
    if meant_by == ANSWERED or (meant_by == ASKED and Level.NORMAL not in levels.get(THREAD, ())):
        return Recipient(kind, own)
    rank = min(levels, default=None)
    chosen = levels.get(rank, ())
    if (
        rank is None or Level.MUTED in chosen or (begins and rank == THREAD)
    ):  # whoever chose has seen it begin
        return None
    if Level.WATCHING in chosen:
        return Recipient(kind, True)
    return Recipient(kind) if Level.FOLLOWING in chosen and (begins or rank == THREAD) else None


def meant(post, edited):
    """By what a post concerns members themselves, by their id: few, whatever the thread's length."""
    found = {}
    if not edited and post.kind != Post.Kind.OPENING:
        found[post.thread.author_id] = ASKED
        if post.parent is not None:
            found[post.parent.author_id] = ANSWERED
    found |= dict.fromkeys(post.mentions.values_list("member_id", flat=True), MENTION)
    found.pop(None, None)
    return found


@dataclass(frozen=True)
class Source:
    """Something that can be followed, and how near it is to the post."""

    rank: int
    content_type: int
    object_id: int

    @property
    def lookup(self):
        return {"content_type": self.content_type, "object_id": self.object_id}


def sources_of(post):
    thread = post.thread
    found = [(THREAD, Thread, thread.pk)]
    if post.author_id is not None and post.author_kind == AuthorKind.MEMBER:
        found.append((PERSON, User, post.author_id))
    if thread.forum_id is not None:
        found.append((FORUM, Forum, thread.forum_id))
    found += [(SUBJECT, Principle, pk) for pk in thread.principles.values_list("pk", flat=True)]
    found += [(SUBJECT, Tag, pk) for pk in thread.tags.values_list("pk", flat=True)]
    return [Source(rank, ContentType.objects.get_for_model(model).pk, pk) for rank, model, pk in found]


def levels_of(ids, sources):
    """What these members chose about these sources: levels by rank, by member."""
    ranks = {(source.content_type, source.object_id): source.rank for source in sources}
    found: dict[int, dict[int, set[str]]] = {}
    rows = Follow.objects.filter(
        member__in=ids,
        content_type__in={source.content_type for source in sources},
        object_id__in={source.object_id for source in sources},
    )
    for member_id, *key, level in rows.values_list("member_id", "content_type_id", "object_id", "level"):
        if (rank := ranks.get(tuple(key))) is not None:
            found.setdefault(member_id, {}).setdefault(rank, set()).add(level)
    return found


def blocking(post, ids):
    """Those who block its author, where it is signed by name."""
    if post.author_id is None or post.author_kind != AuthorKind.MEMBER:
        return ()
    return Block.objects.filter(blocked=post.author_id, member__in=ids).values_list("member_id", flat=True)


def told(post, ids):
    rows = Occasion.objects.filter(kind__in=ABOUT_POSTS, target_id=post.pk, member__in=ids)
    return rows.values_list("member_id", flat=True)


def readers(post, ids):
    read = ReadPosition.objects.filter(thread=post.thread_id, position__gte=post.position, member__in=ids)
    return read.values_list("member_id", flat=True)


def deaf_to(thread, member):
    """Whether a member muted a thread."""
    rows = Follow.objects.filter(member=member, content_type=ContentType.objects.get_for_model(Thread))
    return rows.filter(object_id=thread.pk, level=Level.MUTED).exists()
