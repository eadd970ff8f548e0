"""When a shared reflection counts as answered across sectors: at least two people other than its author, both from sectors
that were not the author's when it was shared, have replied."""

from django.db.models import Count, Exists, OuterRef, Q

from forums.authors import counted, where_hidden
from forums.models import Post
from forums.models.authored import AuthorKind, State
from members.models.sectors import known_sectors

ENOUGH = 2  # people
#: Posts that answer nothing.
NO_ANSWER = (Post.Kind.OPENING, Post.Kind.TAKEAWAY, Post.Kind.NEXT)


def is_held(counts=None):
    """The condition on threads, by the sectors that stand on the posts since they were written.

    `counts`: a condition on the replies that count, for what readers are shown.
    """
    others = ~Q(sector=OuterRef("sector")) | Q(thread__sector__isnull=True)
    replies = (
        Post.objects.filter(thread=OuterRef("pk"), state=State.VISIBLE, sector__isnull=False)
        .exclude(kind__in=NO_ANSWER)
        .exclude(author=OuterRef("author"))
        .filter(others)
    )
    if counts is not None:
        replies = replies.filter(counts)
    people = replies.order_by().values("thread").annotate(people=Count("author", distinct=True))
    return Exists(people.filter(people__gte=ENOUGH))


def is_seen_held(audiences):
    """`is_held` as readers of these audiences may know it: an anonymous reply counts only where its sector is large
    enough to hide in, or its counting would tell of a small one which it is not."""
    known = Q(author_kind=AuthorKind.MEMBER)
    with counted(audiences):
        for sector in known_sectors().values():
            large = where_hidden(sector, audiences)
            if large:
                known |= Q(sector=sector.pk, thread__audience__in=large)
    return is_held(known)
