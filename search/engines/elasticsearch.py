"""Elasticsearch: a copy of the entries in versioned indices behind a read and a write alias.

While an index is rebuilt the write alias names two, and each write goes to both; a document carries the version of
its row, so that an older copy never replaces a newer one, in whatever order they arrive.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from time import monotonic, time_ns
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from elastic_transport import ConnectionError as NoConnection
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.dsl import Search
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from search.engines import asking, judging
from search.engines.base import (
    ENOUGH,
    WORTHWHILE,
    EngineDown,
    Hit,
    IndexMissing,
    QuestionRefused,
    Results,
    likeness,
)
from search.engines.mapping import SETTINGS, described, document, fingerprint
from search.models import SearchEntry
from search.query import Query

log = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds a person waits before the database answers instead
WINDOW = 10_000  # Elasticsearch pages no further


@lru_cache(maxsize=4)
def client(url: str) -> Elasticsearch:
    logging.getLogger("elastic_transport.transport").setLevel(logging.WARNING)  # it tells of every request
    return Elasticsearch(url, request_timeout=30, max_retries=0)


class ElasticsearchEngine:
    name = "elasticsearch"

    def __init__(self, url: str | None = None, prefix: str | None = None):
        self.client = client(url or settings.ELASTICSEARCH_URL)
        prefix = prefix or settings.ELASTICSEARCH_PREFIX
        self.every_family = f"{prefix}-entries"
        self.family = f"{self.every_family}-{fingerprint()}"
        self.read_alias, self.write_alias = f"{self.family}-read", f"{self.family}-write"

    # Asking

    def search(self, query: Query) -> Results:
        """What holds all words is counted, and its entries that hold them most often are judged closely: where there is very
        much talk, of what was counted. Where too few hold all, those that hold some join them, if they are worth it."""
        if query.page * query.size > WINDOW:
            return Results(engine=self.name)
        number = len(query.units)
        in_order = query.newest_first or query.helpful_first
        words, score = asking.held(query, number), asking.scored(query, number)
        until = monotonic() + PATIENCE
        others = [] if in_order else [asking.others(query, words, score)]
        *found_others, rest, talk = self._answers([*others, *asking.counted(query, words)], until)
        facets, total, capped = judging.counts([rest, talk])
        if capped and query.chosen:
            rest, talk = self._answers(asking.counted(query, words, narrow=True), until)
            facets, total, capped = judging.counts([rest, talk])
        since = judging.counted_since(talk)
        of_talk = [] if in_order else asking.talk(query, words, score, since)
        found_talk = self._answers(of_talk, until) if of_talk else []
        found, full = judging.entries([*others, *of_talk], [*found_others, *found_talk])
        some_may_do = any(not unit.required for unit in query.units) and not query.whole
        if number > 1 and some_may_do and total < ENOUGH and not capped:
            if in_order:
                found, _full = self._judged(query, number)
            some, capped = self._judged(query, 1, narrow=False)
            # Half of the best may be what its title added.
            least = WORTHWHILE / 2 * max((entry.score for entry in some), default=0.0)
            score = asking.joined(query, least)
            facets, total = judging.counted(judging.with_worthy(found, some, least), query)
            if query.chosen and not in_order:
                some, _capped = self._judged(query, 1)
            found, full = judging.with_worthy(found, some, least), full or capped
        first, last = (query.page - 1) * query.size, query.page * query.size
        hits = [] if in_order else judging.grouped(found)
        total = max(total, len(hits))
        shown = hits[first:last]
        if (in_order or full) and len(hits) < min(last, total):
            known = [hit.group for hit in hits]
            place = max(first, len(hits)) - len(hits), last - len(hits)
            shown += self._paged(query, score, *place, known)
        return Results(shown, facets, total, capped, engine=self.name)

    def _judged(self, query: Query, least: int, *, narrow: bool = True) -> tuple[list[judging.Judged], bool]:
        words, score = asking.held(query, least), asking.scored(query, least)
        bodies = asking.closely(query, words, score, narrow=narrow)
        return judging.entries(bodies, self._answers(bodies))

    def _paged(self, query: Query, matching, first: int, last: int, without: list[str]) -> list[Hit]:
        """Groups for which all that matches is looked at, but those that are known."""
        page = self._answer(asking.paged(self._search(), query, matching, first, last, without))
        groups = [hit.group[0] for hit in page]
        if not groups:
            return []
        best = self._answer(asking.parts(self._search(), matching, groups, query)).aggregations.groups.buckets
        parts = {bucket.key: tuple(hit["_id"] for hit in bucket.parts.hits.hits) for bucket in best}
        return [Hit(hit.group[0], parts.get(hit.group[0], ()), hit.meta.score or 0.0) for hit in page]

    def suggest(self, words: Sequence[str], tokens: Iterable[str], limit: int = 8) -> list[str]:
        begun = {"match_bool_prefix": {"title_folded": {"query": " ".join(words), "operator": "and"}}}
        whole = [asking.allowed(tokens), {"term": {"part": False}}]
        query = asking.worth({"bool": {"must": [begun], "filter": whole}}, Query())
        return [hit.meta.id for hit in self._answer(self._search().query(query)[:limit].source(False))]

    def similar(
        self, text: str, tokens: Iterable[str], *, exclude: str = "", language: str = "", limit: int = 5
    ) -> list[Hit]:
        """What speaks of the same things."""
        query = likeness(text, tokens, language)
        if not query.units:
            return []
        query = replace(query, no_groups=frozenset({exclude} if exclude else ()))
        found, _full = self._judged(query, min(2, len(query.units)))
        return judging.grouped(found)[:limit]

    def alive(self) -> bool:
        return self.client.options(request_timeout=PATIENCE).ping()

    # Copying

    def index(self, keys: Sequence[str]) -> None:
        """Bring the copies of these entries up to their rows; a key without a row is removed."""
        self.copy(keys, self.written())

    def remove(self, keys: Sequence[str]) -> None:
        self.copy(keys, self.written())

    def copy(self, keys: Sequence[str], indices: Iterable[str]) -> None:
        rows = {entry.key: entry for entry in SearchEntry.objects.filter(key__in=keys)}
        gone = time_ns() // 1000
        for index in indices:
            self.bulk(rows.values(), index, gone={key: gone for key in keys if key not in rows})

    def bulk(self, entries: Iterable[SearchEntry], index: str, gone: dict[str, int] | None = None) -> int:
        """Write entries and remove what is `gone` (key → version). Returns how many were written."""
        return self.send(self.actions(entries, gone), index)

    def actions(
        self, entries: Iterable[SearchEntry], gone: dict[str, int] | None = None
    ) -> list[dict[str, Any]]:
        """What `send` is to do, made of rows: nothing is asked of the database any more."""
        written = [
            {"_op_type": "index", "version": entry.version, "_id": entry.key, "_source": document(entry)}
            for entry in entries
        ]
        removed = [
            {"_op_type": "delete", "version": version, "_id": key} for key, version in (gone or {}).items()
        ]
        return written + removed

    def send(self, actions: Iterable[dict[str, Any]], index: str) -> int:
        written = 0
        each = ({"_index": index, "version_type": "external_gte", **action} for action in actions)
        for ok, item in streaming_bulk(self.client, each, chunk_size=500, raise_on_error=False):
            result = next(iter(item.values()))
            if not ok and result["status"] not in (404, 409):  # gone already, or newer there
                raise BulkIndexError("Elasticsearch refused an entry", [item])
            written += ok
        return written

    # Indices and aliases

    def written(self) -> list[str]:
        """The indices that writes go to."""
        try:
            names = self.client.indices.get_alias(name=self.write_alias)
        except NotFoundError as error:
            raise IndexMissing(self.write_alias) from error
        return sorted(names)

    def create(self) -> str:
        """A new empty index that writes go to from now on, beside those that are there. Nobody asks it before it is
        published, so until then nothing is made ready to be found."""
        name = f"{self.family}-{timezone.now():%Y%m%d%H%M%S%f}-{uuid4().hex[:6]}"
        index = described(name, using=self.client)
        index.settings(refresh_interval="-1")
        index.aliases(**{self.write_alias: {}})
        index.create()
        return name

    def publish(self, name: str) -> None:
        """Answer from this index, and drop those that are older. One that is older itself is dropped."""
        often = {"refresh_interval": SETTINGS["refresh_interval"]}
        self.client.indices.put_settings(index=name, settings=often)
        self.client.indices.refresh(index=name)
        if any(index > name for index in self.answering()):
            self.drop(name)
            return
        older = [index for index in self.all_indices() if index < name] + self.of_other_versions()
        actions = [
            {"add": {"index": name, "alias": self.read_alias}},
            *({"remove_index": {"index": index}} for index in older),
        ]
        self.client.indices.update_aliases(actions=actions)
        try:
            # In one piece every word is looked up once. It takes a while and bars nobody, and it is there without.
            self.client.indices.forcemerge(index=name, max_num_segments=1, wait_for_completion=False)
        except (ApiError, TransportError) as error:
            log.warning("search: %s is not merged into one piece: %s", name, error)

    def answering(self) -> list[str]:
        """The indices behind the read alias: one, or none before the first is built."""
        try:
            return sorted(self.client.indices.get_alias(name=self.read_alias))
        except NotFoundError:
            return []

    def drop(self, name: str) -> None:
        self.client.indices.delete(index=name, ignore_unavailable=True)

    def all_indices(self) -> list[str]:
        return sorted(self.client.indices.get(index=f"{self.family}-2*", allow_no_indices=True))

    def of_other_versions(self) -> list[str]:
        """Indices whose fields are others (search.engines.mapping.fingerprint), but for new ones: while an upgrade goes on,
        processes of the version before may still make theirs."""
        every = self.client.indices.get(index=f"{self.every_family}-*", allow_no_indices=True)
        lately = f"{timezone.now() - timedelta(hours=1):%Y%m%d%H%M%S%f}"
        others = (index for index in every if not index.startswith(f"{self.family}-"))
        return sorted(index for index in others if index.split("-")[-2] < lately)

    def refresh(self) -> None:
        for index in self.written():
            self.client.indices.refresh(index=index)

    def count(self, name: str | None = None) -> int:
        return self.client.count(index=name or self.read_alias)["count"]

    def versions(self, keys: Sequence[str], index: str) -> dict[str, int]:
        """The versions of the copies that an index has of these entries."""
        docs = self.client.mget(index=index, ids=list(keys), source=False)["docs"]
        return {doc["_id"]: doc["_version"] for doc in docs if doc.get("found")}

    def keys(self, index: str, size: int = 1000) -> Iterator[list[str]]:
        """Every key in an index, a thousand at a time, in order."""
        after: list | None = None
        while True:
            more: dict[str, Any] = {"search_after": after} if after else {}
            found = self.client.search(index=index, size=size, sort=[{"key": "asc"}], source=False, **more)
            hits = found["hits"]["hits"]
            if not hits:
                return
            yield [hit["_id"] for hit in hits]
            after = hits[-1]["sort"]

    def _search(self) -> Search:
        return Search(using=self.client.options(request_timeout=PATIENCE), index=self.read_alias)

    def _answers(self, bodies: Sequence[dict[str, Any]], until: float | None = None) -> list[dict[str, Any]]:
        """Of several questions, asked at once; `until`: how long somebody waits, by the monotonic clock."""
        asked = [part for body in bodies for part in ({}, body)]
        left = PATIENCE if until is None else max(until - monotonic(), 0.05)
        patient = self.client.options(request_timeout=left)
        told = self._told(lambda: patient.msearch(index=self.read_alias, searches=asked).body["responses"])
        for answer in told:
            if "error" in answer:
                raise refusal(answer["status"], str(answer["error"]), self.read_alias)
        return told

    def _answer(self, search: Search):
        return self._told(search.execute)

    def _told(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except (NoConnection, TransportError) as error:
            raise EngineDown(str(error)) from error
        except ApiError as error:
            raise refusal(error.status_code, str(error), self.read_alias) from error


def refusal(status: int, why: str, index: str) -> Exception:
    """What is raised for an answer that is none."""
    if status == 404:
        return IndexMissing(index)
    return EngineDown(why) if status >= 500 or status == 429 else QuestionRefused(why)
