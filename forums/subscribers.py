"""What follows the facts of this room."""

from django.core.cache import cache

from cop.core.events import durable, live
from cop.core.live import ask_again, publish
from cop.core.prepared import Prepared
from cop.core.presence import send_away
from forums import tasks
from forums.desk import COUNT_KEY, waiting_now
from forums.events import (
    DeskChanged,
    FilesDiscarded,
    ForumAccessChanged,
    PostChanged,
    PostCreated,
    PostHeld,
    PostsMoved,
    ThreadAccessChanged,
    ThreadChanged,
    ThreadPlaced,
    ThreadStarted,
)
from forums.models import Forum, Post, Thread, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.services import places
from forums.showing.rendering import in_all_languages
from forums.topics import COUNTED, GONE, NUMBERS, listed, told_of, whole_now
from library.events import GuideChanged
from members.events import CircleMembershipChanged, CircleOpened

QUIET = {
    ThreadEvent.Kind.EDITED,
    ThreadEvent.Kind.MEETING,
    ThreadEvent.Kind.ROUND,
    *NUMBERS,
}  # changes that no list shows


@live(PostCreated, PostChanged)
def tell_readers(event):
    """What changed, with the post as it is now. What was hidden or removed meanwhile carries no HTML."""
    (post,) = _with_place(pk=event.post_id)
    kind = getattr(event, "kind", "created")
    payload = {"seq": event.seq, "kind": kind, "post": post.pk}
    here = post.thread_id == event.thread_id
    if kind not in GONE and not (here and post.state == post.thread.state == State.VISIBLE):
        payload = {"seq": event.seq, "kind": "none"}
    elif kind in NUMBERS:
        payload |= told_of(kind, post)
    elif kind not in GONE:
        payload["html"] = in_all_languages(post)
    thread = post.thread if here else _thread(event)
    if payload["kind"] in COUNTED:
        payload["replies"] = thread.reply_count
    publish(f"thread:{event.thread_id}", payload, access_version=thread.version)
    if kind == "created" and post.author_kind == AuthorKind.ANONYMOUS and post.author_id:
        # Whoever spoke by sector only is not at the table for others to see.
        send_away(f"presence:thread:{post.thread_id}", post.author_id)
    _tell_list(thread, event)


@live(ThreadChanged)
def tell_readers_of_the_whole(event):
    if event.seq is not None:
        thread = _thread(event)
        payload = {
            "seq": event.seq,
            "kind": event.kind,
            **whole_now(thread.pk, {event.kind}).get(event.kind, {}),
        }
        publish(f"thread:{thread.pk}", payload, access_version=thread.version)


@live(PostsMoved)
def tell_readers_of_leaving(event):
    """What went to another thread is gone here."""
    if event.first is None:
        return
    thread = Thread.objects.select_related("forum").get(pk=event.source_id)
    for row in thread.events.filter(seq__range=(event.first, event.last)):
        payload = {"seq": row.seq, "kind": row.kind, "post": row.post_id, "replies": thread.reply_count}
        publish(f"thread:{thread.pk}", payload, access_version=thread.version)


@durable(FilesDiscarded)
def destroy_files(event):
    tasks.destroy_files.enqueue(names=list(event.names))


@live(ThreadStarted, ThreadPlaced, ThreadChanged, ThreadAccessChanged)
def tell_forum(event):
    """Lists hear that a thread began, how many replies it has and that it is gone; never a word of it."""
    _tell_list(_thread(event), event)


def _tell_list(thread, event):
    if getattr(event, "kind", "") not in QUIET and thread.forum_id is not None:
        payload = listed(thread, began=isinstance(event, ThreadStarted | ThreadPlaced))
        publish(f"forum:{thread.forum_id}", payload, access_version=thread.forum.access_version)


@live(ThreadPlaced)
def tell_the_forum_it_left(event):
    if event.left is not None:
        forum = Forum.objects.get(pk=event.left)
        payload = {"kind": "removed", "thread": event.thread_id}
        publish(f"forum:{forum.pk}", payload, access_version=forum.access_version)


@live(ThreadAccessChanged)
def ask_readers_again(event):
    """A message at the new version makes each process ask before it sends more."""
    thread = _thread(event)
    publish(f"thread:{thread.pk}", {"kind": "access"}, access_version=thread.version)
    ask_again(topic=f"presence:thread:{thread.pk}")


@live(ForumAccessChanged)
def ask_listeners_again(event):
    forum = Forum.objects.get(pk=event.forum_id)
    publish(f"forum:{forum.pk}", {"kind": "access"}, access_version=forum.access_version)


@live(DeskChanged)
def tell_moderators(event):
    """The desk hears how much waits, never what."""
    cache.delete(COUNT_KEY)
    publish("desk:all", {"kind": "desk", "waiting": waiting_now()})


@durable(ThreadStarted)
def invite_to_round(event):
    tasks.invite_to_round.enqueue(thread_id=event.thread_id)


@durable(PostChanged)
def invite_to_shown_round(event):
    if event.kind == ThreadEvent.Kind.SHOWN:
        tasks.invite_to_round.enqueue(thread_id=event.thread_id)


@durable(PostHeld)
def ask_outside(event):
    tasks.ask_outside.enqueue(post_id=event.post_id)


@durable(GuideChanged)
def note_what_it_quotes(event):
    tasks.note_placing.enqueue(guide_id=event.page_id)


@durable(ForumAccessChanged)
def restate_threads_of_forum(event):
    tasks.restate_threads.enqueue(forum_id=event.forum_id)


@durable(CircleOpened)
def give_the_circle_a_place(event):
    tasks.open_forum_of_circle.enqueue(circle_id=event.circle_id)


@durable(CircleMembershipChanged)
def renew_access_of_circle(event):
    """In the same transaction, so that no event slips out between a member's leaving and the question."""
    places.renew_circle(circle_id=event.circle_id)


@Prepared
def _with_place(*, pk):
    return Post.objects.to_render().select_related("thread__forum").filter(pk=pk)


def _thread(event):
    return Thread.objects.select_related("forum").get(pk=event.thread_id)
