"""Words that suggest that somebody is in danger now, in English and Spanish, from the list in `data/danger.txt`.

Made to open a notice before words are shared, not to judge them: nothing is kept, and what is found says nothing about a
family. What is taken back ("no bruises on his back"), long past or spoken of in learning and asking ("a training on
suicide prevention") is left alone, unless the same clause is about now. It misses more than it finds.
"""

import re
from functools import cache

from safeguards.identifiers.lexicon import DATA, fold
from safeguards.identifiers.reading import Reading

SHORTLY = 4  # words before a phrase in which it can be taken back
_CLAUSE = re.compile(r"[.!?;:\n]|\b(?:but|pero|however|aunque|sino)\b")


def signs_of_danger(text: str, language: str | None = None) -> tuple[tuple[int, int], ...]:
    """Where the text speaks of danger: (start, end) in code points, in order, none overlapping."""
    reading = Reading(text, language)
    spans: list[tuple[int, int]] = []
    for match in _patterns()["danger"].finditer(reading.lower):
        start, end = match.span()
        before, whole = _clause(reading.lower, start, end)
        if not (_taken_back(before) or _is_past(whole) or _patterns()["other"].search(whole)):
            spans.append(reading.back(start, end))
    return tuple(spans)


def _clause(text: str, start: int, end: int) -> tuple[str, str]:
    """(the clause up to a phrase, all of it)."""
    begin = max((match.end() for match in _CLAUSE.finditer(text, max(0, start - 400), start)), default=0)
    begin = max(begin, start - 400)
    after = _CLAUSE.search(text, end, end + 400)
    return text[begin:start], text[begin : after.start() if after else end + 400]


def _taken_back(before: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", before)[-SHORTLY:]
    for place, word in enumerate(words):
        if word in _words("no") or word.endswith("n't"):
            return not any(later in _words("unsure") for later in words[place + 1 :])
    return False


def _is_past(clause: str) -> bool:
    return bool(_patterns()["past"].search(clause)) and not _patterns()["now"].search(clause)


@cache
def _lines() -> dict[str, list[str]]:
    parts: dict[str, list[str]] = {}
    part = ""
    for line in (DATA / "danger.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            part = line[3:].split(":")[0].strip()
        elif line and not line.startswith("#"):
            parts.setdefault(part, []).append(fold(line.strip()))
    return parts


@cache
def _words(part: str) -> frozenset[str]:
    return frozenset(_lines()[part])


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {part: _compiled(lines) for part, lines in _lines().items()}


def _compiled(lines: list[str]) -> re.Pattern[str]:
    phrases = [_expression(line) for line in sorted(lines, key=len, reverse=True)]
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)")


def _expression(line: str) -> str:
    """Brackets and bars stay, all else is literal but for * and _."""
    pieces = re.split(r"([()|])", line)
    return "".join(
        "(?:"
        if piece == "("
        else piece
        if piece in (")", "|")
        else re.escape(piece)
        .replace(r"\*", r"\w{0,12}")
        .replace("_", r"[^\W_]{1,20}")
        .replace(r"\ ", r"\s{1,3}")
        for piece in pieces
    )
