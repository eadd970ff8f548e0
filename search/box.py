"""How one box is read: what was typed becomes words, phrases, things left out and filters, and says of itself how.

    goodbye "at the door" -nap bus OR train principle:village sector:"home visiting" in:guides -lang:es after:2026
    by:rosa has:image is:unanswered routin*

Whatever is typed is understood as far as possible. Nothing of it reaches an engine but terms, which hold letters and
digits only, and values that were found among known ones.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from cop.core.text import normalise
from search.analysis import fold, words
from search.query import MOST_UNITS, SHORTEST_PREFIX, Part, Unit, either, phrase

LONGEST = 300  # characters of the box that are read

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

#: Dimensions that can also be left out: `-kind:resource`.
LEFT_OUT = ("kind", "principle", "sector", "lang", "tag", "has", "is", "by")
#: Filters that can be ticked beside the box as well, several values of each.
TICKED = ("kind", "principle", "sector", "lang", "has", "is")
OR = ("OR", "O", "|")  # between two words or phrases: one of them

_TOKEN = re.compile(r'(?P<minus>-+)?(?:(?P<field>[^\W\d_]+):(?=\S))?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
_OPEN = re.compile(r'(?:^|[\s:-])"[^"\s][^"]*$')  # a phrase that nobody closed ends with the box
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))
_LOOSE = re.compile(
    r'"[^"]*"|(?<!\S)(?P<no>NOT)\s+(?=[^\s-])'
    r'|(?<!\S)(?P<field>-*[^\W\d_]+)(?:\s+:\s*|:\s+)(?P<value>"[^"]*"|[^\s":]+)'
)


Resolve = Callable[[str, str], str | None]


@dataclass
class Box:
    """The box as it was read. `plain`: its words outside of phrases, and whether one may still be typed. `left_out`:
    values of dimensions that must not be. `unread`: filters whose value nobody knows; that was read as words. `begun`: words
    that somebody ended with a star, folded. `idle`: signs that say nothing where they stand. `cut`: it was longer."""

    text: str
    units: tuple[Unit, ...] = ()
    plain: tuple[tuple[str, bool], ...] = ()
    without: tuple[Unit, ...] = ()
    filters: dict[str, set[str]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    left_out: dict[str, set[str]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    begun: frozenset[str] = frozenset()
    idle: tuple[str, ...] = ()
    cut: bool = False


def clean(text: str) -> str:
    """What is read of a box: one line, no more than `LONGEST` characters, and no word that would be cut in two."""
    text = " ".join(normalise(text).split()).translate(_QUOTES)
    if len(text) > LONGEST:
        text = text[: LONGEST + 1].rsplit(" ", 1)[0][:LONGEST]
    return f'{text}"' if text.count('"') % 2 and _OPEN.search(text) else text


def read(text: str, *, resolve: Resolve) -> Box:
    """Understand a box. `resolve(field, value)` answers the known value that is meant, or None. Its `units` are the
    phrases alone; what the plain words mean is for search.meaning."""
    box = Box(written_out(clean(text), resolve))
    box.cut = len(text.split()) > len(box.text.split()) and len(" ".join(text.split())) > LONGEST
    parts: list[Part] = []
    plain: list[tuple[str, bool]] = []  # the words, and whether one may still be typed
    units: list[Unit] = []
    without: list[Unit] = []
    unread: list[str] = []
    begun: set[str] = set()
    idle: list[str] = []
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
        found = _words_of(f"{name} {raw}" if name and not dimension else raw)
        if dimension and found:
            unread.append(match[0])
        if _says_nothing(tokens, place):
            idle.append(match[0])
        if _is_or(match) or not found or _is_bare_field(match):
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
        elif match["quoted"] is not None and not name:
            units.append(phrase(found))
            parts.append(Part("phrase", " ".join(found), match.start(), match.end()))
        else:
            open_end = match.end() == len(box.text) and match["quoted"] is None
            if raw.endswith("*") and len(fold(found[-1])) >= SHORTEST_PREFIX:
                open_end = True
                begun.add(fold(found[-1]))
            plain += [(word, open_end and word is found[-1]) for word in found]
            parts.append(Part("words", " ".join(found), match.start(), match.end()))
    box.units, box.plain, box.without = tuple(units), tuple(plain), tuple(without[:MOST_UNITS])
    box.parts, box.unread, box.begun, box.idle = tuple(parts), tuple(unread), frozenset(begun), tuple(idle)
    return box


def written_out(text: str, resolve: Resolve) -> str:
    """The same in one way of writing: `in: guides` as `in:guides` where that is a filter, `NOT nap` as `-nap`."""

    def rewritten(match: re.Match) -> str:
        if match["no"]:
            return "-" if text != text.upper() else match[0]
        if not match["field"]:
            return match[0]
        dimension = FIELDS.get(fold(match["field"]))
        known = dimension and resolve(dimension, match["value"].strip('"'))
        return f"{match['field']}:{match['value']}" if known else match[0]

    return _LOOSE.sub(rewritten, text)


def _is_or(match: re.Match) -> bool:
    return match["bare"] in OR and not match["field"] and not match["minus"]


def _is_bare_field(match: re.Match) -> bool:
    """The name of a filter with nothing behind it."""
    bare = match["bare"] or ""
    return bare.endswith(":") and not match["field"] and fold(bare[:-1]) in FIELDS


def _says_nothing(tokens: list[re.Match], place: int) -> bool:
    return (_is_or(tokens[place]) and not _joins(tokens, place)) or _is_bare_field(tokens[place])


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


def without_part(text: str, part: Part) -> str:
    """The box without one of its parts."""
    return " ".join(f"{text[: part.start]} {text[part.end :]}".split())


def unticked(box: Box) -> str:
    """The box without those filters that stand beside the results to tick as well, where they can be taken back."""
    text = box.text
    for part in reversed(box.parts):
        if part.kind in TICKED:
            text = without_part(text, part)
    return text
