"""Entries follow their objects: what a row says now is written, what it says no longer goes.

The rows of SearchEntry and the database's own index change in one transaction, under a lock on the object, so that
of two workers the later one has the last word. Elasticsearch follows by `search.tasks.push`, which is queued in the
same transaction and tried again until it has arrived.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from hashlib import blake2b
from time import time_ns

from django.conf import settings
from django.db import transaction
from django.utils import translation

from cop.core.registries import Entry, entries
from forums.authors import counted
from search.engines import database
from search.models import SearchEntry
from search.services import words

CONTENT = tuple(field.name for field in fields(Entry))
LIMITS = {
    field.name: field.max_length
    for field in SearchEntry._meta.concrete_fields
    if field.name in CONTENT and field.max_length
}

Follow = Callable[[Sequence[str]], None]


def refresh(*, owner: str, ids: Sequence[int], follow: Follow) -> list[str]:
    """Bring the entries of these rows up to date; `follow(keys)` is told what changed, within the transaction."""
    kind = entries[owner]
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), counted():
        # Only the object itself is locked: what joins it may be shared by many.
        list(
            kind.model._base_manager.select_for_update(of=("self",), no_key=True)
            .filter(pk__in=ids)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        made = [entry for row in kind.rows(pk__in=ids) for entry in kind.entries(row)]
        changed = write(owner=owner, ids=ids, made=made)
        if changed:
            follow(changed)
    return changed


def write(*, owner: str, ids: Sequence[int], made: Iterable[Entry]) -> list[str]:
    """Make the stored entries of these rows be exactly `made`. Returns the keys that are new, different or gone."""
    wanted = {entry.key: entry for entry in made}
    there = SearchEntry.objects.filter(owner=owner, object_id__in=ids)
    stored = dict(there.values_list("key", "digest"))
    version = time_ns() // 1000
    rows = []
    for key, entry in wanted.items():
        row = row_of(owner, entry, version)
        if stored.get(key) != row.digest:
            rows.append(row)
    gone = [key for key in stored if key not in wanted]
    changed = [*(row.key for row in rows), *gone]
    before = _locked(changed)
    if gone:
        _delete(gone)
    if rows:
        columns = [name for name in (*CONTENT, "digest", "version") if name != "key"]
        SearchEntry.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["key"], update_fields=columns, batch_size=500
        )
        database.index([row.key for row in rows])
    words.follow(before, rows)
    return changed


def delete(keys: Sequence[str]) -> None:
    """Take entries out of the table, of the database's index and of the vocabulary."""
    before = _locked(keys)
    _delete(keys)
    words.follow(before, ())


def _locked(keys: Sequence[str]) -> list[SearchEntry]:
    """What they say so far. Whoever takes the same ones out at the same time finds them gone, and counts them once."""
    if not keys:
        return []
    rows = SearchEntry.objects.select_for_update().filter(key__in=keys).order_by("pk")
    return list(rows.only(*words.SPOKEN))


def _delete(keys: Sequence[str]) -> None:
    database.remove(keys)
    SearchEntry.objects.filter(key__in=keys).delete()


def row_of(owner: str, entry: Entry, version: int) -> SearchEntry:
    values = {name: getattr(entry, name) for name in CONTENT}
    for name, limit in LIMITS.items():
        values[name] = values[name][:limit]
    digest = blake2b(repr(values).encode("utf-8", "replace"), digest_size=16).hexdigest()
    prefix, object_id, *_part = entry.key.split(":")
    if prefix != owner:
        raise ValueError(f"the key of an entry of {owner!r} is {entry.key!r}")
    return SearchEntry(owner=owner, object_id=int(object_id), digest=digest, version=version, **values)
