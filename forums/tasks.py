"""Background work of this room."""

from datetime import timedelta

from django.core.files.storage import storages
from django.utils import timezone

from cop.core.queue import background
from cop.core.schedule import every
from cop.core.text import plain
from forums.models import Draft, Post, Thread, ThreadEvent
from forums.services import (
    distilling,
    following_up,
    inviting,
    moderation,
    noting,
    places,
    removing,
    running,
    screening,
    uploads,
)
from forums.services.drafts import KEPT
from forums.wording import outside
from members.models import Circle, ModeratorMessage

EVENTS_KEPT = timedelta(days=30)
KEYS_KEPT = timedelta(days=7)
KEYS_AT_ONCE = 100  # posts or files destroyed in one transaction
BATCH = 5_000  # rows that one statement touches


@background()
def open_forum_of_circle(*, circle_id):
    """A new circle gets its place to talk."""
    circle = Circle.objects.filter(pk=circle_id).first()
    if circle is not None:
        places.open_forum_of_circle(circle=circle)


@background()
def restate_threads(*, forum_id, after=0):
    """A forum has other readers: everything that copies its threads looks again, some at a time."""
    last = places.restate_threads(forum_id=forum_id, after=after)
    if last is not None:
        restate_threads.enqueue(forum_id=forum_id, after=last)


@background()
def invite_to_round(*, thread_id):
    """Where what began is a round, it invites."""
    noting.invite(thread_id=thread_id)


@every(minutes=5)
def remind_of_rounds():
    """Whoever comes to a round hears of it the day and the hour before."""
    noting.remind_due()


@every(minutes=15)
def end_rounds():
    """A round that nobody ended ends hours after its time."""
    running.end_forgotten()


@background(retries=2)
def note_placing(*, guide_id):
    """Which words of conversations a guide holds, as readers have it now."""
    distilling.note_placing(guide_id=guide_id)


@background(retries=2)
def ask_outside(*, post_id):
    """What the service outside says of words that wait for nothing else. The text alone goes there, if it may at all."""
    post = screening.waiting_outside(post_id)
    if post is None:
        return
    verdict = outside.is_advertising(plain(post.body)) if outside.may_be_sent(post) else None
    moderation.hear_outside(post_id=post_id, verdict=verdict, revision=post.revision)


@background(retries=8)
def destroy_files(*, names):
    """The bytes of what was deleted for good. A file that is gone already is no error."""
    storage = storages["protected"]
    for name in names:
        storage.delete(name)


@every(hours=6)
def ask_what_happened_next():
    """Who wanted to be asked after some weeks is asked, once."""
    while following_up.ask_due(limit=KEYS_AT_ONCE):
        pass


@every(minutes=15)
def invite_who_is_missing():
    """A day, and two days, after a reflection was shared some members of the sectors that it misses are invited."""
    failed: set[int] = set()
    while inviting.invite_due(limit=KEYS_AT_ONCE, failed=failed):
        pass


@every(hours=6)
def prune_removed():
    """What was removed can be brought back for 30 days; then its words and files are destroyed."""
    while removing.destroy_old(limit=KEYS_AT_ONCE):
        pass


@every(hours=6)
def prune_events():
    """Numbered events are kept 30 days; whoever was away for longer loads the page again."""
    old = ThreadEvent.objects.filter(created_at__lt=timezone.now() - EVENTS_KEPT).order_by("created_at")
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        ThreadEvent.objects.filter(pk__in=keys).delete()


@every(hours=6)
def prune_keys():
    """Requests are remembered for 7 days."""
    for model in (Thread, Post, ModeratorMessage):
        old = model.objects.filter(
            idempotency_key__isnull=False, created_at__lt=timezone.now() - KEYS_KEPT
        ).order_by("created_at")
        while keys := list(old.values_list("pk", flat=True)[:BATCH]):
            model.objects.filter(pk__in=keys).update(idempotency_key=None, payload_digest="")


@every(hours=6)
def prune_drafts():
    """Drafts are kept 30 days after the last word."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()


@every(hours=1)
def prune_uploads():
    """What was uploaded and not sent goes after a day, and what was taken out of a post after 30."""
    while uploads.sweep(limit=KEYS_AT_ONCE):
        pass
    while uploads.sweep_taken(limit=KEYS_AT_ONCE):
        pass
