"""Every change of what readers see of a post has a number, and what it was before is kept: its words, its files, its poll,
its meeting. Whoever decides about a post says by that number what they have looked at."""

from django.utils import timezone

from forums.models import Post, PostRevision
from forums.wording.told import said_before


def keep_earlier(post, actor, *, body=None, reason="", **beside):
    """Within the verb that locked the post and before it writes: what stands now becomes an earlier version.

    `body`: what it said, where the present words are others already. `beside`: what becomes otherwise beside its words, as it was: `files` (files_of), `poll`, `meeting` (meeting_as_it_is).
    """
    PostRevision.objects.create(
        post=post,
        number=post.revision,
        body=said_before(post) if body is None else body,
        editor=actor,
        reason=reason,
        beside=beside or None,
    )
    post.edited_at, post.revision = timezone.now(), post.revision + 1
    post.save(update_fields=["edited_at", "revision", "updated_at"])


def keep_earlier_of_thread(thread, actor, meeting):
    """The same of what began a conversation, whose meeting changes: `meeting` is what it was. Answers the post."""
    opening = thread.posts.get(kind=Post.Kind.OPENING)
    opening.thread = thread
    keep_earlier(opening, actor, meeting=meeting)
    return opening


def has_said(post, number):
    """Whether the words of a version are the present ones."""
    if number == post.revision:
        return True
    row = post.revisions.filter(number=number).first()
    return row is not None and row.body == said_before(post)


def files_of(post):
    """Its files as an earlier version keeps them."""
    return [{"name": file.name, "alt": file.alt} for file in post.attachments.standing()]


def forget_files(posts):
    """That files changed stays known, and not which."""
    for row in PostRevision.objects.filter(post__in=posts, beside__has_key="files"):
        row.beside["files"] = None
        row.save(update_fields=["beside"])


def meeting_as_it_is(thread):
    """When and where a conversation meets, as an earlier version keeps it; {} where it does not."""
    stored = thread.meeting
    if not stored:
        return {}
    starts = thread.starts_at.isoformat() if thread.starts_at else None
    kept = {name: stored[name] for name in ("ends", "zone", "place", "link")} | {"starts": starts}
    kept |= {"off": True} if stored.get("off") else {}
    return kept | ({"recording": thread.round.recording} if stored.get("round") else {})
