"""What the database and the indices hold after the storm, as JSON. Reads alone."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django_tasks import TaskResultStatus  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from cop.core.models import DeadLetter  # noqa: E402
from cop.core.text import plain  # noqa: E402
from forums.models import Post, Thread  # noqa: E402
from forums.models.authored import State  # noqa: E402
from forums.services.repair import repair_thread  # noqa: E402
from notifications.models import Notification, Occasion  # noqa: E402
from search.engines.elasticsearch import ElasticsearchEngine  # noqa: E402
from search.models import SearchEntry  # noqa: E402


def account(seed):
    threads = Thread.objects.filter(pk__in=seed["threads"])
    replies = Post.objects.filter(thread__in=threads, kind=Post.Kind.REPLY)
    shown = list(replies.filter(state=State.VISIBLE).order_by("thread", "position"))
    return {
        "posts": {
            thread.pk: [[post.pk, plain(post.body)] for post in shown if post.thread_id == thread.pk]
            for thread in threads
        },
        "written": list(replies.values_list("idempotency_key", "pk")),
        "sequences": [thread.pk for thread in threads if not whole(thread)],
        "counters": sum(repair_thread(thread_id=thread.pk) for thread in threads),
        **waiting(seed),
        "untold": untold(seed, shown),
        "unmailed": Notification.objects.filter(
            member__in=[one["member"] for one in seed["absent"]], emailed_at=None
        ).count(),
        "unindexed": sorted(set(keys_of(shown)) - set(keys_in_the_table(shown))),
        "uncopied": sorted(set(keys_of(shown)) - set(keys_in_the_copy(shown))),
        "left_over": SearchEntry.objects.filter(
            owner="post", object_id__in=replies.exclude(state=State.VISIBLE).values("pk")
        ).count(),
    }


def waiting(seed):
    open_ones = [TaskResultStatus.READY, TaskResultStatus.RUNNING]  # also what is to be tried again later
    return {
        "heads": dict(Thread.objects.filter(pk__in=seed["threads"]).values_list("pk", "head_seq")),
        "tasks": DBTaskResult.objects.filter(status__in=open_ones).count(),
        "dead_letters": list(DeadLetter.objects.values_list("task_path", "exception")),
    }


def whole(thread):
    """The numbers of its events are 1 … head without a gap, and each position is taken once."""
    numbers = list(thread.events.order_by("seq").values_list("seq", flat=True))
    return numbers == list(range(1, thread.head_seq + 1))


def untold(seed, shown):
    """Followers who never open their thread, and its posts of which they were not told exactly once."""
    wrong = []
    for one in seed["absent"]:
        told = Occasion.objects.filter(member=one["member"], kind="reply").values_list("target_id", flat=True)
        wanted = sorted(post.pk for post in shown if post.thread_id == one["thread"])
        if sorted(told) != wanted:
            wrong.append([one["member"], sorted(set(wanted) ^ set(told))])
    return wrong


def keys_of(posts):
    return [f"post:{post.pk}" for post in posts]


def keys_in_the_table(posts):
    """Entries that say what the post says now."""
    rows = SearchEntry.objects.filter(key__in=keys_of(posts)).values_list("key", "text")
    now = {f"post:{post.pk}": plain(post.body) for post in posts}
    return [key for key, text in rows if now[key].strip() in text]


def keys_in_the_copy(posts):
    if not settings.ELASTICSEARCH_URL:
        return keys_of(posts)
    engine = ElasticsearchEngine()
    engine.client.indices.refresh(index=engine.read_alias)
    (index,) = engine.client.indices.get_alias(name=engine.read_alias)
    versions = dict(SearchEntry.objects.filter(key__in=keys_of(posts)).values_list("key", "version"))
    found = engine.client.mget(index=index, ids=keys_of(posts))["docs"] if posts else []
    return [
        doc["_id"] for doc in found if doc.get("found") and doc.get("_version") == versions.get(doc["_id"])
    ]


if __name__ == "__main__":
    seed = json.load(sys.stdin)
    print(json.dumps(waiting(seed) if "--waiting" in sys.argv else account(seed), default=str))
