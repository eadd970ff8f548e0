"""Harmless details that together make one family recognisable: asked about, never underlined as findings."""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeguards.identifiers.lexicon import DATA, fold, listed
from safeguards.identifiers.reading import Reading

ENOUGH = 3  # kinds of details; "the only one in town" counts for two
KINDS: dict[str, Promise | str] = {
    "diagnosis": _("a rare diagnosis"),
    "setting": _("a small place"),
    "siblings": _("the number of children, or twins"),
    "language": _("a language that few families speak"),
    "event": _("an event that people have heard of"),
    "role": _("a job or position that few people have"),
    "only": _("being the only one"),
}


@dataclass(frozen=True, slots=True)
class Combination:
    """Kinds of details (keys of `KINDS`) with the places in the text: (start, end, kind), in code points."""

    kinds: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]

    @property
    def prompt(self) -> Promise | str:
        return _(
            "Each of these is harmless alone, but together they may tell people nearby which family this is. Keep the two that matter for your question, and leave out or change the others."
        )


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    kinds: dict[str, list[str]] = {}
    part = ""
    for line in (DATA / "combinations.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            part = line[3:].split(":")[0].strip()
        elif line and not line.startswith("#"):
            phrase = (
                re.escape(fold(line))
                .replace(r"\ ", r"\s+")
                .replace(r"\*", r"\w*")
                .replace("_", r"[^\W_]{1,20}")
            )
            kinds.setdefault(part, []).append(phrase)
    return {
        kind: re.compile(r"\b(?:" + "|".join(sorted(each, key=len, reverse=True)) + r")\b")
        for kind, each in kinds.items()
    }


def combinations(text: str, language: str | None = None) -> Combination | None:
    """What of the text makes one family recognisable together, or nothing."""
    reading = Reading(text, language)
    found: dict[str, tuple[int, int, str]] = {}
    for kind, pattern in _patterns().items():
        if match := pattern.search(reading.lower):
            found[kind] = (*reading.back(*match.span()), kind)
    if "language" not in found:
        before = ""
        for token in reading.tokens:
            spoken, before = (
                before in ("habla", "hablan", "speak", "speaks", "speaking", "in", "en"),
                token.key,
            )
            if token.key in listed("rare_languages.txt") and (
                token.capital or (spoken and len(token.key) > 3)
            ):
                found["language"] = (*reading.back(token.start, token.end), "language")
                break
    if len(found) + ("only" in found) < ENOUGH:
        return None
    return Combination(tuple(sorted(found)), tuple(sorted(found.values())))
