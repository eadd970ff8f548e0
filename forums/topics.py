"""Live topics of this room: a thread with its numbered events, and a forum's list with its counters."""

from datetime import UTC, datetime

from django.db.models import Min
from django.utils import timezone

from cop.core.registries import CatchUp
from forums.desk import waiting_now
from forums.meetings import coming_of
from forums.models import Forum, Post, Round, Thread, ThreadEvent
from forums.models.authored import State
from forums.models.threads import sight_of, thread_open_to
from forums.polls import numbers_of
from forums.rounds.clock import clock_of
from forums.showing.rendering import render_posts, signs_of
from members.permissions import is_moderator

MOST_THREADS = 50  # threads that a list is told of at once; beyond, it is loaded again
LONGEST_AWAY = 3_600_000  # milliseconds that a list may have missed
OVERLAP = 30_000  # milliseconds that a transaction may have taken from writing its event to its end
MOST = 200  # events replayed at once; beyond, the page is loaded again
GONE = {ThreadEvent.Kind.HIDDEN, ThreadEvent.Kind.REMOVED}
WHOLE = {
    ThreadEvent.Kind.CLOSED,
    ThreadEvent.Kind.OPENED,
    ThreadEvent.Kind.MEETING,
    ThreadEvent.Kind.ROUND,
    ThreadEvent.Kind.ARRANGED,
    ThreadEvent.Kind.MERGED,
}
NUMBERS = {ThreadEvent.Kind.REACTED, ThreadEvent.Kind.VOTED}
#: After these there may be more replies or fewer than before.
COUNTED = GONE | {ThreadEvent.Kind.CREATED, ThreadEvent.Kind.SHOWN, ThreadEvent.Kind.ARRANGED}
NO_TEXT = GONE | WHOLE | NUMBERS
NEVER = 2**62  # beyond the keys of any table


def key_of(text):
    """A row's key; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and int(text) < NEVER else 0


class ThreadTopic:
    """`thread:<id>`. The version grows with that of the thread and that of its forum. Of a thread that was joined to
    another hears who may read that one: it says where it went."""

    def version_of(self, key):
        threads = Thread.objects.select_related("forum").only("access_version", "forum__access_version")
        thread = threads.filter(pk=key_of(key)).first()
        return thread.version if thread else 0

    def authorise(self, viewer, key):
        threads = Thread.objects.select_related("forum").only("access_version", "forum__access_version")
        thread = threads.visible_to(viewer).filter(pk=key_of(key)).first()
        if thread is None:
            thread = threads.filter(thread_open_to(viewer, "merged_into__"), pk=key_of(key)).first()
        return None if thread is None else thread.version

    def authorise_all(self, viewers, key):
        """Asked once for all who see alike; whoever began the thread is asked alone."""
        owners = Thread.objects.filter(pk=key_of(key)).values_list("author", "merged_into__author").first()
        found, answers = {}, []
        for viewer in viewers:
            alike = ("own", viewer.pk) if viewer.pk in (owners or ()) else sight_of(viewer)
            if alike not in found:
                found[alike] = self.authorise(viewer, key)
            answers.append(found[alike])
        return answers

    def head(self, key):
        return Thread.objects.filter(pk=key_of(key)).values_list("head_seq", flat=True).first() or 0

    def catch_up(self, viewer, key, since, language):
        """Every event after `since`, each with its post as it is now, or "reload" where too much was missed."""
        head = self.head(key)
        if since == head:
            return CatchUp([], head)
        rows = list(ThreadEvent.objects.filter(thread=key_of(key), seq__gt=since).order_by("seq")[: MOST + 1])
        if since > head or len(rows) > MOST or not rows or rows[0].seq != since + 1:
            return CatchUp([], head, reload=True)
        here = Post.objects.visible_to(viewer).filter(thread=key_of(key), state=State.VISIBLE)
        posts = here.to_render()
        seen = posts.in_bulk({row.post_id for row in rows if row.post_id})
        shown = [seen[pk] for pk in {row.post_id for row in rows if row.kind not in NO_TEXT} if pk in seen]
        html = dict(zip((post.pk for post in shown), render_posts(shown, language), strict=True))
        events = [event_of(row, seen.get(row.post_id), html) for row in rows]
        now = whole_now(key_of(key), {one["kind"] for one in events})
        return CatchUp([one | now.get(one["kind"], {}) for one in events], rows[-1].seq)


def whole_now(thread, kinds):
    """What events of these kinds say beside themselves, as it is now, by kind."""
    now = {}
    if counted := kinds & COUNTED:
        count = Thread.objects.values_list("reply_count", flat=True).get(pk=thread)
        now |= {kind: {"replies": count} for kind in counted}
    if ThreadEvent.Kind.MEETING in kinds:
        now["meeting"] = {"coming": coming_of(Thread.objects.get(pk=thread))}
    if ThreadEvent.Kind.ROUND in kinds:
        now["round"] = {"round": clock_of(Round.objects.get(thread=thread))}
    return now


def event_of(row, post, html):
    """An event as it goes over the wire: `html` maps posts to what their readers see of them now."""
    if row.kind in WHOLE:
        return {"seq": row.seq, "kind": row.kind}
    if row.kind in GONE:
        return {"seq": row.seq, "kind": row.kind, "post": row.post_id}
    if post is None:
        return {"seq": row.seq, "kind": "none"}
    if row.kind in NUMBERS:
        return {"seq": row.seq, "kind": row.kind, "post": post.pk, **told_of(row.kind, post)}
    return {"seq": row.seq, "kind": row.kind, "post": post.pk, "html": html[post.pk]}


def told_of(kind, post):
    """What a sign or a vote changes for readers, in place of the post."""
    return {"signs": signs_of(post)} if kind == ThreadEvent.Kind.REACTED else {"poll": numbers_of(post)}


class ForumTopic:
    """`forum:<id>`: that a thread began, how lively each is, what was taken away. No text.

    It has no numbers (see docs/decisions/0008): its cursor is the moment, in milliseconds, at which a list was read.
    What changed since is told as it is now, so that hearing it twice changes nothing.
    """

    def version_of(self, key):
        return Forum.objects.filter(pk=key_of(key)).values_list("access_version", flat=True).first() or 0

    def authorise(self, viewer, key):
        forums = Forum.objects.visible_to(viewer).filter(pk=key_of(key))
        return forums.values_list("access_version", flat=True).first()

    def authorise_all(self, viewers, key):
        found = {}
        for viewer in viewers:
            if (alike := sight_of(viewer)) not in found:
                found[alike] = self.authorise(viewer, key)
        return [found[sight_of(viewer)] for viewer in viewers]

    def catch_up(self, viewer, key, since, language):
        return changed_since([key_of(key)], since)


def changed_since(forums, since):
    """Threads of these forums with an event after `since`; without a cursor only the present moment."""
    head = now_in_ms()
    if not since:
        return CatchUp([], head)
    if head - since > LONGEST_AWAY or since > head + OVERLAP:
        return CatchUp([], head, reload=True)
    after = datetime.fromtimestamp((since - OVERLAP) / 1000, UTC)
    rows = ThreadEvent.objects.filter(created_at__gt=after, thread__forum__in=forums)
    first = dict(rows.order_by().values_list("thread").annotate(Min("seq"))[: MOST_THREADS + 1])
    if len(first) > MOST_THREADS:
        return CatchUp([], head, reload=True)
    threads = Thread.objects.in_bulk(first)
    return CatchUp([listed(threads[pk], began=first[pk] == 1) for pk in sorted(threads)], head)


def listed(thread, *, began=False):
    """What a list hears of a thread: numbers for everybody, never a word of it."""
    if thread.state != State.VISIBLE:
        return {"kind": "removed", "thread": thread.pk}
    return {
        "kind": "thread" if began else "counters",
        "thread": thread.pk,
        "of": thread.kind,
        "reply_count": thread.reply_count,
        "end": thread.last_position,
        "is_locked": thread.is_locked,
        "active_at": thread.active_at.date() if thread.active_masked else thread.active_at,
    }


def now_in_ms():
    return int(timezone.now().timestamp() * 1000)


class DeskTopic:
    """`desk:all`, for moderators: how many posts wait. Nothing to catch up with but the number."""

    def authorise(self, viewer, key):
        return 1 if key == "all" and is_moderator(viewer) else None

    def catch_up(self, viewer, key, since, language):
        return CatchUp([{"kind": "desk", "waiting": waiting_now()}], head=0)
