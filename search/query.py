"""What somebody asks: words, phrases, things left out, filters; read from one box and from the address.

    goodbye "at the door" -nap bus OR train principle:village sector:"home visiting" in:guides -lang:es after:2026
    by:rosa has:image is:unanswered

Whatever is typed is understood as far as possible. Nothing of it reaches an engine but terms, which hold letters and
digits only, and values that were found among known ones.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from cop.core.text import normalise
from search.analysis import fold, guess_language, is_stopword, term, variants, words

LONGEST = 300  # characters of the box that are read
MOST_UNITS = 12
SHORTEST_PREFIX = 3

FIELDS = {
    "principle": "principle",
    "principio": "principle",
    "sector": "sector",
    "kind": "kind",
    "tipo": "kind",
    "in": "kind",
    "en": "kind",
    "lang": "lang",
    "language": "lang",
    "idioma": "lang",
    "tag": "tag",
    "etiqueta": "tag",
    "has": "has",
    "con": "has",
    "is": "is",
    "es": "is",
    "by": "by",
    "de": "by",
    "after": "after",
    "desde": "after",
    "before": "before",
    "hasta": "before",
}
#: Dimensions that are counted and can be narrowed by.
DIMENSIONS = ("kind", "principle", "sector", "lang", "date")

#: Dimensions that can also be left out: `-kind:resource`.
LEFT_OUT = ("kind", "principle", "sector", "lang", "tag", "has", "is", "by")
OR = ("OR", "O", "|")  # between two words or phrases: one of them

_TOKEN = re.compile(r'(?P<minus>-+)?(?:(?P<field>[^\W\d_]+):(?=\S))?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
_OPEN = re.compile(r'(?:^|[\s:-])"[^"\s][^"]*$')  # a phrase that nobody closed ends with the box
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


Ways = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Also:
    """Other words that may have been meant, or mean the same, and what they are worth beside those that were typed.

    `language`: of the texts in which they are looked for, all where it is empty. `because`: near, same, translated.
    `said` is for people, as a curator wrote it.
    """

    words: tuple[str, ...]
    ways: Ways
    worth: float
    because: str
    language: str = ""
    said: str = ""


@dataclass(frozen=True)
class Unit:
    """A word or a phrase: it matches where one of `ways`, a sequence of terms, stands, or as well one of `also`.

    `words` are as typed, folded. A phrase is `required`; `prefix` is set for the word at which somebody may still
    be typing.
    """

    words: tuple[str, ...]
    ways: Ways
    required: bool = False
    prefix: str = ""
    also: tuple[Also, ...] = ()

    def as_other(self, worth: float, because: str) -> Also:
        """What stands in `also` of another one."""
        return Also(self.words, self.ways, worth, because)

    @cached_property
    def all_ways(self) -> Ways:
        return tuple(dict.fromkeys([*self.ways, *(way for other in self.also for way in other.ways)]))


@dataclass(frozen=True)
class Part:
    """One understood part of the box: what it is, what it says, and where it stands."""

    kind: (
        str  # words, phrase, either, without, or the name of a filter, after a minus for one that is left out
    )
    value: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Query:
    """What an engine answers. `tokens` are the audiences that the viewer belongs to; nothing else is ever found.

    `marks`: what an entry must have, all of it. `authors`: labels, of which it has one. `groups`: the only ones that are
    meant, where they are not None; `no_groups`: those that are not. `whole`: nothing that holds only some of the words.
    `apart`: each entry by itself and by its own words, not folded into its group. `own_sector`: of who asks."""

    text: str = ""
    units: tuple[Unit, ...] = ()
    without: tuple[Unit, ...] = ()
    kinds: frozenset[str] = frozenset()
    principles: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    groups: frozenset[str] | None = None
    no_groups: frozenset[str] = frozenset()
    left_out: tuple[tuple[str, frozenset[str]], ...] = ()
    date: str = ""
    after: datetime | None = None
    before: datetime | None = None
    tokens: frozenset[str] = frozenset({"public"})
    whole: bool = False
    apart: bool = False
    own_sector: str = ""
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    language: str = "en"
    parts: tuple[Part, ...] = field(default=(), compare=False)

    @property
    def chosen(self) -> dict[str, frozenset[str]]:
        """What each dimension is narrowed to; empty ones are left out."""
        chosen = {
            "kind": self.kinds,
            "principle": self.principles,
            "sector": self.sectors,
            "lang": self.languages,
            "date": frozenset({self.date} if self.date else ()),
        }
        return {name: values for name, values in chosen.items() if values}

    @property
    def newest_first(self) -> bool:
        return self.sort == "newest" or not self.units

    @property
    def helpful_first(self) -> bool:
        return self.sort == "helpful"


Resolve = Callable[[str, str], str | None]


@dataclass
class Box:
    """The box as it was read. `plain`: its words outside of phrases, and whether one may still be typed. `left_out`:
    values of dimensions that must not be. `unread`: filters whose value nobody knows; they were read as words."""

    text: str
    units: tuple[Unit, ...] = ()
    plain: tuple[tuple[str, bool], ...] = ()
    without: tuple[Unit, ...] = ()
    filters: dict[str, set[str]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    left_out: dict[str, set[str]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


def clean(text: str) -> str:
    """What is read of a box: one line, no more than `LONGEST` characters."""
    text = " ".join(normalise(text).split())[:LONGEST].translate(_QUOTES)
    return f'{text}"' if text.count('"') % 2 and _OPEN.search(text) else text


def read(text: str, *, resolve: Resolve) -> Box:
    """Understand a box. `resolve(field, value)` answers the known value that is meant, or None. Its `units` are the
    phrases alone; what the plain words mean is for search.meaning."""
    box = Box(clean(text))
    parts: list[Part] = []
    plain: list[tuple[str, bool]] = []  # the words, and whether one may still be typed
    units: list[Unit] = []
    without: list[Unit] = []
    unread: list[str] = []
    chain: list[list[str]] = []  # words and phrases with OR between them, so far
    chain_start = 0
    tokens = list(_TOKEN.finditer(box.text))
    for place, match in enumerate(tokens):
        name, raw = match["field"], match["quoted"] if match["quoted"] is not None else match["bare"]
        dimension = FIELDS.get(fold(name)) if name else None
        value = resolve(dimension, raw.strip('"')) if dimension else None
        if dimension and value and (not match["minus"] or dimension in LEFT_OUT):
            kept = box.left_out if match["minus"] else box.filters
            kept.setdefault(dimension, set()).add(value)
            sign = "-" if match["minus"] else ""
            parts.append(Part(f"{sign}{dimension}", value, match.start(), match.end()))
            continue
        found = _words_of(f"{name} {raw}" if name else raw)
        if dimension and found:
            unread.append(match[0])
        if _is_or(match) or not found:
            continue
        if _joins(tokens, place + 1):
            chain_start = match.start() if not chain else chain_start
            chain.append(found)
        elif chain and _says(match):
            units.append(either([*chain, found]))
            said = " / ".join(" ".join(one) for one in [*chain, found])
            parts.append(Part("either", said, chain_start, match.end()))
            chain = []
        elif match["minus"]:
            without.append(phrase(found))
            parts.append(Part("without", " ".join(found), match.start(), match.end()))
        elif match["quoted"] is not None and not name and len(found) > 1:
            units.append(phrase(found))
            parts.append(Part("phrase", " ".join(found), match.start(), match.end()))
        else:
            open_end = match.end() == len(box.text) and match["quoted"] is None
            plain += [(word, open_end and word is found[-1]) for word in found]
            parts.append(Part("words", " ".join(found), match.start(), match.end()))
    box.units, box.plain, box.without = tuple(units), tuple(plain), tuple(without[:MOST_UNITS])
    box.parts, box.unread = tuple(parts), tuple(unread)
    return box


def _is_or(match: re.Match) -> bool:
    return match["bare"] in OR and not match["field"] and not match["minus"]


def _says(match: re.Match) -> bool:
    """Whether this is a word or a phrase that can stand beside OR."""
    if match["minus"] or match["field"] or _is_or(match):
        return False
    return bool(_words_of(match["quoted"] or match["bare"] or ""))


def _words_of(text: str) -> list[str]:
    """As typed. Signs that count as letters and of which nothing is left when they are folded are none."""
    return [word[0] for word in words(text) if fold(word[0])]


def _joins(tokens: list[re.Match], place: int) -> bool:
    """Whether an OR stands here between two that can stand beside it."""
    if not 0 < place < len(tokens) - 1 or not _is_or(tokens[place]):
        return False
    return _says(tokens[place - 1]) and _says(tokens[place + 1])


def either(choices: list[list[str]]) -> Unit:
    """One of these words or phrases, whichever stands there."""
    first, *others = (replace(phrase(found), required=False) for found in choices[:MOST_UNITS])
    return replace(first, also=tuple(one.as_other(1.0, "either") for one in others))


def meant(plain: Iterable[tuple[str, bool]], language: str) -> list[Unit]:
    """The words to look for: without the small ones of their language, unless there are no others; each once."""
    plain = list(plain)
    language = guess_language([fold(word) for word, _open in plain], language)
    kept = [one for one in plain if not is_stopword(fold(one[0]), language)] or plain
    return list({unit.ways: unit for unit in (single(*one) for one in kept) if unit.ways}.values())


def single(word: str, open_end: bool = False) -> Unit:
    folded = fold(word)
    prefix = folded if open_end and len(folded) >= SHORTEST_PREFIX else ""
    return Unit((folded,), tuple((way,) for way in variants(word)), prefix=prefix)


def phrase(found: list[str]) -> Unit:
    """Words in this order, in whichever language."""
    found = found[:MOST_UNITS]
    ways = (tuple(term(word, code) for word in found) for code in ("en", "es", "xx"))
    return Unit(tuple(map(fold, found)), tuple(dict.fromkeys(ways)), required=True)


def day(value: str, *, end: bool = False) -> datetime | None:
    """`2026`, `2026-03` or `2026-03-05` as its first moment, or with `end` the first moment after it."""
    match = _DATE.fullmatch(value)
    if not match:
        return None
    year, month, date = (int(part or 0) for part in match.groups())
    try:
        first = datetime(year, month or 1, date or 1, tzinfo=UTC)
        if not end:
            return first
        if date:
            return datetime.fromtimestamp(first.timestamp() + 86400, tz=UTC)
        if month:
            return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        return datetime(year + 1, 1, 1, tzinfo=UTC)
    except ValueError:
        return None


def days(values: Iterable[str], *, end: bool = False) -> list[datetime]:
    """Those of the values that are a day."""
    return [found for value in values if (found := day(value, end=end)) is not None]


def without_part(text: str, part: Part) -> str:
    """The box without one of its parts."""
    return " ".join(f"{text[: part.start]} {text[part.end :]}".split())
