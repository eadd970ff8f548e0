"""What the last part of the box may become, while somebody types it: the name of a filter, or one of its values."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import get_language

from search.analysis import fold
from search.box import FIELDS
from search.personal import labels_of
from search.vocabulary import ALSO, HEADINGS, TALK, Choices, named

MOST = 8
SHORTEST = 2

#: As they are offered: one name of each filter, in the reader's language where there is one.
OFFERED = ("in", "principle", "sector", "by", "has", "is", "tag", "lang", "after", "before")
OFFERED_IN = {
    "es": ("en", "principio", "sector", "de", "con", "es", "etiqueta", "idioma", "desde", "hasta"),
}

_LAST = re.compile(r'(?:^|\s)(?P<typed>(?P<minus>-?)(?P<field>[^\W\d_]+)(?::(?P<value>"[^"]*|\S*))?)$')


def completions(said: str, known: Choices, viewer: Any) -> tuple[list[dict[str, str]], bool]:
    """What may stand in the place of what was `typed`, and whether nothing but that is meant, because it is a filter."""
    match = _LAST.search(said)
    if match is None:
        return [], False
    if match["value"] is None:
        begun = fold(match["field"])
        known_as = OFFERED_IN.get((get_language() or "")[:2], OFFERED)
        names = [name for name in known_as if len(begun) >= SHORTEST and name.startswith(begun)]
        return [_one(match, f"{name}:", HEADINGS.get(FIELDS[name], "")) for name in names], False
    dimension = FIELDS.get(fold(match["field"]))
    if dimension is None:
        return [], False
    found = islice(values(dimension, match["value"].strip('"'), known, viewer), MOST)
    offered = [_one(match, f"{match['field']}:{_quoted(value)} ", name) for value, name in found]
    return [one for one in offered if one["title"] != one["typed"]], True


def values(dimension: str, begun: str, known: Choices, viewer: Any) -> Iterator[tuple[str, str]]:
    """(value, its name) of a filter, as far as somebody has typed it."""
    if dimension == "by":
        for label in labels_of(viewer, [begun], MOST) if begun else ():
            yield label.partition('"')[0].strip(), ""  # the box knows no quotes within quotes
        return
    begun = fold(begun)
    if dimension == "kind" and TALK.startswith(begun):
        yield TALK, named(dimension, TALK, known)
    for slug, choice in known.get(dimension, {}).items():
        names = [
            slug,
            choice.name,
            *(also for also, meant in ALSO.items() if (dimension, meant) == ("kind", slug)),
        ]
        if any(fold(name).startswith(begun) for name in names):
            yield slug, choice.name


def _one(match: re.Match, text: str, beside: Any) -> dict[str, str]:
    return {
        "typed": match["typed"],
        "text": f"{match['minus']}{text}",
        "title": f"{match['minus']}{text}".strip(),
        "beside": str(beside),
    }


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
