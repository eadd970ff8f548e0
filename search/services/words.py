"""The vocabulary follows the entries: which words stand in how many of those that every member may see."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from members.permissions import MEMBERS, PUBLIC
from search.analysis import fold, spoken, words
from search.models import SearchEntry, VocabularyWord
from search.stopwords import STOPWORDS

#: What the vocabulary is made of.
SPOKEN = ("key", "group", "title", "summary", "text", "tags", "language", "audience")
SHORTEST = 2  # letters of a word that is remembered
BATCH = 2000

Key = tuple[str, str]  # word, language
Counts = tuple[
    Counter[Key], Counter[Key]
]  # in all entries that members may see, and in those that everybody may

ADD = """
    INSERT INTO search_vocabularyword (word, language, entries, open, initial, ending, size) VALUES {rows}
    ON CONFLICT (word, language) DO UPDATE SET
        entries = search_vocabularyword.entries + excluded.entries, open = search_vocabularyword.open + excluded.open
"""


def counted(rows: Iterable[SearchEntry]) -> Counts:
    """How many of these entries hold each word."""
    members: Counter[Key] = Counter()
    everybody: Counter[Key] = Counter()
    for row in rows:
        if row.audience in (PUBLIC, MEMBERS):
            found = words_of(row)
            members.update(found)
            if row.audience == PUBLIC:
                everybody.update(found)
    return members, everybody


def words_of(row: SearchEntry) -> set[Key]:
    texts = [(row.summary, row.language), (" ".join(row.tags), row.language), (row.text, row.language)]
    if not row.is_part:
        texts.append((row.title, row.language))
    found = set()
    for text, said in texts:
        language = spoken(text, said)
        small = STOPWORDS.get(language, frozenset())
        found |= {(word, language) for word in (fold(match[0]) for match in words(text)) if word not in small}
    return {(word, language) for word, language in found if len(word) >= SHORTEST and not word.isdigit()}


def follow(before: Iterable[SearchEntry], after: Iterable[SearchEntry]) -> None:
    """Entries changed: in the same transaction, what they no longer say goes and what they say now comes."""
    gone, come = counted(before), counted(after)
    for now, then in zip(come, gone, strict=True):
        now.subtract(then)
    changed = sorted(key for key in come[0].keys() | come[1].keys() if come[0][key] or come[1][key])
    _write([(key, come[0][key], come[1][key]) for key in changed])
    if reduced := [word for word, language in changed if come[0][word, language] < 0]:
        VocabularyWord.objects.filter(word__in=reduced, entries__lte=0).delete()


def recount(*, progress: Callable[[int], object] = lambda done: None) -> None:
    """All anew, while others write: entries and words are read as they were at one moment, and what the words lacked or
    had too many then is added to what they are by now."""
    members: Counter[Key] = Counter()
    everybody: Counter[Key] = Counter()
    after = 0
    with snapshot():
        visible = SearchEntry.objects.order_by("pk").only("id", *SPOKEN)
        while batch := list(visible.filter(pk__gt=after)[:BATCH]):
            for total, found in zip((members, everybody), counted(batch), strict=True):
                total.update(found)
            after = batch[-1].pk
            progress(len(batch))
        stored = VocabularyWord.objects.order_by("pk").values_list("word", "language", "entries", "open")
        for word, language, entries, known in stored.iterator(chunk_size=BATCH):
            members[word, language] -= entries
            everybody[word, language] -= known
    wrong = sorted(key for key in members.keys() | everybody.keys() if members[key] or everybody[key])
    with transaction.atomic():
        _write([(key, members[key], everybody[key]) for key in wrong])
        VocabularyWord.objects.filter(entries__lte=0).delete()


@contextmanager
def snapshot() -> Iterator[None]:
    """What is read within is of one moment and bars nobody who writes; within a transaction it is of that already."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin if connection.vendor == "postgresql" else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _write(rows: Sequence[tuple[Key, int, int]]) -> None:
    """Always in the order of the words, so that two writers wait for each other and never in a circle."""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            values = [
                value
                for (word, language), entries, everybody in part
                for value in (word, language, entries, everybody, word[0], word[-3:], len(word))
            ]
            marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(part))
            cursor.execute(ADD.format(rows=marks), values)
