"""Posts as moderators read them before they vouch for them: all that readers see, and nothing to press."""

from forums.meetings import meeting_of
from forums.models import Post
from forums.showing.rendering import in_words


def whole(posts):
    """What `forums/fragments/whole.html` shows of each post, by key, in a bounded number of queries."""
    return {post.pk: told | _beside(post) for post, told in zip(posts, in_words(posts), strict=True)}


def _beside(post):
    """What stands in a page beside what began its conversation."""
    if post.kind != Post.Kind.OPENING:
        return {"meeting": None, "reflection": None}
    thread = post.thread
    return {"meeting": meeting_of(thread), "reflection": thread.reflection or thread.earlier}
