"""When a shared reflection counts as answered across sectors: at least two people other than its author, both from sectors
that were not the author's when it was shared, have replied."""

from django.db.models import Count, Exists, F, OuterRef, Q

from forums.authors import counted, where_hidden
from forums.models import Post
from forums.models.authored import AuthorKind, State
from members.models.sectors import known_sectors

ENOUGH = 2  # people
#: Posts that answer nothing.
NO_ANSWER = (Post.Kind.OPENING, Post.Kind.TAKEAWAY, Post.Kind.NEXT)
ANONYMOUS = Q(author_kind=AuthorKind.ANONYMOUS)


def is_held():
    """The condition on threads, by the sectors that stand on the posts since they were written, and by people."""
    replies = replies_of_thread().filter(of_others()).exclude(author=OuterRef("author"))
    people = replies.order_by().values("thread").annotate(people=Count("author", distinct=True))
    return Exists(people.filter(people__gte=ENOUGH))


def is_seen_held(audiences):
    """`is_held` as readers of these audiences may know it. What counts is what they could count themselves:

    an anonymous reply only where its sector is large enough to hide in, or its counting would tell of a small one which
    it is not; of an anonymous author whose sector is not, replies of every sector, or it would tell of the author's; and
    names, never people, of whom one may speak in a joined discussion by name and anonymously (see `authors.by_opener`).
    """
    known, openers = ~ANONYMOUS, Q()
    with counted(audiences):
        for sector in known_sectors().values():
            large = where_hidden(sector, audiences)
            if large:
                known |= Q(sector=sector.pk, thread__audience__in=large)
                openers |= Q(thread__sector=sector.pk, thread__audience__in=large)
    masked = Q(thread__author_kind=AuthorKind.ANONYMOUS)
    others = of_others() | (masked & ~openers if openers else masked)
    replies = (
        replies_of_thread()
        .filter(known, others)
        .exclude(masked & ANONYMOUS, alias=F("thread__alias"))
        .exclude(~masked & ~ANONYMOUS, author=F("thread__author"))
    )
    named = Count("author", distinct=True, filter=~ANONYMOUS)
    aliases = Count("alias", distinct=True, filter=ANONYMOUS)
    names = replies.order_by().values("thread").annotate(names=named + aliases)
    return Exists(names.filter(names__gte=ENOUGH))


def replies_of_thread():
    """Of the thread of an outer query: the replies that answer it, whose sector is known."""
    replies = Post.objects.filter(thread=OuterRef("pk"), state=State.VISIBLE, sector__isnull=False)
    return replies.exclude(kind__in=NO_ANSWER)


def of_others():
    return ~Q(sector=OuterRef("sector")) | Q(thread__sector__isnull=True)
