"""What a conversation holds, from its rows and in a fixed number of queries, however long it is.

It is the same for all readers of the audience: what is named is named by `author_for`, and how many spoke anonymously
is not told.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import Truncator

from cop.core.text import plain
from forums.authors import Author, author_for
from forums.models import Post
from forums.models.authored import AuthorKind
from forums.readers import Reader
from forums.services.sequence import APART
from library.models import Resource

LATELY = 200  # positions from the end in which speakers are looked for
MOST_PEOPLE = 8
MOST_RESOURCES = 5
BEGINNING = 140  # characters


@dataclass(frozen=True)
class Said:
    """A post to point at: who said it, how it begins."""

    post: Post
    author: Author
    text: str


@dataclass(frozen=True)
class Summary:
    """`table`: (sector, replies); `people`: who spoke lately under their name."""

    table: list[Any]
    people: list[Author]
    resources: list[Resource]
    answer: Said | None
    takeaway: Said | None
    thanked: Said | None


def summary_of(thread):
    """Of a card (see forums.selectors)."""
    reader = Reader(thread.audience)
    posts = Post.objects.visible_to(reader).filter(thread=thread)
    marked = list(
        posts.filter(Q(pk=thread.answer_id) | Q(kind=Post.Kind.TAKEAWAY)).to_render().order_by("position")
    )
    thanked = (
        posts.filter(thanks_count__gt=0).exclude(kind__in=APART).to_render().order_by("-thanks_count")[:1]
    )
    return Summary(
        table=thread.table,
        people=people_of(posts, thread),
        resources=resources_of(posts, reader),
        answer=said(thread, (one for one in marked if one.pk == thread.answer_id)),
        takeaway=said(thread, (one for one in marked if one.kind == Post.Kind.TAKEAWAY)),
        thanked=said(thread, thanked),
    )


def said(thread, posts):
    post = next(iter(posts), None)
    if post is None:
        return None
    post.thread = thread
    return Said(post, author_for(post, thread.audience), Truncator(plain(post.body)).chars(BEGINNING))


def people_of(posts, thread):
    lately = posts.filter(author_kind=AuthorKind.MEMBER, position__gt=thread.last_position - LATELY)
    lately = lately.select_related("author", "sector").defer("body").order_by("-position")
    found: dict[int, Author] = {}
    for post in lately:
        post.thread = thread
        if post.author_id is not None and post.author_id not in found:
            found[post.author_id] = author_for(post, thread.audience)
            if len(found) == MOST_PEOPLE:
                break
    return list(found.values())


def resources_of(posts, reader):
    keys = posts.filter(resource__isnull=False).order_by("-position").values_list("resource", flat=True)
    keys = list(dict.fromkeys(keys[: MOST_RESOURCES * 4]))
    found = Resource.objects.visible_to(reader).in_bulk(keys)
    return [found[key] for key in keys if key in found][:MOST_RESOURCES]
