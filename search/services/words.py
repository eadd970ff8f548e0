"""The vocabulary follows the entries: which words stand in how many of those that every member may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import connection, transaction

from members.permissions import MEMBERS, PUBLIC
from search.analysis import fold, spoken, words
from search.models import SearchEntry, VocabularyWord
from search.stopwords import STOPWORDS

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


def recount() -> None:
    """All anew. Writers wait meanwhile, so that none is missed or counted twice."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE search_vocabularyword IN SHARE ROW EXCLUSIVE MODE")
        VocabularyWord.objects.all().delete()
        rows = SearchEntry.objects.filter(audience__in=(PUBLIC, MEMBERS)).iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            follow((), batch)


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
