"""Elasticsearch: a copy of the entries in versioned indices behind a read and a write alias.

While an index is rebuilt the write alias names two, and each write goes to both; a document carries the version of
its row, so that an older copy never replaces a newer one, in whatever order they arrive.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from time import time_ns
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from elastic_transport import ConnectionError as NoConnection
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.dsl import Q, Search
from elasticsearch.helpers import BulkIndexError, streaming_bulk

from search.engines import asking
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
from search.engines.mapping import LANGUAGES, SETTINGS, described, document, fingerprint
from search.models import SearchEntry
from search.query import DIMENSIONS, Query

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
        if query.page * query.size > WINDOW:
            return Results(engine=self.name)
        number = len(query.units)
        matching = asking.scored(query, number)
        page = self._page(query, matching)
        if number > 1 and (total := _total(page)) < ENOUGH:
            # Too few hold all words: those that hold some join them, if they are worth it beside the best.
            best = max((hit.meta.score or 0.0 for hit in page), default=0.0)
            if not best or query.page > 1 or query.newest_first or query.chosen:
                best = self._best(query, number if total else 1)
            # Half of the best may be what its title added.
            matching = asking.joined(query, WORTHWHILE / 2 * best)
            page = self._page(query, matching)
        return Results(self._hits(page, matching, query), _facets(page), _total(page), engine=self.name)

    def _page(self, query: Query, matching):
        return self._answer(asking.asked(self._search(), query, matching))

    def _best(self, query: Query, least: int) -> float:
        """The score of the first hit of all, whatever is narrowed to and whichever page is asked for."""
        first = self._search().query(asking.scored(query, least))[:1].source(False)
        return max((hit.meta.score or 0.0 for hit in self._answer(first)), default=0.0)

    def suggest(self, words: Sequence[str], tokens: Iterable[str], limit: int = 8) -> list[str]:
        fields = [f"title_{code}.folded" for code in LANGUAGES]
        begun = Q("multi_match", query=" ".join(words), type="bool_prefix", operator="and", fields=fields)
        whole = [asking.allowed(tokens), Q("term", part=False)]
        query = asking.worth(Q("bool", must=[begun], filter=whole), Query())
        return [hit.meta.id for hit in self._answer(self._search().query(query)[:limit].source(False))]

    def similar(
        self, text: str, tokens: Iterable[str], *, exclude: str = "", language: str = "", limit: int = 5
    ) -> list[Hit]:
        """What speaks of the same things."""
        query = likeness(text, tokens, language)
        if not query.units:
            return []
        words = asking.words_query(query, min(2, len(query.units)))
        others = Q("bool", must=[words], must_not=[Q("term", group=exclude)])
        search = self._search().query(asking.worth(others, query))
        response = self._answer(search[:limit].source(False).collapse(**asking.COLLAPSE))
        return self._hits(response, others)

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

    def _answer(self, search: Search):
        try:
            return search.execute()
        except NotFoundError as error:
            raise IndexMissing(self.read_alias) from error
        except (NoConnection, TransportError) as error:
            raise EngineDown(str(error)) from error
        except ApiError as error:
            if error.status_code >= 500 or error.status_code == 429:
                raise EngineDown(str(error)) from error
            raise QuestionRefused(str(error)) from error

    def _hits(self, response, matching, query: Query | None = None) -> list[Hit]:
        groups = [hit.group[0] for hit in response]
        if not groups:
            return []
        buckets = self._answer(
            asking.parts(self._search(), matching, groups, query)
        ).aggregations.groups.buckets
        parts = {bucket.key: tuple(hit["_id"] for hit in bucket.parts.hits.hits) for bucket in buckets}
        return [Hit(hit.group[0], parts.get(hit.group[0], ()), hit.meta.score or 0.0) for hit in response]


def _total(page) -> int:
    return page.aggregations.total.groups.value


def _facets(page) -> dict[str, dict[str, int]]:
    return {
        name: {
            bucket.key: bucket.groups.value
            for bucket in page.aggregations[name]["values"].buckets
            if bucket.groups.value and bucket.key
        }
        for name in DIMENSIONS
    }
