"""What members were told of posts goes where the posts go."""

from django.db import transaction
from django.utils import timezone

from cop.core.events import emit
from forums.kinds import ABOUT_POSTS
from forums.models import Post
from members.models import User
from notifications.events import InboxChanged
from notifications.models import Notification, Occasion

BATCH = 100  # lines a call


def follow_posts(*, source_id, after=0):
    """Take the next unread lines of a thread to where their posts are now. Answers the last one's id; None at the end.

    What had been read in the old thread stays read: how far somebody had read there is still known.
    """
    lines = Notification.objects.filter(thread=source_id, kind__in=ABOUT_POSTS, read_at=None, pk__gt=after)
    lines = list(lines.order_by("pk")[:BATCH])
    for line in lines:
        follow_line(line)
    return lines[-1].pk if len(lines) == BATCH else None


@transaction.atomic
def follow_line(line):
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=line.member_id)  # as `telling.tell` does
    Notification.objects.filter(pk=line.pk).read_along().update(read_at=timezone.now())
    line = Notification.objects.unread().filter(pk=line.pk).first()
    if line is None:
        return
    told = {one.target_id: one for one in line.occasions.fresh() if one.is_fresh}
    posts = Post.objects.filter(pk__in=told).exclude(thread=line.thread_id)
    for post in posts.order_by("position"):
        move(line, told.pop(post.pk), post)
    if not told:
        Notification.objects.filter(pk=line.pk).update(read_at=timezone.now())
        Notification.objects.filter(pk=line.pk, occasions=None).delete()
    emit(InboxChanged(line.member_id))


def move(line, occasion, post):
    """One occasion to the unread line of its new thread. An edit that mentioned somebody has no place, and keeps none."""
    position = post.position if occasion.position is not None else None
    there, created = Notification.objects.get_or_create(
        member_id=line.member_id, kind=line.kind, thread_id=post.thread_id, read_at=None,
        defaults={
            "latest_at": line.latest_at, "position": position, "emailed_at": line.emailed_at, "pushed_at": line.pushed_at,
        },
    )  # fmt: skip
    if not created:
        there.position = None if None in (there.position, position) else max(there.position, position)
        there.latest_at = max(there.latest_at, line.latest_at)
        there.save(update_fields=["position", "latest_at"])
    Occasion.objects.filter(pk=occasion.pk).update(notification=there, position=position)
