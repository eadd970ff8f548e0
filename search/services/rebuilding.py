"""Everything anew, while people search and write.

First the entries themselves are made again from their rows, each batch in a transaction of its own. Then, where
there is Elasticsearch, a new index is filled beside the old one: writes made meanwhile go to both, versions keep an
older copy from replacing a newer one, and the read alias moves when the counts agree. How far it came is remembered
after each batch (search.models.Rebuild), so that what was interrupted is gone on with.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from cop.core.registries import EntryKind, entries
from search.engines import IndexMissing, database
from search.models import Rebuild, SearchEntry
from search.services import words
from search.services.indexing import delete, refresh

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

log = logging.getLogger(__name__)

BATCH = 500
ENTRIES, COPY = "entries", "copy"  # names of a Rebuild
DONE = "done"
Progress = Callable[[int], object]


class CountMismatch(Exception):
    """The new index does not hold what the table holds."""


def registered() -> list[EntryKind]:
    return [entries[name] for name in entries]


def slices(queryset, size: int = 0, after: int = 0) -> Iterator[list[int]]:
    """Primary keys in order, a batch at a time, each found by where the last ended."""
    keys = queryset.order_by("pk").values_list("pk", flat=True)
    while ids := list(keys.filter(pk__gt=after)[: size or BATCH]):
        yield ids
        after = ids[-1]


@dataclass(frozen=True)
class Stage:
    """`size()`: how many rows or entries it goes through; `work` remembers in the Rebuild how far it came."""

    name: str
    size: Callable[[], int]
    work: Callable[[Rebuild, Progress], object]


def rebuild_entries(*, follow, progress: Progress = lambda done: None) -> None:
    """Make all entries again from their rows, and the database's index from the entries."""
    for stage, place in stages(follow=follow):
        stage.work(place, progress)
    forget()


def stages(*, follow) -> Iterator[tuple[Stage, Rebuild]]:
    """What there is to do of that, from where the last rebuild was interrupted; each to be done before the next is asked
    for. What is done stays so until `forget`."""
    held = SearchEntry.objects.count
    every = [
        *(
            Stage(kind.name, kind.model._default_manager.count, partial(_rows, kind, follow))
            for kind in registered()
        ),
        Stage("orphans", held, lambda place, progress: remove_orphans(follow=follow, progress=progress)),
        Stage("index", held, _index),
        Stage("words", held, lambda place, progress: words.recount(progress=progress)),
    ]
    names = [stage.name for stage in every]
    place, _new = Rebuild.objects.get_or_create(name=ENTRIES, defaults={"stage": names[0]})
    first = len(names) if place.stage == DONE else names.index(place.stage) if place.stage in names else 0
    for stage in every[first:]:
        if stage.name != place.stage:
            _move(place, stage.name)
        yield stage, place
    _move(place, DONE)


def forget() -> None:
    """The next rebuild of entries begins from the start."""
    Rebuild.objects.filter(name=ENTRIES).delete()


def _move(place: Rebuild, stage: str) -> None:
    place.stage, place.after, place.done = stage, 0, 0
    place.save()


def _rows(kind: EntryKind, follow, place: Rebuild, progress: Progress) -> None:
    for ids in slices(kind.model._default_manager.all(), after=place.after):
        refresh(owner=kind.name, ids=ids, follow=follow)
        place.reach(ids)
        progress(len(ids))


def _index(place: Rebuild, progress: Progress) -> None:
    for ids in slices(SearchEntry.objects.all(), after=place.after):
        with transaction.atomic():
            database.index(list(SearchEntry.objects.filter(pk__in=ids).values_list("key", flat=True)))
        place.reach(ids)
        progress(len(ids))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index WHERE rowid NOT IN (SELECT id FROM search_searchentry)")
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")


def remove_orphans(*, follow, progress: Progress = lambda done: None) -> list[str]:
    """Take away entries whose row is gone, or whose kind is not known any more."""
    orphans: list[str] = []
    for ids in slices(SearchEntry.objects.all()):
        batch = list(SearchEntry.objects.filter(pk__in=ids).values_list("owner", "object_id", "key"))
        for owner in {owner for owner, _id, _key in batch}:
            wanted = {object_id for name, object_id, _key in batch if name == owner}
            kind = entries.get(owner)
            there = (
                set(kind.model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
                if kind
                else set()
            )
            orphans += [key for name, object_id, key in batch if name == owner and object_id not in there]
        progress(len(batch))
    for start in range(0, len(orphans), BATCH):
        keys = orphans[start : start + BATCH]
        with transaction.atomic():
            delete(keys)
            follow(keys)
    return orphans


def rebuild_copy(engine: "ElasticsearchEngine", *, progress: Progress = lambda done: None) -> str:
    """Fill a new index of Elasticsearch and answer from it. Returns its name.

    An index whose filling was interrupted is filled on, and then compared entry by entry. One that cannot be filled is
    dropped; where the engine itself was lost it waits for the next attempt.
    """
    place = unfinished(engine)
    resumed = place is not None
    if place is None:
        place, _new = Rebuild.objects.update_or_create(
            name=COPY, defaults={"index": engine.create(), "after": 0, "done": 0}
        )
    try:
        for ids in _sent(engine, place.index, slices(SearchEntry.objects.all(), after=place.after)):
            place.reach(ids)
            progress(len(ids))
        if resumed:
            mend_copy(engine, place.index)
        check_count(engine, place.index)
        engine.publish(place.index)
    except Exception:
        if engine.alive():
            drop_unfinished(engine)
        raise
    Rebuild.objects.filter(name=COPY).delete()
    return place.index


def _sent(engine: "ElasticsearchEngine", index: str, batches: Iterable[list[int]]) -> Iterator[list[int]]:
    """Batches that arrived. While one is on its way the next is read, so that neither side waits for the other."""
    with ThreadPoolExecutor(1) as sender:
        before: tuple[list[int], Future] | None = None
        for ids in batches:
            actions = engine.actions(SearchEntry.objects.filter(pk__in=ids))
            if before:
                before[1].result()
                yield before[0]
            before = ids, sender.submit(engine.send, actions, index)
        if before:
            before[1].result()
            yield before[0]


def unfinished(engine: "ElasticsearchEngine") -> Rebuild | None:
    """The index that a rebuild left half filled, if it is still written to."""
    place = Rebuild.objects.filter(name=COPY).first()
    if place is None:
        return None
    try:
        return place if place.index in engine.written() else None
    except IndexMissing:
        return None


def drop_unfinished(engine: "ElasticsearchEngine", *, older_than: timedelta = timedelta(0)) -> None:
    """Give up an index that nobody filled any further for so long, since each write goes to it too."""
    place = Rebuild.objects.filter(name=COPY, reached_at__lte=timezone.now() - older_than).first()
    if place is not None:
        engine.drop(place.index)
        place.delete()


def check_count(engine: "ElasticsearchEngine", name: str) -> None:
    """The new index must hold each entry. What was written meanwhile may be on its way: mend and look once more."""
    for _attempt in range(3):
        engine.client.indices.refresh(index=name)
        there, here = engine.count(name), SearchEntry.objects.count()
        if there == here:
            return
        log.info("search: %d entries, %d copies in %s", here, there, name)
        mend_copy(engine, name)
    raise CountMismatch(f"{SearchEntry.objects.count()} entries, {engine.count(name)} copies in {name}")


def mend_copy(engine: "ElasticsearchEngine", name: str) -> int:
    """Write what an index lacks or has older, remove what is not there any more. Returns how many keys."""
    mended = 0
    for ids in slices(SearchEntry.objects.all(), 1000):
        here = dict(SearchEntry.objects.filter(pk__in=ids).values_list("key", "version"))
        there = engine.versions(list(here), name)
        wrong = [key for key, version in here.items() if there.get(key, -1) < version]
        if wrong:
            engine.copy(wrong, [name])
            mended += len(wrong)
    engine.client.indices.refresh(index=name)
    for keys in engine.keys(name):
        known = set(SearchEntry.objects.filter(key__in=keys).values_list("key", flat=True))
        orphans = [key for key in keys if key not in known]
        if orphans:
            engine.copy(orphans, [name])
            mended += len(orphans)
    return mended
