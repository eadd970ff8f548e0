"""The words of an entry, by where they stand: what both database indexes are written from."""

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


def words_of(entry: SearchEntry) -> Words:
    language = entry.language
    title = terms(entry.title, spoken(entry.title, language))
    summary = terms(entry.summary, spoken(entry.summary, language)) + terms(" ".join(entry.tags), language)
    text = terms(entry.text, spoken(entry.text, language))
    context = terms(entry.author_label, language)
    for code, said in entry.beside.items():
        context += terms(said, code)
    return (
        Words([], summary, text, title + context) if entry.is_part else Words(title, summary, text, context)
    )
