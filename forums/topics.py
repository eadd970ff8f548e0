"""The live topic of a thread: who may listen, and what was missed."""

from cop.core.registries import CatchUp
from forums.models import Post, Thread, ThreadEvent
from forums.models.authored import State
from forums.rendering import render_post

MOST = 200  # events replayed at once; beyond, the page is loaded again


class ThreadTopic:
    def authorise(self, viewer, key):
        if not key.isdecimal():
            return None
        return (
            Thread.objects.visible_to(viewer)
            .filter(pk=int(key))
            .values_list("access_version", flat=True)
            .first()
        )

    def head(self, key):
        return Thread.objects.filter(pk=int(key)).values_list("head_seq", flat=True).first() or 0

    def catch_up(self, viewer, key, since, language):
        head = self.head(key)
        rows = list(ThreadEvent.objects.filter(thread=int(key), seq__gt=since).order_by("seq")[: MOST + 1])
        if len(rows) > MOST or (since < head and (not rows or rows[0].seq != since + 1)):
            return CatchUp([], head, reload=True)
        posts = (
            Post.objects.visible_to(viewer)
            .select_related("author", "sector", "thread")
            .prefetch_related("sector__labels")
        )
        seen = posts.in_bulk([row.post_id for row in rows if row.post_id])
        return CatchUp([event_of(row, seen.get(row.post_id), language) for row in rows], head)


def event_of(row, post, language):
    if post is None or post.state != State.VISIBLE:
        return {"seq": row.seq, "kind": "none" if row.kind == "created" else row.kind, "post": row.post_id}
    return {"seq": row.seq, "kind": row.kind, "post": post.pk, "html": render_post(post, language)}
