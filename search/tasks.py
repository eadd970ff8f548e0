"""Background work of search: entries follow their rows, Elasticsearch follows the entries."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cop.core.queue import background
from cop.core.registries import entries
from cop.core.schedule import every
from forums.models.authored import AuthorKind
from search.engines import IndexMissing, remote
from search.models import SavedSearch, SearchEntry
from search.services import counting, indexing, rebuilding, saving

log = logging.getLogger(__name__)

BATCH = 200
CARRIED = ("title", "family", "principles", "tags", "audience")  # what a post has from its thread
NAMED = ("thread", "post", "use")  # whose entries carry the name of who speaks
REBUILDING = "search:rebuilding"
GIVEN_UP = timedelta(days=1)  # after which an interrupted rebuild is not waited for
LOST = "elastic_transport."  # where exceptions of a lost connection come from


@background(retries=8)
def index_rows(*, owner: str, ids: list[int]) -> None:
    """Bring the entries of these rows up to date."""
    indexing.refresh(owner=owner, ids=ids, follow=follow)


@background(retries=8)
def index_thread(*, thread_id: int) -> None:
    """A thread changed; its posts follow where that is something which they carry."""
    carried = SearchEntry.objects.filter(key=f"thread:{thread_id}").values_list(*CARRIED)
    with transaction.atomic():
        before = carried.first()
        indexing.refresh(owner="thread", ids=[thread_id], follow=follow)
        if carried.first() != before:
            index_posts.enqueue(thread_id=thread_id)


@background(retries=8)
def index_posts(*, thread_id: int, after: int = 0) -> None:
    """All posts of a thread, a batch at a time."""
    posts = entries["post"].model._default_manager.filter(thread=thread_id)
    ids = next(rebuilding.slices(posts, BATCH, after), [])
    if ids:
        indexing.refresh(owner="post", ids=ids, follow=follow)
    if len(ids) == BATCH:
        index_posts.enqueue(thread_id=thread_id, after=ids[-1])


@background(retries=8)
def index_forum(*, forum_id: int, after: int = 0) -> None:
    """All threads of a forum and their posts, a batch at a time."""
    threads = entries["thread"].model._default_manager.filter(forum=forum_id)
    ids = next(rebuilding.slices(threads, BATCH, after), [])
    if not ids:
        return
    indexing.refresh(owner="thread", ids=ids, follow=follow)
    with transaction.atomic():
        for thread_id in ids:
            index_posts.enqueue(thread_id=thread_id)
        if len(ids) == BATCH:
            index_forum.enqueue(forum_id=forum_id, after=ids[-1])


@background(retries=8)
def index_named(*, owner: str, member_id: int, after: int = 0) -> None:
    """What a member said under their name, a batch at a time."""
    ids = next(rebuilding.slices(named(owner, member_id), BATCH, after), [])
    if ids:
        indexing.refresh(owner=owner, ids=ids, follow=follow)
    if len(ids) == BATCH:
        index_named.enqueue(owner=owner, member_id=member_id, after=ids[-1])


def named(owner: str, member_id: int) -> QuerySet:
    """Rows whose entries carry the name of a member."""
    rows = entries[owner].model._default_manager
    return rows.filter(author=member_id).exclude(author_kind=AuthorKind.ANONYMOUS)


@background(retries=12)
def push(*, keys: list[str]) -> None:
    """Copy entries to Elasticsearch, or remove them there; tried again for hours until it is back."""
    if (engine := remote()) is None:
        return
    try:
        engine.index(keys)
    except IndexMissing:
        if cache.add(REBUILDING, True, 600):
            rebuild.enqueue()


@background(retries=3)
def rebuild() -> None:
    """Fill Elasticsearch for the first time, or anew."""
    try:
        if (engine := remote()) is not None:
            rebuilding.rebuild_copy(engine)
    finally:
        cache.delete(REBUILDING)


@background(retries=3, priority=-50)
def repair(*, owner: str, after: int = 0) -> None:
    """Compare a slice of rows with their entries, write what differs, and go on with the next."""
    kind = entries.get(owner)
    ids = next(rebuilding.slices(kind.model._default_manager.all(), BATCH, after), []) if kind else []
    if ids:
        mended = indexing.refresh(owner=owner, ids=ids, follow=follow)
        if mended:
            log.info("search: repaired %d entries of %s", len(mended), owner)
    if len(ids) == BATCH:
        repair.enqueue(owner=owner, after=ids[-1])


@background(retries=3, priority=-60)
def repair_copies() -> None:
    """Take away entries without a row; then compare Elasticsearch with the table."""
    orphans = rebuilding.remove_orphans(follow=follow)
    if orphans:
        log.warning("search: removed %d entries without a row", len(orphans))
    if (engine := remote()) is None:
        return
    try:
        engine.written()
    except IndexMissing:
        rebuild.enqueue()
        return
    rebuilding.drop_unfinished(engine, older_than=GIVEN_UP)
    for name in engine.answering():
        if mended := rebuilding.mend_copy(engine, name):
            log.info("search: repaired %d copies in %s", mended, name)


@every(hours=1)
def search_repair() -> None:
    """A signal may be lost and a service may fail; the row is the truth."""
    for owner in entries:
        repair.enqueue(owner=owner)
    repair_copies.enqueue()


@every(seconds=20)
def search_catch_up() -> None:
    """When Elasticsearch is back, what was not copied meanwhile is tried now and not when its pause is over."""
    if push.waiting(failed_with=LOST).exists() and (engine := remote()) and engine.alive():
        number = push.hurry(failed_with=LOST)
        log.info("search: Elasticsearch is back, %d tasks copy what was written meanwhile", number)


@background(retries=3, priority=-20)
def look_at_saved(*, member_id: int) -> None:
    """Whether there is something new in the searches that a member keeps."""
    saving.look(member_id=member_id)


@every(hours=1)
def look_for_members() -> None:
    """At those whose time has come, a member at a time."""
    due = SavedSearch.objects.due(timezone.now()).order_by("member")
    for member_id in due.values_list("member", flat=True).distinct():
        look_at_saved.enqueue(member_id=member_id)


@every(days=1)
def prune_finds() -> None:
    saving.prune()


@every(hours=1)
def close_months() -> None:
    """What is known of who asked goes with its month."""
    counting.close_months()


def follow(keys) -> None:
    """Queue the copying, in the caller's transaction."""
    if settings.ELASTICSEARCH_URL:
        keys = list(keys)
        for start in range(0, len(keys), BATCH):
            push.enqueue(keys=keys[start : start + BATCH])
