"""The words of an entry, by where they stand: what every index is written from."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import spoken, terms
from search.models import SearchEntry


@dataclass(frozen=True)
class Words:
    """Terms in order. `context` holds who speaks or publishes, what the same is called in other languages,
    and a part's title, which is that of its group."""

    title: list[str]
    summary: list[str]
    text: list[str]
    context: list[str]


def said_in(entry: SearchEntry) -> Iterator[tuple[str, str, str]]:
    """(field, text, the language it is written in) of all that an entry says, in order."""
    language = entry.language
    yield "context" if entry.is_part else "title", entry.title, spoken(entry.title, language)
    yield "summary", entry.summary, spoken(entry.summary, language)
    yield "summary", " ".join(entry.tags), language
    yield "text", entry.text, spoken(entry.text, language)
    yield "context", entry.author_label, language
    for code, text in entry.beside.items():
        yield "context", text, code


def words_of(entry: SearchEntry) -> Words:
    found = Words([], [], [], [])
    for name, text, language in said_in(entry):
        getattr(found, name).extend(terms(text, language))
    return found
