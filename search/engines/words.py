"""The words of an entry, by where they stand: what both database indexes are written from."""

from dataclasses import dataclass

from search.analysis import terms
from search.models import SearchEntry


@dataclass(frozen=True)
class Words:
    """Terms in order. `context` holds who speaks or publishes, and a part's title, which is that of its group."""

    title: list[str]
    summary: list[str]
    text: list[str]
    context: list[str]


def words_of(entry: SearchEntry) -> Words:
    title = terms(entry.title, entry.language)
    summary = terms(" ".join([entry.summary, *entry.tags]), entry.language)
    text = terms(entry.text, entry.language)
    context = terms(entry.author_label, entry.language)
    return (
        Words([], summary, text, title + context) if entry.is_part else Words(title, summary, text, context)
    )
