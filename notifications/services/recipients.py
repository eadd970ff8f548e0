"""Who is to be told of a post, and by which kind: one a person, a mention before anything else."""

from django.contrib.contenttypes.models import ContentType

from forums.kinds import ABOUT_POSTS, MENTION, REPLY, TAKEAWAY
from forums.models import Post, ReadPosition
from forums.models.authored import AuthorKind
from members.models import Block, Follow, User
from notifications.models import Occasion


def recipients_of(post, *, edited=False):
    """Kinds by member id. Followers of the thread, its author, whoever is answered or mentioned; never the author.

    Of an `edited` post only those hear who are mentioned in it now. Left out are those who muted the thread, who
    were told of this post before, or who have read it; and where it is signed by name, those who block or mute its
    author. Who may read it at all is asked for each later.
    """
    kinds = {}
    if not edited and post.kind != Post.Kind.OPENING:
        kind = TAKEAWAY if post.kind == Post.Kind.TAKEAWAY else REPLY
        answered = [post.thread.author_id, post.parent.author_id if post.parent else None]
        kinds = dict.fromkeys([*followers(post.thread), *answered], kind)
    kinds |= dict.fromkeys(post.mentions.values_list("member_id", flat=True), MENTION)
    for member_id in {None, post.author_id, *deaf_to(post), *told(post), *(() if edited else readers(post))}:
        kinds.pop(member_id, None)
    return kinds


def followers(thread):
    levels = [Follow.Level.FOLLOWING, Follow.Level.WATCHING]
    return follows(thread).filter(level__in=levels).values_list("member_id", flat=True)


def deaf_to(post):
    """Who muted the thread, and who blocks or mutes its author. That tells nothing of one known by sector only."""
    muted = set(follows(post.thread).filter(level=Follow.Level.MUTED).values_list("member_id", flat=True))
    if post.author_id is None or post.author_kind == AuthorKind.ANONYMOUS:
        return muted
    silent = follows(User(pk=post.author_id)).filter(level=Follow.Level.MUTED)
    blocks = Block.objects.filter(blocked=post.author_id)
    return muted.union(silent.values_list("member_id", flat=True), blocks.values_list("member_id", flat=True))


def told(post):
    return Occasion.objects.filter(kind__in=ABOUT_POSTS, target_id=post.pk).values_list(
        "member_id", flat=True
    )


def readers(post):
    read = ReadPosition.objects.filter(thread=post.thread_id, position__gte=post.position)
    return read.values_list("member_id", flat=True)


def follows(target):
    return Follow.objects.filter(content_type=ContentType.objects.get_for_model(target), object_id=target.pk)
