"""How text becomes the words that are looked for: cut, folded, stemmed by its language.

The database engines index what `terms` answers, and highlights are found with it, so that all agree. A term begins
with its language (`enbite`, `esguia`, `xx2024`): English is stemmed by Snowball, Spanish by the light stemmer of
Savoy, which drops accents first, so that who types without them finds the same. Any other language is folded only.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

from search.stopwords import STOPWORDS

STEMMED = ("en", "es")
OTHER = "xx"

#: Letters and digits of any script; an apostrophe within a word belongs to it.
WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
LONGEST = 40  # characters of a word that count
BEGINNING = 500  # characters that tell which language a text is written in

_english = stemmer("english")
_lock = Lock()  # the stemmer keeps its word in itself


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Without case, accents and apostrophes."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())[:LONGEST]


def words(text: str) -> Iterator[re.Match]:
    """The words of a text, with their places."""
    return WORD.finditer(text)


def language_of(code: str) -> str:
    """The language a text is stemmed by."""
    short = code[:2].lower()
    return short if short in STEMMED else OTHER


@lru_cache(maxsize=200_000)
def term(word: str, language: str) -> str:
    """One word as the index knows it; empty for one without letters or digits."""
    if language == "en":
        word = re.sub(r"['’ʼ]s?$", "", word)
    folded = fold(word)
    if not folded:
        return ""
    if language == "en":
        return "en" + _stem_english(folded)
    return language + (light_spanish(folded) if language == "es" else folded)


def terms(text: str, language: str) -> list[str]:
    """Every word of a text as the index knows it, in order."""
    language = language_of(language)
    found = (term(match[0], language) for match in words(text))
    return [one for one in found if one]


def asked_as(text: str) -> set[tuple[str, ...]]:
    """A whole question as it stands in each language; two are the same where they share one of these."""
    return {tuple(found) for code in STEMMED if (found := terms(text, code))}


def variants(word: str) -> tuple[str, ...]:
    """A word as it stands in texts of each language."""
    return tuple(dict.fromkeys(one for one in (term(word, code) for code in (*STEMMED, OTHER)) if one))


def light_spanish(word: str) -> str:
    """Number and gender off (J. Savoy, light Spanish stemmer); expects a folded word."""
    if len(word) < 5:
        return word
    if word[-1] in "oae":
        return word[:-1]
    if word[-1] == "s":
        if word.endswith("eses"):
            return word[:-2]
        if word.endswith("ces"):
            return word[:-3] + "z"
        if word[-2] in "oae":
            return word[:-2]
    return word


def guess_language(found: list[str], default: str) -> str:
    """The language somebody asks in, by its small words; `default` where they do not tell."""
    counts = {code: sum(word in STOPWORDS[code] for word in found) for code in STEMMED}
    best = max(counts, key=lambda code: (counts[code], code == default))
    return best if counts[best] else language_of(default)


def spoken(text: str, language: str) -> str:
    """The language a text is written in: the one it is said to be in, unless its small words tell clearly of another."""
    return _spoken(text[:BEGINNING], language_of(language))


@lru_cache(maxsize=10_000)
def _spoken(text: str, said: str) -> str:
    small = list(map(fold, WORD.findall(text)))
    counts = {code: sum(map(STOPWORDS[code].__contains__, small)) for code in STEMMED}
    best = max(counts, key=lambda code: (counts[code], code == said))
    return best if best != said and counts[best] >= max(4, 3 * counts.get(said, 0)) else said


def is_stopword(folded: str, language: str) -> bool:
    return folded in STOPWORDS.get(language, ())


def _stem_english(word: str) -> str:
    with _lock:
        return _english.stemWord(word)
