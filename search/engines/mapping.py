"""How Elasticsearch holds entries: explicit fields for each language, nothing guessed.

The words of an entry stand in the fields of its language (`title_es`) and, to tell fast whether it holds a word at all,
once more together (`all_es`), there in pairs as well, by which phrases are found; those of every language, neither
stemmed nor accented, in `folded`, and its title's in `title_folded`. Scripts, ingest pipelines and paid features are not
used.
"""

import json
from collections import defaultdict
from functools import cache
from hashlib import blake2b
from typing import Any

from elasticsearch.dsl import (
    Boolean,
    Date,
    Index,
    Integer,
    Keyword,
    Long,
    Mapping,
    Text,
    analyzer,
    token_filter,
)

from search.analysis import OTHER, STEMMED, language_of
from search.engines.words import said_in
from search.models import SearchEntry

WORD_FIELDS = ("title", "summary", "text", "context")
LANGUAGES = (*STEMMED, OTHER)
FOLDED = ("folded", "title_folded")

ANALYZERS = {
    "en": analyzer(
        "words_en",
        tokenizer="standard",
        filter=[
            token_filter("possessive_en", "stemmer", language="possessive_english"),
            "lowercase",
            "asciifolding",
            token_filter("stem_en", "stemmer", language="english"),
        ],
    ),
    "es": analyzer(
        "words_es",
        tokenizer="standard",
        filter=["lowercase", "asciifolding", token_filter("stem_es", "stemmer", language="light_spanish")],
    ),
    OTHER: analyzer("words_xx", tokenizer="standard", filter=["lowercase", "asciifolding"]),
}
KEYWORDS = (
    "key", "owner", "group", "kind", "family", "form", "language", "principles", "sectors", "tags", "marks", "author_label",
    "audience", "source_id",
)  # fmt: skip
SEVERAL = ("principles", "sectors", "tags", "marks")

#: Deleted documents are remembered this long, so that a rebuild cannot bring back what was removed meanwhile.
SETTINGS = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "auto_expand_replicas": "0-1",
    "gc_deletes": "6h",
    "refresh_interval": "1s",
    "sort.field": "date",  # the newest first, so that what is counted no further is the oldest
    "sort.order": "desc",
}


def mapping() -> Mapping:
    fields = Mapping()
    fields.meta("dynamic", "strict")
    for name in KEYWORDS:
        fields.field(name, Keyword())
    for name in ("popularity", "quality"):
        fields.field(name, Integer())
    fields.field("version", Long())
    fields.field("group_hash", Long())
    fields.field("date", Date())
    fields.field("part", Boolean())
    for name in FOLDED:
        fields.field(name, Text(analyzer=ANALYZERS[OTHER]))
    for language in LANGUAGES:
        fields.field(f"all_{language}", Text(analyzer=ANALYZERS[language], index_phrases=True))
        for name in WORD_FIELDS:
            copies = [f"all_{language}", *(FOLDED if name == "title" else FOLDED[:1])]
            fields.field(f"{name}_{language}", Text(analyzer=ANALYZERS[language], copy_to=copies))
    return fields


def described(name: str, using: Any = None) -> Index:
    """An index as it is made, not made yet."""
    index = Index(name, using=using)
    index.settings(**SETTINGS)
    index.mapping(mapping())
    return index


@cache
def fingerprint() -> str:
    """Of the fields and how words are taken apart. It stands in the names of indices, so that one that was made by another
    version is neither asked nor written to; the platform fills a new one by itself."""
    made = json.dumps(described("any").to_dict(), sort_keys=True)
    return blake2b(made.encode(), digest_size=4).hexdigest()


def hashed(group: str) -> int:
    """A group as a number: to count different ones Elasticsearch hashes them, and would look up each text for that."""
    return int.from_bytes(blake2b(group.encode(), digest_size=8).digest(), signed=True)


def document(entry: SearchEntry) -> dict[str, Any]:
    """An entry as Elasticsearch holds it."""
    said: dict[str, list[str]] = defaultdict(list)
    for name, text, language in said_in(entry):
        said[f"{name}_{language_of(language)}"].append(text)
    held = {name: getattr(entry, name) for name in KEYWORDS if name not in SEVERAL}
    held |= {name: list(getattr(entry, name)) for name in SEVERAL}
    held |= {
        "part": entry.is_part,
        "popularity": entry.popularity,
        "quality": entry.quality,
        "version": entry.version,
        "date": entry.date.isoformat() if entry.date else None,
        "group_hash": hashed(entry.group),
    }
    return held | {name: "\n".join(filter(None, texts)) for name, texts in said.items()}
