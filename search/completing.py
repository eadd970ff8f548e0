"""What the last part of the box may become, while somebody types it: the name of a filter, or one of its values."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from search.analysis import fold
from search.personal import labels_of
from search.query import FIELDS
from search.vocabulary import ALSO, HEADINGS, Choices

MOST = 8
SHORTEST = 2

#: As they are offered: one name of each filter.
OFFERED = ("in", "principle", "sector", "by", "has", "is", "tag", "lang", "after", "before")

_LAST = re.compile(r'(?:^|\s)(?P<typed>(?P<minus>-?)(?P<field>[^\W\d_]+)(?::(?P<value>"[^"]*|\S*))?)$')


def completions(said: str, known: Choices, viewer: Any) -> tuple[list[dict[str, str]], bool]:
    """What may stand in the place of what was `typed`, and whether nothing but that is meant, because it is a filter."""
    match = _LAST.search(said)
    if match is None:
        return [], False
    if match["value"] is None:
        begun = fold(match["field"])
        names = [name for name in OFFERED if len(begun) >= SHORTEST and name.startswith(begun)]
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
