"""What follows the facts of this room."""

from cop.core.events import durable, live
from cop.core.live import publish
from forums.events import PostChanged, PostCreated, ThreadAccessChanged, ThreadStarted
from forums.models import Post, Thread
from forums.models.authored import State
from forums.rendering import in_all_languages
from forums.tasks import renew_access
from members.events import CircleMembershipChanged


@live(PostCreated, PostChanged)
def tell_readers(event):
    post = Post.objects.select_related("author", "sector", "thread").get(pk=event.post_id)
    payload = {"seq": event.seq, "kind": getattr(event, "kind", "created"), "post": post.pk}
    if post.state == State.VISIBLE:
        payload["html"] = in_all_languages(post)
    publish(f"thread:{post.thread_id}", payload, access_version=post.thread.access_version)


@live(ThreadStarted)
def tell_forum(event):
    thread = Thread.objects.get(pk=event.thread_id)
    if thread.forum_id:
        publish(f"forum:{thread.forum_id}", {"kind": "thread", "thread": thread.pk})


@live(ThreadAccessChanged)
def ask_readers_again(event):
    thread = Thread.objects.get(pk=event.thread_id)
    publish(f"thread:{thread.pk}", {"kind": "access"}, access_version=thread.access_version)


@durable(CircleMembershipChanged)
def renew_access_of_circle(event):
    renew_access.enqueue(circle_id=event.circle_id)
