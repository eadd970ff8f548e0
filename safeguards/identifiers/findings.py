"""What a check answers: findings, what may stand instead, and the text with everything generalised."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from safeguards.identifiers.engine import spans
from safeguards.identifiers.reading import Reading
from safeguards.identifiers.suggestions import suggest

ROUNDS = 6  # after which what is still found leaves without a word in its place


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of the text that could tell who the child or family is.

    `start` and `end` count Unicode code points, the end excluded, as Python slices do; JavaScript counts UTF-16 units
    and has to convert (`Array.from(text)`). `label` is one of `LABELS`, `reason` a key of `reasons.REASONS`. Accepting
    puts one of `suggestions`, best first, in the place of `replace`, which may be wider than the finding ("Dr. Okonjo"
    for Okonjo; "Maya, born 3/14/2024" for both of its findings: such twins are replaced once).
    """

    start: int
    end: int
    label: str
    reason: str
    replace: tuple[int, int]
    suggestions: tuple[str, ...]

    def kept(self) -> dict[str, int | str]:
        """What may be stored: never the words themselves."""
        return {"start": self.start, "end": self.end, "label": self.label}


def find(text: str, language: str | None = None, *, today: date | None = None) -> list[Finding]:
    """What could identify somebody, in the order of the text, none overlapping.

    `language` ("en", "es") is a hint for what is short; both are always read. Never raises, logs nothing, keeps
    nothing, asks nobody. Takes time in proportion to the text, some milliseconds for a passage.
    """
    reading = Reading(text, language)
    found = spans(reading)
    answer = []
    for one, (replace, words) in zip(
        found, suggest(reading, found, today or datetime.now(UTC).date()), strict=True
    ):
        start, end = reading.back(one[0], one[1])
        answer.append(Finding(start, end, one[2], one[3], reading.back(*replace), words))
    return answer


def accept(text: str, findings: list[Finding]) -> str:
    """The text with the first suggestion of each finding in its place."""
    pieces, end = [], 0
    for finding in sorted(findings, key=lambda one: one.replace):
        start, stop = finding.replace
        if start >= end:
            pieces += [text[end:start], finding.suggestions[0]]
            end = stop
    return "".join([*pieces, text[end:]])


def generalised(text: str, language: str | None = None, *, today: date | None = None) -> str:
    """The text with every suggestion accepted, until nothing is found in it."""
    for _round in range(ROUNDS):
        findings = find(text, language, today=today)
        if not findings:
            return text
        text = accept(text, findings)
    while findings := find(text, language, today=today):
        for finding in reversed(findings):
            text = f"{text[: finding.start]}…{text[finding.end :]}"
    return text
