"""The HTML of posts and of rows in a list, kept by what it shows (cop.core.fragments): the language, what readers see and
the reader's own marks. Whatever a template is to show must therefore stand in `Told` or `Row`.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cop.core.fragments import KEPT
from cop.core.fragments import fragment as kept
from cop.core.templatetags.cop import ago, day
from forums.authors import Author
from forums.forms.posting import form_class
from forums.models import Reflection, Thread
from forums.polls import Poll
from forums.readers import Reader, is_between_two

KIND_LABELS = dict(Reflection.Kind.choices + Thread.Kind.choices)


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
    helped: bool


class Named(NamedTuple):
    """A sector or principle."""

    slug: str
    mark: str
    name: str

    def __str__(self):
        return self.name


def named(row):
    return row and Named(row.slug, row.mark, row.name)


class FirstPage(NamedTuple):
    """What its picture needs of `Resource.first_page`."""

    width: int
    height: int
    changed_at: Any


class Pointed(NamedTuple):
    """The resource that a post points at."""

    pk: int
    title: str
    language: str
    get_kind_display: str
    publisher: str
    year: int | None
    first_page: FirstPage | None


class File(NamedTuple):
    uuid: Any
    name: str
    alt: str
    media_type: str
    size: int


class Told(NamedTuple):
    """All that the template gets for any reader; see forums.showing.rendering."""

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
    phase: str


class Row(NamedTuple):
    """A conversation in a list, under the names of its card. `unread`: None where it was never opened."""

    pk: int
    title: str
    language: str
    question: str
    told: str
    kind: str
    last_position: int
    reply_count: int
    unread: int | None
    first_new: str
    when: SafeString
    is_pinned: bool
    is_locked: bool
    between_two: bool
    answered: bool
    principle: Named | None
    seats: tuple[Named, ...]
    free_seats: tuple[Named, ...]

    def get_kind_display(self):
        return KIND_LABELS[self.kind]


class Shown(NamedTuple):
    thread: Row


def fragment(context, own):
    """The HTML of a post in the current language. `context`: of forums.showing.rendering; `own`: one reader's own marks."""
    return _rendered(get_language(), "forums/fragments/post.html", _told(context), frozenset(own.items()))


def row(thread, viewer_seat=None):
    """The HTML of a card (forums.selectors) in a list, in the current language."""
    reflection = thread.reflection
    is_moment = reflection is not None and reflection.kind == Reflection.Kind.MOMENT
    shown = Row(
        pk=thread.pk,
        title=thread.title,
        language=thread.language,
        question=reflection.question if reflection else "",
        told=reflection.what_happened if is_moment else "",
        kind=reflection.kind if is_moment else thread.kind,
        last_position=thread.last_position,
        reply_count=thread.reply_count,
        unread=getattr(thread, "unread", None),
        first_new=thread.first_new,
        when=day(thread.active_at) if thread.active_masked else ago(thread.active_at),
        is_pinned=thread.is_pinned,
        is_locked=thread.is_locked,
        between_two=thread.forum_id is None,
        answered=thread.answer_id is not None,
        principle=named(thread.principle),
        seats=tuple(map(named, thread.seats)),
        free_seats=tuple(map(named, thread.free_seats)),
    )
    own = frozenset({("viewer_seat", named(viewer_seat))})
    return _rendered(get_language(), "forums/fragments/thread_row.html", Shown(shown), own)


def seats(thread, viewer_seat):
    """The HTML of whose chairs are filled at a conversation and which are free, in the current language."""
    return kept(
        "forums/fragments/seats_taken.html",
        table=tuple((named(sector), replies) for sector, replies in thread.table),
        free_seats=tuple(map(named, thread.free_seats)),
        viewer_seat=named(viewer_seat),
    )


class Place(NamedTuple):
    """Where a reply would be written: what its form depends on."""

    pk: int
    kind: str
    audience: str


def composer(thread, speaker):
    """The reply form of a thread in which nothing has been written, in the current language."""
    place = Place(thread.pk, thread.kind, thread.audience)
    return _composer(get_language(), place, replace(speaker, sector=named(speaker.sector)))


@lru_cache(maxsize=KEPT)
def _composer(language, place, speaker):
    thread = Thread(**place._asdict())
    form = form_class(thread)(viewer=Reader(place.audience), thread=thread)
    composing = {"form": form, "speaker": speaker, "between_two": is_between_two(place.audience)}
    return render_to_string("forums/fragments/composer.html", {"thread": thread, "composer": composing})


@lru_cache(maxsize=KEPT)
def _rendered(language, template, values, own):
    return render_to_string(template, values._asdict() | dict(own))


def _told(context):
    post, author, answered = context["post"], context["author"], context["answered"]
    resource = context["resource"]
    page = resource and resource.first_page
    return Told(
        post=Words._make(getattr(post, name) for name in Words._fields),
        author=replace(author, sector=named(author.sector)),
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
            page and FirstPage(page.width, page.height, page.changed_at),
        ),
        resource_gone=context["resource_gone"],
        phase=str(post.get_phase_display()) if post.phase else "",
        attachments=tuple(
            File._make(getattr(file, name) for name in File._fields) for file in context["attachments"]
        ),
    )
