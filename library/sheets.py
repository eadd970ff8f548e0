"""A guide as a plain form: what members can write without the editor. The parts that have a plain form become lines; what they
send is put back into those parts, and every other part, adaptation and identity stays as it is.

A part is a stored block: {"type", "id", "value"}. A line is named by the identity of its block.
"""

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from cop.core.text import plain
from library.reading import item

STEPS = 5  # at most, of one part
NEW = ("why_it_matters", "try_this_week", "words_to_say", "watch_for", "discuss")  # what a new guide asks for
ONE_A_LINE = _("One a line.")

#: Kind of a part: where its words stand, whether they are rich, and how many characters they may have.
PROSE = {"why_it_matters": ("text", True, 4000), "text": ("text", True, 4000), "moment": ("text", False, 900)}
#: Kind of a part: where its list stands, how long a line of it may be, and how many there must be.
LISTS = {
    "words_to_say": ("sentences", 240, 1),
    "discuss": ("questions", 300, 1),
    "checklist": ("lines", 160, 2),
}
POINT = 120  # characters of the heading of a point, in the editor as here
DETAIL = 1500


@dataclass(frozen=True)
class Line:
    """A field. `part`: of its part; `heading`: what the part is called, at its first field. `most`: characters in all, or,
    `each` of a line."""

    name: str
    part: str
    label: Any
    text: str
    most: int
    heading: Any = ""
    help: Any = ""
    each: int = 0
    rows: int = 4
    one: bool = False


def empty():
    """The parts of a guide that nobody has written yet. They are named by their kinds, so that a form can be sent twice."""
    return [{"type": kind, "id": kind, "value": {}} for kind in NEW]


def lines_of(stream, parts):
    """What can be written of these parts, in their order."""
    found = []
    for part in parts:
        kind, value = part["type"], part["value"]
        if kind not in stream.child_blocks or not isinstance(value, dict):
            continue
        label = (
            value.get({"text": "heading", "checklist": "title"}.get(kind, ""))
            or stream.child_blocks[kind].label
        )
        found += _lines(kind, part["id"], value, label)
    return found


def _lines(kind, key, value, label):
    if kind in PROSE:
        name, rich, most = PROSE[kind]
        yield Line(f"{key}-text", key, label, _read(value.get(name) or "", rich), most, label, rows=6)
    elif kind in LISTS:
        name, each, _least = LISTS[kind]
        text = "\n".join(item(one) for one in value.get(name) or ())
        yield Line(f"{key}-lines", key, label, text, 4000, label, ONE_A_LINE, each)
    elif kind == "watch_for":
        points = [item(one) for one in value.get("points") or ()]
        text = "\n".join(_said(point) for point in points)
        yield Line(f"{key}-lines", key, label, text, 4000, label, ONE_A_LINE, 1000)
    elif kind == "try_this_week":
        steps = [item(one) for one in value.get("steps") or ()]
        shown = steps + [{}] * max(0, min(STEPS, max(3, len(steps) + 1)) - len(steps))
        for number, step in enumerate(shown, 1):
            title, how = _("Step %(n)d") % {"n": number}, _("How, in step %(n)d") % {"n": number}
            first = label if number == 1 else ""
            yield Line(f"{key}-{number}-step", key, title, step.get("title", ""), 120, first, one=True)
            yield Line(f"{key}-{number}-how", key, how, _read(step.get("detail", ""), True), DETAIL, rows=3)


def written(parts, given):
    """The parts with what was sent in the place of what it changes. `given`: by name of a line; one that is missing leaves its
    words as they are. Parts that are empty now are left out."""
    return [new for part in deepcopy(parts) if (new := _written(part, given)) is not None]


def _written(part, given):
    kind, key, value = part["type"], part["id"], part["value"]
    fresh = key in NEW
    if kind in PROSE and f"{key}-text" in given:
        name, rich, _most = PROSE[kind]
        text = given[f"{key}-text"].strip()
        if text != _read(value.get(name) or "", rich):
            value[name] = _rich(text) if rich else text
        kept = bool(text)
    elif kind in LISTS and f"{key}-lines" in given:
        name = LISTS[kind][0]
        value[name] = _same_lines(value.get(name) or (), given[f"{key}-lines"], str, str)
        kept = bool(value[name])
    elif kind == "watch_for" and f"{key}-lines" in given:
        value["points"] = _same_lines(value.get("points") or (), given[f"{key}-lines"], _said, _point)
        kept = bool(value["points"])
    elif kind == "try_this_week" and any(name.startswith(f"{key}-") for name in given):
        value["steps"] = _steps(key, value.get("steps") or (), given)
        kept = bool(value["steps"])
    else:
        kept = not fresh
    if not kept:
        return None
    return part | {"id": str(uuid4())} if fresh else part


def _same_lines(before, text, said, made):
    """A list of the lines of a text; one that stood there before stays the very same, with all that belongs to it."""
    there = {}
    for one in before:
        there.setdefault(said(item(one)), one)
    lines = (" ".join(line.removeprefix("- ").split()) for line in text.split("\n"))
    return [there.pop(line, None) or _entry(made(line)) for line in lines if line]


def _steps(key, before, given):
    steps = []
    for number in range(1, max(STEPS, len(before)) + 1):
        old = before[number - 1] if number <= len(before) else None
        was = item(old) if old is not None else {}
        title = given.get(f"{key}-{number}-step", was.get("title", ""))
        how = given.get(f"{key}-{number}-how", _read(was.get("detail", ""), True)).strip()
        if not (title or how):
            continue
        detail = was["detail"] if was and how == _read(was.get("detail", ""), True) else _rich(how)
        new = {"adaptations": [], **was, "title": title, "detail": detail}
        steps.append(old | {"value": new} if isinstance(old, dict) and "value" in old else _entry(new))
    return steps


def _entry(value):
    return {"type": "item", "id": str(uuid4()), "value": value}


def _said(point):
    """A point of "watch for" on one line: its heading is the first sentence."""
    text = " ".join(plain(point.get("text", "")).split())
    title = point.get("title", "")
    return f"{title}{'' if title[-1] in '.:!?…' else '.'} {text}".strip() if title else text


def _point(line):
    """A short first sentence becomes the heading, as in `services.guides`."""
    head, dot, rest = line.partition(". ")
    short = dot and rest and len(head) <= POINT // 2
    return {"title": head if short else "", "text": _rich(rest if short else line)}


def _read(text, rich):
    return re.sub(r"\n+", "\n\n", plain(text)) if rich else text


def _rich(text):
    return "".join(f"<p>{escape(' '.join(line.split()))}</p>" for line in text.split("\n") if line.strip())


def merged(base, newest, given):
    """What was sent, taken over to words that others changed meanwhile: what the writer left as it was follows theirs.

    `base`: lines that the writer began with, `newest`: as they are now. Answers what was sent, and the names of lines that both
    changed; what the writer changed in a part that is gone is in neither.
    """
    was = {line.name: line.text for line in base}
    now = {line.name: line.text for line in newest}
    taken, both = {}, []
    for name, text in now.items():
        sent = given.get(name, text)
        if sent == was.get(name, text):
            sent = text
        elif text not in (was.get(name, text), sent):
            both.append(name)
        taken[name] = sent
    return taken, both
