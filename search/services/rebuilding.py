"""Everything anew, while people search and write.

First the entries themselves are made again from their rows, each batch in a transaction of its own. Then, where
there is Elasticsearch, a new index is filled beside the old one: writes made meanwhile go to both, versions keep an
older copy from replacing a newer one, and the read alias moves when the counts agree.
"""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.db import connection, transaction

from cop.core.registries import EntryKind, entries
from search.engines import database
from search.models import SearchEntry
from search.services import words
from search.services.indexing import delete, refresh

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

log = logging.getLogger(__name__)

BATCH = 500
Progress = Callable[[int], object]


class CountMismatch(Exception):
    """The new index does not hold what the table holds."""


def total() -> int:
    """How many rows a rebuild reads, and then how many entries it copies."""
    return sum(kind.model._default_manager.count() for kind in registered())


def registered() -> list[EntryKind]:
    return [entries[name] for name in entries]


def slices(queryset, size: int = BATCH, after: int = 0) -> Iterator[list[int]]:
    """Primary keys in order, a batch at a time, each found by where the last ended."""
    while ids := list(queryset.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size]):
        yield ids
        after = ids[-1]


def rebuild_entries(*, follow, progress: Progress = lambda done: None) -> None:
    """Make all entries again from their rows, and the database's index from the entries."""
    for kind in registered():
        for ids in slices(kind.model._default_manager.all()):
            refresh(owner=kind.name, ids=ids, follow=follow)
            progress(len(ids))
    remove_orphans(follow=follow)
    for ids in slices(SearchEntry.objects.all()):
        with transaction.atomic():
            database.index(list(SearchEntry.objects.filter(pk__in=ids).values_list("key", flat=True)))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index WHERE rowid NOT IN (SELECT id FROM search_searchentry)")
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
    words.recount()


def remove_orphans(*, follow) -> list[str]:
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
    for start in range(0, len(orphans), BATCH):
        keys = orphans[start : start + BATCH]
        with transaction.atomic():
            delete(keys)
            follow(keys)
    return orphans


def rebuild_copy(engine: "ElasticsearchEngine", *, progress: Progress = lambda done: None) -> str:
    """Fill a new index of Elasticsearch and answer from it. Returns its name."""
    name = engine.create()
    try:
        for ids in slices(SearchEntry.objects.all()):
            engine.bulk(SearchEntry.objects.filter(pk__in=ids), name)
            progress(len(ids))
        check_count(engine, name)
        engine.publish(name)
    except BaseException:
        engine.drop(name)
        raise
    return name


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
