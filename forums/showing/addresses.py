"""Where a post stands on the pages of its thread: for views, redirects and what search holds."""

from django.urls import reverse

PAGE = 20  # positions a page; the opening is position 1


def page_of(position):
    return max(1, -(-(position or 1) // PAGE))


def url_of(post):
    """The page and place of a post in its thread."""
    page = page_of(post.position)
    query = f"?page={page}" if page > 1 else ""
    return reverse("forums:thread-detail", args=[post.thread_id]) + f"{query}#post-{post.pk}"
