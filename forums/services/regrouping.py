"""What follows posts that go from one thread to another: counters, who has read how far, who wants to hear more."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Max, OuterRef

from forums.models import Post, ReadPosition, Thread
from forums.models.authored import State
from forums.services.repair import repair_seats, thanks_in
from forums.services.sequence import APART
from members.models import Follow

BATCH = 1_000
COUNTED = [
    "reply_count", "thanks_count", "held_count", "answer", "active_at", "active_masked", "last_position", "alias_count",
]  # fmt: skip


def recount(thread):
    """Replies, thanks, seats and the answer from the rows, and when somebody spoke last."""
    visible = Post.objects.filter(thread=thread, state=State.VISIBLE)
    replies = visible.exclude(kind__in=APART)
    last = visible.order_by("-created_at", "-pk").values("created_at", "alias").first()
    thread.reply_count, thread.thanks_count = replies.count(), thanks_in(thread)
    thread.held_count = thread.posts.filter(state=State.HELD).count()
    if not replies.filter(pk=thread.answer_id).exists():
        thread.answer = None
    if last:
        thread.active_at, thread.active_masked = last["created_at"], last["alias"] is not None
    highest = thread.posts.aggregate(position=Max("position"), alias=Max("alias"))
    thread.last_position = max(thread.last_position, highest["position"] or 0)
    thread.alias_count = max(thread.alias_count, highest["alias"] or 0)
    thread.save(update_fields=COUNTED)
    repair_seats(thread, replies)


def carry_follows(source, target):
    """Whoever said how much they want to hear of the one wants as much of the other, unless they said so there. Answers
    the keys of the first and the last of these rows, or None."""
    about = Follow.objects.filter(content_type=ContentType.objects.get_for_model(Thread))
    there = about.filter(object_id=target.pk).values("member")
    carried = about.filter(object_id=source.pk).exclude(member__in=there)
    first = last = None
    for row in carried.iterator(BATCH):
        row.pk, row.object_id = None, target.pk
        row.save(force_insert=True)
        first, last = first or row.pk, row.pk
    return first and [first, last]


def close_reading(thread):
    """Where nothing is left after what somebody has read, nothing is new to them."""
    last = thread.posts.aggregate(place=Max("position"))["place"] or 0
    ends = ReadPosition.objects.filter(thread=thread, position__gte=last, position__lt=thread.last_position)
    ends.update(position=thread.last_position)


def carry_reading(source, target, position_of):
    """Whoever read the one has read the other as far as `position_of(position)` says, where they have not been yet."""
    known = ReadPosition.objects.filter(thread=target).values("member")
    rows = ReadPosition.objects.filter(thread=source).exclude(member__in=known)
    fresh = (
        ReadPosition(
            member_id=row.member_id, thread=target, position=position_of(row.position), read_at=row.read_at
        )
        for row in rows.iterator(BATCH)
    )
    ReadPosition.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)


def uncarry_follows(source, target, joining):
    """Whoever follows the target because it took in what they followed, and neither changed that nor spoke there since,
    follows it no more."""
    if not joining.kept["follows"]:
        return
    about = Follow.objects.filter(content_type=ContentType.objects.get_for_model(Thread))
    spoke = Post.objects.filter(thread=target, author=OuterRef("member"))
    same = about.filter(object_id=source.pk, member=OuterRef("member"), level=OuterRef("level"))
    carried = about.filter(object_id=target.pk, pk__range=joining.kept["follows"])
    carried.filter(Exists(same)).exclude(Exists(spoke)).delete()
