"""Counters made again from the rows that they count, one thread at a time under its lock."""

from collections import Counter

from django.db import transaction
from django.db.models import Count, Max, Q, Sum

from forums.authors import by_opener
from forums.meetings import is_round
from forums.models import Post, Round, Thread, ThreadSeat
from forums.models.authored import AuthorKind, State
from forums.services.reactions import COUNTERS
from forums.services.sequence import APART


@transaction.atomic
def repair_thread(*, thread_id):
    """Mend a thread's counters and those of its posts; answers how many were wrong. A thread that is gone has none.

    `head_seq`, `last_position` and `alias_count` are only ever raised: events are pruned, posts may have gone to another
    thread, and no number comes twice.
    """
    thread = Thread.objects.select_for_update(of=("self",), no_key=True).filter(pk=thread_id).first()
    if thread is None:
        return 0
    mended = _repair_reactions(thread)
    replies = Post.objects.filter(thread=thread, state=State.VISIBLE).exclude(kind__in=APART)
    head = thread.events.aggregate(head=Max("seq"))["head"] or 0
    last = thread.posts.aggregate(position=Max("position"), alias=Max("alias"))
    right = {
        "reply_count": replies.count(),
        "last_position": max(last["position"] or 0, thread.last_position),
        "alias_count": max(last["alias"] or 0, thread.alias_count),
        "head_seq": max(head, thread.head_seq),
        "thanks_count": thanks_in(thread),
        "answer_id": thread.answer_id if replies.filter(pk=thread.answer_id).exists() else None,
    }
    wrong = {name: value for name, value in right.items() if getattr(thread, name) != value}
    if wrong:
        Thread.objects.filter(pk=thread.pk).update(**wrong)
    return len(wrong) + repair_seats(thread, replies) + mended + _repair_choices(thread)


def thanks_in(thread):
    shown = Post.objects.filter(thread=thread, state=State.VISIBLE)
    return shown.aggregate(total=Sum("thanks_count"))["total"] or 0


def repair_seats(thread, replies):
    others = replies.filter(sector__isnull=False).exclude(by_opener(thread))
    masked = Count("pk", filter=Q(author_kind=AuthorKind.ANONYMOUS))
    counted = others.order_by().values("sector").annotate(total=Count("pk"), masked=masked)
    right = {row["sector"]: (row["total"] - row["masked"], row["masked"]) for row in counted}
    there = {seat.sector_id: (seat.named, seat.masked) for seat in thread.seat_rows.all()}
    wrong = {
        sector for sector in right.keys() | there.keys() if right.get(sector, (0, 0)) != there.get(sector)
    }
    wrong -= {sector for sector in wrong if sector not in right and there.get(sector) == (0, 0)}
    for sector in wrong:
        named, masked = right.get(sector, (0, 0))
        ThreadSeat.objects.update_or_create(
            thread=thread, sector_id=sector, defaults={"named": named, "masked": masked}
        )
    return len(wrong)


def _repair_reactions(thread):
    given = {
        counter: Count("reactions", filter=Q(reactions__kind=kind)) for kind, counter in COUNTERS.items()
    }
    names = {f"right_{counter}": count for counter, count in given.items()}
    mended = 0
    for post in thread.posts.annotate(**names).order_by("pk"):
        right = {counter: getattr(post, f"right_{counter}") for counter in given}
        if any(getattr(post, counter) != number for counter, number in right.items()):
            Post.objects.filter(pk=post.pk).update(**right)
            mended += 1
    return mended


def _repair_choices(thread):
    """The numbers of votes and of who comes, which stand on their rows as a whole."""
    mended = 0
    for post in thread.posts.filter(poll__isnull=False).order_by("pk"):
        votes = dict(post.votes.order_by().values_list("option").annotate(n=Count("pk")))
        right = post.poll | {
            "options": [
                option | {"votes": votes.get(index, 0)} for index, option in enumerate(post.poll["options"])
            ],
            "voters": post.votes.order_by().values("member").distinct().count(),
        }
        if right != post.poll:
            Post.objects.filter(pk=post.pk).update(poll=right)
            mended += 1
    if thread.meeting and thread.meeting["coming"] != (coming := thread.coming.count()):
        Thread.objects.filter(pk=thread.pk).update(meeting=thread.meeting | {"coming": coming})
        mended += 1
    if is_round(thread):
        current = Round.objects.get(thread=thread)
        sectors = current.attendances.values_list("sector", flat=True)
        here = dict(Counter(str(sector or "") for sector in sectors))
        if here != current.here:
            Round.objects.filter(pk=current.pk).update(here=here)
            mended += 1
    return mended
