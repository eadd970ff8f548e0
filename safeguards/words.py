"""A gentle coach: phrases that frame a parent as a deficit are noticed with other words and a reason, strengths with
the reason why they are one.

A form asks while its author writes and shows the answer to nobody else; nothing is kept, counted or blocked, and who
turned the coach off is not asked at all. Words in quotation marks are somebody else's, and are left alone.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from safeguards.identifiers.lexicon import fold
from safeguards.identifiers.reading import Reading
from safeguards.models import Phrase

_QUOTED = re.compile(r"\"[^\"\n]{1,400}\"")
#: "is non-compliant" goes as a whole where what takes its place begins with a verb of its own.
_IS = re.compile(
    r"(?<!\w)(?:is|are|was|were|be|been|es|son|era|eran|fue|esta|estan)\s{1,3}(?:(?:an?|una?|so|very|too|muy|tan)\s{1,3})?$"
)
_VERB = re.compile(
    r"(?:is|has|had|seems|disagrees|asked|watches|says|le|esta|no|desconfia|carga|todavia|ya)(?!\w)"
)
_FIELDS = ("pk", "kind", "wording", "instead", "reason", "principle")


@dataclass(frozen=True, slots=True)
class Notice:
    """A phrase in the text: from `start` to before `end` in code points, with what its row says. Other words take the
    place of `replace`, which may begin before it."""

    start: int
    end: int
    kind: str
    instead: str
    reason: str
    principle: str
    phrase: int
    replace: tuple[int, int]

    @property
    def words(self) -> tuple[str, ...]:
        """What may stand in its place; "…" is for the writer to fill."""
        return tuple(part for part in self._parts() if not part.startswith("("))

    @property
    def advice(self) -> tuple[str, ...]:
        """What to do instead, in a sentence of the writer's own."""
        return tuple(part.strip("() ") for part in self._parts() if part.startswith("("))

    def _parts(self) -> list[str]:
        return [part.strip() for part in self.instead.split(";") if part.strip()]


def notices(text: str, language: str | None = None) -> list[Notice]:
    """What the phrases of the text's languages notice, in its order, none overlapping, the longest first. One query."""
    reading = Reading(text, language)
    rows = {row["pk"]: row for row in _rows(reading.languages)}
    if not rows:
        return []
    pattern = _compiled(tuple((pk, row["wording"]) for pk, row in rows.items()))
    quoted = [match.span() for match in _QUOTED.finditer(reading.plain)]
    found = []
    for match in pattern.finditer(reading.lower):
        if not any(start < match.end() and match.start() < end for start, end in quoted):
            row = rows[int((match.lastgroup or "")[1:].split("_")[0])]
            start, end = reading.back(*match.span())
            before = _IS.search(reading.lower, max(0, match.start() - 16), match.start())
            whole = before is not None and _VERB.match(fold(row["instead"]))
            replace = (
                (reading.back(before.start(), match.end())[0], end) if before and whole else (start, end)
            )
            said = {name: row[name] for name in ("kind", "instead", "reason", "principle")}
            found.append(Notice(start=start, end=end, phrase=row["pk"], replace=replace, **said))
    return found


def _rows(languages: set[str]):
    return Phrase.objects.in_use().filter(language__in=sorted(languages)).order_by("pk").values(*_FIELDS)


@lru_cache(maxsize=4)
def _compiled(wordings: tuple[tuple[int, str], ...]) -> re.Pattern[str]:
    """One expression for all forms, those with more letters tried first."""
    forms = [(form.strip(), pk) for pk, wording in wordings for form in wording.splitlines() if form.strip()]
    parts = [f"(?P<p{pk}_{n}>{_expression(form)})" for n, (form, pk) in enumerate(forms)]
    ordered = sorted(zip(forms, parts, strict=True), key=lambda pair: -len(pair[0][0]))
    return re.compile(r"(?<!\w)(?:" + "|".join(part for _form, part in ordered) + r")(?!\w)")


def _expression(form: str) -> str:
    words = []
    for word in fold(form).split():
        words.append(
            r"[^\W_]{1,24}" if word == "_" else re.escape(word).replace(r"\*", r"\w{0,12}").replace("’", "'")
        )
    return r"\s{1,3}".join(words)
