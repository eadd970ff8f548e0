"""What is known of words: the compiled lexicon (safeguards/data/README.md) and the lists of this field.

Everything is read at the first text, once a process; nothing when Django starts.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

DATA = Path(__file__).parent.parent / "data"


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENGLISH = words_of(
    "the and of to is was it that with for she her his my we they this have had but not at are what when who from i you"
    " were so on how be can do"
)
_SPANISH = words_of(
    "el la los las que y de en un una con por para se su lo le mi es del al pero como muy ya mas nos te esta cuando"
    " porque hoy fue era tiene"
)
STOPWORDS = {"en": _ENGLISH, "es": _SPANISH - _ENGLISH}
#: What a word sheds before it is looked up: Maya's, she'll, don't.
CONTRACTION = re.compile(r"(?:'(?:s|ve|re|ll|d|m)|n't)$")
_ENCLITIC = re.compile(r"(?:me|te|se|nos|l[aeo]s?)+$")
_ENDINGS = ("ito", "ita", "itos", "itas", "cito", "cita", "citos", "citas", "mente", "isimo", "isima")
#: Spanish verbs as they are told, which no dictionary lists in full: "empacaba".
_PASTS = {
    "aba": ("ar",),
    "aban": ("ar",),
    "abamos": ("ar",),
    "ando": ("ar",),
    "aron": ("ar",),
    "iendo": ("er", "ir"),
    "ieron": ("er", "ir"),
}


class Word(NamedTuple):
    """Grades from 0 (not) to 9 (very common)."""

    english: int
    spanish: int
    given: int
    family: int
    place: int

    def ordinary(self, languages: set[str]) -> int:
        return max(self.english if "en" in languages else 0, self.spanish if "es" in languages else 0)

    @property
    def name(self) -> int:
        return max(self.given, self.family - 1)


NOTHING = Word(0, 0, 0, 0, 0)


def fold(text: str) -> str:
    """In lower case, without accents."""
    text = unicodedata.normalize("NFD", text.lower()).replace("’", "'")
    return "".join(sign for sign in text if not unicodedata.combining(sign))


@cache
def table() -> dict[str, str]:
    """Five digits by word; words of a place are joined by _."""
    digits: dict[str, str] = {}
    for grades, words in _rows():
        digits.update(dict.fromkeys(words.split(" "), grades))
    return digits


def _rows() -> Iterator[tuple[str, str]]:
    """Five digits, and all words that have them."""
    for line in gzip.decompress((DATA / "lexicon.txt.gz").read_bytes()).decode("ascii").split("\n"):
        yield line[:5], line[6:]


def known(key: str) -> Word:
    """The grades of a word, which may be a form that no dictionary lists."""
    if digits := table().get(key):
        return Word(*map(int, digits))
    if "-" in key or "'" in key:
        parts = [table().get(part) for part in re.split("[-']", key) if part]
        if parts and all(parts):
            each = [Word(*map(int, digits)) for digits in parts if digits]
            return Word(*(min(word[kind] for word in each) for kind in range(5)))
        return NOTHING
    for stem in _stems(key):
        if (digits := table().get(stem)) and max(digits[:2]) > "0":
            return Word(int(digits[0]), int(digits[1]), 0, 0, 0)
    return NOTHING


def _stems(key: str):
    """Spanish verbs with pronouns hung on, diminutives, adverbs; English plurals and makes."""
    if (match := _ENCLITIC.search(key)) and len(key) - len(match[0]) > 2:
        stem = key[: match.start()]
        if stem.endswith(("r", "ndo")):
            yield stem
        yield key[: -2 if not key.endswith("nos") else -3]
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) > len(ending) + 2:
            stem = key[: -len(ending)]
            yield from (stem, stem + "o", stem + "a", stem + "e")
    for ending, infinitives in _PASTS.items():
        if key.endswith(ending) and len(key) > len(ending) + 2:
            yield from (key.removesuffix(ending) + infinitive for infinitive in infinitives)
    for prefix in ("re", "un", "non", "pre", "over", "under", "super", "anti"):
        if key.startswith(prefix) and len(key) > len(prefix) + 3:
            yield key[len(prefix) :]
    for ending in ("s", "ish", "y", "ness", "less", "ing", "ed"):
        if key.endswith(ending) and len(key) > len(ending) + 3:
            yield key[: -len(ending)]


@cache
def listed(file: str, part: str = "") -> frozenset[str]:
    """The words of a list in safeguards/data, or of its part that begins with `## part`."""
    words, here = set(), not part
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            here = not part or line[2:].split(":")[0].strip() == part
        elif here:
            words |= {fold(word) for word in line.split()}
    return frozenset(words)


@cache
def phrases(file: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The phrases of a list by their first word, longest first."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        words = tuple(re.findall(r"[^\W_]+(?:['-][^\W_]+)*", fold(line))) if not line.startswith("#") else ()
        if words:
            words = tuple(CONTRACTION.sub("", word) or word for word in words)
            by_first.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(found, key=len, reverse=True)) for first, found in by_first.items()}


def misspelt(key: str, *, common: int = 4) -> bool:
    """Whether a word is one slip of the thumb away from a word at least so common, or lacks some of its letters; a short
    one lies near so many that it has to be a very common word, or one that is always typed so ("dosent")."""
    if len(key) < 3:
        return False
    cuts = [(key[:i], key[i:]) for i in range(len(key) + 1)]
    if len(key) < 4:
        return _stands({a + letter + b for a, b in cuts for letter in ascii_lowercase}, 7)
    tries = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    tries |= {a + b[1:] for a, b in cuts if b and (len(key) > 5 or a[-1:] == b[:1])}
    if _stands(tries, common) or tries & listed("field.txt"):
        return True
    return _slips(key, common if len(key) > 5 else max(common, 10 - len(key))) or _shortened(key, common)


def _slips(key: str, common: int) -> bool:
    """Whether one letter more, or another one, makes a word so common."""
    cuts = [(key[:i], key[i:]) for i in range(len(key) + 1)]
    more = {a + letter + b for a, b in cuts for letter in ascii_lowercase}
    other = {a + letter + b[1:] for a, b in cuts if b for letter in ascii_lowercase}
    return _stands(more | other, common) or bool(len(key) > 4 and more & listed("field.txt"))


def _stands(words: set[str], common: int) -> bool:
    return any((digits := table().get(word)) and max(digits[:2]) >= str(common) for word in words)


def _shortened(key: str, common: int) -> bool:
    """Whether it is a common word without some letters: "probly", "rember"."""
    if len(key) < 5:
        return False
    for word in _usual().get((key[0], key[-1]), ()):
        if len(key) < len(word) < len(key) + 3:
            letters = iter(word)
            if all(letter in letters for letter in key) and _stands({word}, max(common, 5)):
                return True
    return False


@cache
def _usual() -> dict[tuple[str, str], list[str]]:
    """Common words by their first and last letter."""
    found: dict[tuple[str, str], list[str]] = {}
    for grades, words in _rows():
        for word in words.split(" ") if grades and max(grades[:2]) > "4" else ():
            if len(word) > 5:
                found.setdefault((word[0], word[-1]), []).append(word)
    return found
