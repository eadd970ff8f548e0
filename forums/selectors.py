"""Threads as lists need them: everything a card shows, in a few queries."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from forums.authors import author_for
from forums.models import Post, Thread
from forums.models.authored import State
from library.models import Principle
from members.models import Sector


def cards(threads):
    """A list of threads with `principle`, `seats` (sectors that spoke) and `byline`."""
    posts = Post.objects.filter(state=State.VISIBLE).select_related("sector").order_by("position")
    threads = list(
        threads.select_related("author", "sector", "reflection").prefetch_related(
            Prefetch("principles", queryset=Principle.objects.with_words()),
            Prefetch("posts", queryset=posts.prefetch_related("sector__labels"), to_attr="said"),
            Prefetch("sectors", queryset=Sector.objects.with_labels()),
            "sector__labels",
        )
    )
    for thread in threads:
        spoken = {post.sector_id: post.sector for post in thread.said if post.sector_id}
        thread.seats = list(spoken.values())
        thread.free_seats = [sector for sector in thread.sectors.all() if sector.pk not in spoken]
        thread.principle = next(iter(thread.principles.all()), None)
        thread.byline = author_for(thread, thread.audience)
    return threads


def waiting(sector, viewer):
    """Visible reflections that asked this sector or anyone, and to which none of it has replied. Oldest first."""
    answered = Post.objects.filter(thread=OuterRef("pk"), sector=sector, state=State.VISIBLE).exclude(
        kind=Post.Kind.OPENING
    )
    return (
        Thread.objects.visible_to(viewer)
        .filter(Q(sectors=sector) | Q(sectors__isnull=True), kind=Thread.Kind.REFLECTION, state=State.VISIBLE)
        .exclude(author=viewer)
        .filter(~Exists(answered))
        .distinct()
        .order_by("created_at", "pk")
    )


def waiting_for(sector, viewer, limit):
    return cards(waiting(sector, viewer)[:limit])


def live_threads(viewer, limit):
    return cards(Thread.objects.visible_to(viewer).filter(state=State.VISIBLE)[:limit])
