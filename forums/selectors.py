"""Threads as lists and pages need them: everything that is shown, in a bounded number of queries."""

from datetime import timedelta
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value, Window
from django.db.models.functions import Coalesce
from django.utils import timezone
from taggit.models import TaggedItem

from cop.core.kept import Kept
from cop.core.prepared import Prepared
from forums.across.answered import is_seen_held
from forums.authors import (
    Author,
    address_of,
    anonymous_author,
    author_for,
    by_opener,
    can_hide,
    counted,
    day_of,
    where_hidden,
)
from forums.models import Invitation, Post, Reaction, ReadPosition, Reflection, Round, Thread, ThreadSeat
from forums.models.authored import AuthorKind, State
from forums.readers import PreparedFor
from library.models.principles import known_principles
from members.models import Follow
from members.models.sectors import known_sectors
from members.permissions import audience_tokens, is_member

MEETINGS = 200
PAST = 30
AHEAD = 3
IDEAS_REST = timedelta(hours=24)
MOST_NAMED, MOST_SIGNS = 30, 300  # who gave a sign: told of, looked at
ZERO, NOTHING = Value(0), Value("")


def to_cards(threads):
    """A queryset of threads with what cards need."""
    return threads.select_related("author", "reflection")


def cards(threads):
    """Threads (a queryset, or rows of `to_cards`) as a list, each with

    `topics`     its principles, in their order; `principle` the first one, or None
    `words`      its tags
    `byline`     who began it (Author)
    `seats`      sectors that spoke, its author's first; `table` the same with the number of their replies
    `free_seats` sectors that were asked and have not spoken
    `first_new`  where its news begin, for a list that knows them; else empty
    """
    threads = threads if isinstance(threads, list) else list(to_cards(threads))
    facets = facets_of(threads)
    sectors, principles = known_sectors(), known_principles()
    with counted({thread.audience for thread in threads}):
        for thread in threads:
            thread.first_new = ""
            mine = facets.get(thread.pk, [])
            thread.byline = author_for(thread, thread.audience)
            about = {facet.key for facet in mine if facet.what == "principle"}
            thread.topics = [one for pk, one in principles.items() if pk in about]
            thread.principle = next(iter(thread.topics), None)
            thread.words = [Tag(facet.name, facet.slug) for facet in mine if facet.what == "tag"]
            thread.table = table(thread, [facet for facet in mine if facet.what == "seat"])
            thread.seats = [sector for sector, _replies in thread.table]
            spoken = {sector.pk for sector, replies in thread.table if replies}
            if thread.byline.sector:
                spoken.add(thread.byline.sector.pk)
            asked = {facet.key for facet in mine if facet.what == "asked"} - spoken
            thread.free_seats = [sector for pk, sector in sectors.items() if pk in asked]
    return threads


class Tag(NamedTuple):
    name: str
    slug: str


class Facet(NamedTuple):
    """Something that hangs on a thread: `key` is that of a principle or sector; `named` and `masked` count replies."""

    what: str
    key: int
    named: int
    masked: int
    name: str
    slug: str


def facets_of(threads):
    """Principles, sectors asked, seats taken and tags of threads, by thread, in one query."""

    by_thread: dict[int, list[Facet]] = {}
    for _rank, thread, *facet in sorted(_facets(threads=tuple(thread.pk for thread in threads))):
        by_thread.setdefault(thread, []).append(Facet(*facet))
    return by_thread


@Prepared
def _facets(*, threads):
    def rows(found, what, key, thread="thread_id", counts=(ZERO, ZERO), words=(NOTHING, NOTHING)):
        return found.order_by().values_list(F("pk"), F(thread), Value(what), F(key), *counts, *words)

    seats = ThreadSeat.objects.filter(thread__in=threads)
    principles = Thread.principles.through.objects.filter(thread__in=threads)
    asked = Thread.sectors.through.objects.filter(thread__in=threads)
    tagged = TaggedItem.objects.filter(
        content_type=ContentType.objects.get_for_model(Thread), object_id__in=threads
    )
    return rows(seats, "seat", "sector_id", counts=(F("named"), F("masked"))).union(
        rows(principles, "principle", "principle_id"),
        rows(asked, "asked", "sector_id"),
        rows(tagged, "tag", "tag_id", thread="object_id", words=(F("tag__name"), F("tag__slug"))),
        all=True,
    )


def table(thread, taken):
    """(sector, replies) of those who spoke. Anonymous replies count only where their sector is large enough."""
    opener = thread.byline.sector
    found = {opener.pk: (opener, 0)} if opener else {}
    for seat in taken:
        sector = known_sectors.row(seat.key)
        replies = seat.named + (seat.masked if seat.masked and can_hide(sector, thread.audience) else 0)
        if replies:
            found[seat.key] = (sector, replies)
    return list(found.values())


def waiting(sector, viewer):
    """Visible reflections that asked this sector, or anyone, and to which none of it has replied. Oldest first. What
    asked anyone waits until enough people of other sectors have answered (see `across`).

    A reply by an anonymous colleague of a small sector does not count: its disappearing would tell of them. What the
    viewer answered waits for them no longer.
    """
    seats = ThreadSeat.objects.filter(thread=OuterRef("pk"), sector=sector)
    audiences = audience_tokens(viewer)
    with counted(audiences):
        large, enough = where_hidden(sector, audiences), is_seen_held(audiences)
    own = Post.objects.filter(thread=OuterRef("pk"), author=viewer)
    asked = Thread.sectors.through.objects.filter(thread=OuterRef("pk"))
    return (
        Thread.objects.visible_to(viewer)
        .filter(kind=Thread.Kind.REFLECTION, state=State.VISIBLE, is_locked=False, forum__isnull=False)
        .filter(reflection__kind=Reflection.Kind.CASE)
        .filter(Exists(asked.filter(sector=sector)) | (~Exists(asked) & ~enough))
        .exclude(author=viewer)
        .filter(~Exists(seats.filter(named__gt=0)))
        .exclude(Exists(seats.filter(masked__gt=0)), audience__in=large)
        .filter(~Exists(own))
        .order_by("created_at", "pk")
    )


def at_home(sector, viewer, *, waits, lives):
    """(what waits for the viewer's sector, how many of these there are, what was spoken in last), so many of each."""
    waiters = waiting(sector, viewer).annotate(total=Window(Count("pk"))) if sector else Thread.objects.none()
    live = Thread.objects.visible_to(viewer).filter(state=State.VISIBLE, reply_count__gt=0)
    waiters, live = list(to_cards(waiters)[:waits]), list(to_cards(live)[:lives])
    cards([*waiters, *live])
    return waiters, waiters[0].total if waiters else 0, live


def ideas_open(thread):
    """Whether ideas stand open: asked for, or the author has answered after a wonder, or a day has passed; of an anonymous
    author one that counts from the end of the day (UTC), or it would tell the hour of sharing."""
    reflection = thread.reflection if thread.kind == Thread.Kind.REFLECTION else None
    if reflection is None or reflection.please == Reflection.Please.IDEAS:
        return True
    now, anonymous = timezone.now(), thread.author_kind == AuthorKind.ANONYMOUS
    if (day_of(now) if anonymous else now) - (reflection.shared_at or thread.created_at) >= IDEAS_REST:
        return True
    said = thread.posts.filter(state=State.VISIBLE)
    wonders = said.filter(kind=Post.Kind.WONDER).exclude(by_opener(thread))
    first = wonders.order_by("position").values_list("position", flat=True).first()
    return first is not None and said.filter(by_opener(thread), position__gt=first).exists()


def read_positions(threads, viewer):
    """How far the viewer has read each of these threads, by thread; only threads read before."""
    if not is_member(viewer) or not threads:
        return {}
    keys = [thread.pk for thread in threads]
    return dict(
        ReadPosition.objects.filter(member=viewer, thread__in=keys).values_list("thread_id", "position")
    )


def as_read_by(threads, viewer):
    """Threads, each with what is this viewer's own there, in the same query: how far they have read (`seen_position`,
    `seen_at`), how closely they follow (`level`), something that they said (`spoken_post`), an open `invitation` of theirs; and whether it is `translated`."""
    mine = {"member": viewer.pk or 0}
    seen = ReadPosition.objects.filter(thread=OuterRef("pk"), **mine)
    followed = Follow.objects.filter(
        content_type=ContentType.objects.get_for_model(Thread), object_id=OuterRef("pk"), **mine
    )
    said = Post.objects.filter(thread=OuterRef("pk"), author=viewer.pk or 0).order_by()
    asked = Invitation.objects.open().filter(thread=OuterRef("pk"), **mine).order_by()
    return threads.annotate(
        seen_position=Subquery(seen.values("position")[:1]),
        seen_at=Subquery(seen.values("read_at")[:1]),
        level=Coalesce(Subquery(followed.values("level")[:1]), Value(Follow.Level.NORMAL.value)),
        spoken_post=Subquery(said.values("pk")[:1]),
        invitation=Subquery(asked.values("pk")[:1]),
        translated=Q(translation_of__isnull=False)
        | Exists(Thread.objects.filter(translation_of=OuterRef("pk"))),
    )


def card(viewer, pk):
    """One thread as `cards` gives it, and as it is read by this viewer; None where they may not see it."""
    return next(iter(cards(_card(viewer, pk=pk))), None)


@PreparedFor
def _card(viewer, *, pk):
    threads = Thread.objects.visible_to(viewer).select_related("forum").filter(pk=pk)
    return to_cards(as_read_by(threads, viewer))


def reactions_of(viewer, posts):
    """The kinds of reaction that the viewer gave to each of these posts, by post."""
    given: dict[int, frozenset[str]] = {}
    if is_member(viewer) and posts:
        for post_id, kind in _signs(member=viewer.pk, posts=tuple(post.pk for post in posts)):
            given[post_id] = given.get(post_id, frozenset()) | {kind}
    return given


@Prepared
def _signs(*, member, posts):
    return Reaction.objects.filter(member=member, post__in=posts).values_list("post_id", "kind")


def who_signed(post):
    """Who gave which sign to a post: (kind, label of it, Authors), the newest named ones and each anonymous label once.

    How many of a sector are anonymous among them is not told.
    """
    rows = list(post.reactions.select_related("member", "sector").order_by("-pk")[:MOST_SIGNS])
    found = []
    for kind, label in Reaction.Kind.choices:
        authors = [reacted_as(row, post.thread.audience) for row in rows if row.kind == kind]
        named = [one for one in authors if not one.anonymous]
        masked = {one.label: one for one in authors if one.anonymous}
        if authors:
            shown = [*named[:MOST_NAMED], *(masked[key] for key in sorted(masked))]
            found.append((kind, label, shown, len(named) > MOST_NAMED))
    return found


def reacted_as(reaction, audience):
    """Who gave a sign, as every reader of the audience sees them."""
    if reaction.author_kind == AuthorKind.ANONYMOUS:
        return anonymous_author(reaction.sector, audience)
    url = address_of(reaction.member)
    return Author(reaction.member.display_name, None, "", url, False)


def translations(thread, viewer):
    """The same reflection in other languages, as far as the viewer may see them."""
    root = thread.translation_of_id or thread.pk
    family = Q(pk=root) | Q(translation_of=root)
    return Thread.objects.visible_to(viewer).filter(family, state=State.VISIBLE).exclude(pk=thread.pk)


def meetings_for(viewer, *, upcoming=False):
    """Threads with a meeting that the viewer may see, the next first: what is coming, or also of the last month."""
    since = timezone.now() - (timedelta(hours=1) if upcoming else timedelta(days=31))
    found = Thread.objects.visible_to(viewer).filter(state=State.VISIBLE, starts_at__gte=since)
    if upcoming:  # what is called off stands in calendars, which must hear of it, but is not ahead; nor is what has ended
        found = found.filter(Q(meeting__off__isnull=True) | Q(meeting__off=False))
        found = found.exclude(round__state=Round.State.ENDED)
    return list(found.order_by("starts_at", "pk")[:MEETINGS])


def past_rounds(viewer):
    """The newest rounds that have ended and that the viewer may see."""
    found = Round.objects.visible_to(viewer).filter(state=Round.State.ENDED, thread__state=State.VISIBLE)
    return list(found.select_related("thread").order_by("-ended_at", "-pk")[:PAST])


def meetings_ahead(viewer):
    """The next few meetings, for the head of a list. Where none is ahead for anybody, nothing is asked."""
    return meetings_for(viewer, upcoming=True)[:AHEAD] if _anybody_meets() else []


_anybody_meets = Kept(
    lambda: Thread.objects.filter(starts_at__gte=timezone.now() - timedelta(hours=1)).exists()
)
