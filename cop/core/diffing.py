"""What became of a text: the words that stayed, went and came, in order."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """`kind`: same | gone | new."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Both texts as one. Lines are compared first and words only within lines that changed, so that the work stays
    small however a text was made."""
    found: list[Piece] = []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, first, second in _changes(old, new):
        if kind == "replace":
            for inner, gone, came in _changes(
                _TOKENS.findall("".join(first)), _TOKENS.findall("".join(second))
            ):
                found += _as_pieces(inner, gone, came)
        else:
            found += _as_pieces(kind, first, second)
    return found


def _changes(old, new):
    matcher = SequenceMatcher(None, old, new)
    for kind, a, b, c, d in matcher.get_opcodes():
        yield kind, old[a:b], new[c:d]


def _as_pieces(kind, gone, came):
    if kind == "equal":
        yield Piece("same", "".join(gone))
        return
    if gone:
        yield Piece("gone", "".join(gone))
    if came:
        yield Piece("new", "".join(came))
