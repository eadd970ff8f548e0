"""The HTML of a post, kept by what it shows.

A fragment is a function of plain values alone: the language, what readers see of the post and the reader's own marks.
Equal values are equal HTML, so a fragment is rendered once in a process and never has to be thrown away because
something changed: what changed has another value. Whatever the template is to show must therefore stand in `Told`.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cop.core.templatetags.cop import ago, day
from forums.authors import Author
from forums.polls import Poll

#: How many a process keeps, of about 6 kB each with their key: the pages that are being read.
KEPT = 4096


class Words(NamedTuple):
    """The post itself, under the names of its model's fields."""

    pk: int
    kind: str
    position: int | None
    parent_id: int | None
    state: str
    language: str
    opened_as: str
    amended_why: str
    edited_at: Any
    thanks_count: int
    same_count: int
    affirms_count: int


class Mark(NamedTuple):
    """The sector of an author, as far as a seat shows it."""

    slug: str
    mark: str


class Pointed(NamedTuple):
    """The resource that a post points at."""

    pk: int
    title: str
    language: str
    get_kind_display: str
    publisher: str
    year: int | None


class File(NamedTuple):
    uuid: Any
    name: str
    alt: str
    media_type: str
    size: int


class Told(NamedTuple):
    """All that the template gets for any reader; see forums.rendering."""

    post: Words
    author: Author
    when: SafeString
    by_author: bool
    answered: str
    body: SafeString
    poll: Poll | None
    settles: bool
    quotes: tuple
    resource: Pointed | None
    resource_gone: bool
    attachments: tuple[File, ...]


def fragment(context, own):
    """The HTML of a post in the current language. `context`: of forums.rendering; `own`: one reader's own marks."""
    return _rendered(get_language(), _told(context), frozenset(own.items()))


@lru_cache(maxsize=KEPT)
def _rendered(language, told, own):
    return render_to_string("forums/fragments/post.html", told._asdict() | dict(own))


def _told(context):
    post, author, answered = context["post"], context["author"], context["answered"]
    resource = context["resource"]
    return Told(
        post=Words._make(getattr(post, name) for name in Words._fields),
        author=replace(author, sector=author.sector and Mark(author.sector.slug, author.sector.mark)),
        # An hour would say too much of somebody who is not named. The words for it are another value tomorrow.
        when=day(post.created_at) if author.anonymous else ago(post.created_at),
        by_author=context["by_author"],
        answered=answered.label if answered else "",
        body=context["body"],
        poll=context["poll"],
        settles=context["settles"],
        quotes=tuple(context["quotes"]),
        resource=resource
        and Pointed(
            resource.pk,
            resource.title,
            resource.language,
            resource.get_kind_display(),
            resource.publisher,
            resource.year,
        ),
        resource_gone=context["resource_gone"],
        attachments=tuple(
            File._make(getattr(file, name) for name in File._fields) for file in context["attachments"]
        ),
    )
