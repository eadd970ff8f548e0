"""How the question was read, part by part, each with the address without it."""

from collections.abc import Iterator
from dataclasses import replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from search import days
from search.asked import Asked
from search.box import without_part
from search.query import Part
from search.results import Answer
from search.vocabulary import HEADINGS, named


def chips(answer: Answer, params: QueryDict) -> list[dict[str, str]]:
    """`text` and `remove` of each part; none where there is nothing but words."""
    out = []
    text = answer.box.text
    words = [part for part in answer.box.parts if part.kind == "words"]
    if answer.within is not None:
        everywhere = params.copy()
        everywhere.pop("thread")
        said = _("in “%(title)s”") % {"title": answer.within.title}
        out.append({"text": said, "remove": f"?{everywhere.urlencode()}"})
    if words and len(words) < len(answer.box.parts) + len(answer.chosen):
        rest = text
        for part in reversed(words):
            rest = without_part(rest, part)
        out.append({"text": " ".join(part.value for part in words), "remove": _with(params, rest)})
    for part in answer.box.parts:
        if part.kind != "words":
            out.append({"text": _said(part, answer), "remove": _with(params, without_part(text, part))})
    for name, value, said in _chosen(answer, params):
        out.append({"text": said, "remove": _dropped(params, name, value)})
    everything = len(out) == 1 and out[0]["text"] == text
    return [] if everything else out


def said_of(this: Asked, params: QueryDict) -> list[str]:
    """What was chosen beside the box, in words."""
    return [said for _name, _value, said in _chosen(this, params)]


def _chosen(this: Asked | Answer, params: QueryDict) -> Iterator[tuple[str, str, str]]:
    for name, heading in HEADINGS.items():
        for value in dict.fromkeys(params.getlist(name)):
            if choice := this.known[name].get(value):
                yield name, value, f"{heading}: {choice.name}"


def _said(part: Part, answer: Answer) -> str:
    if part.kind == "phrase":
        return _("“%(words)s”, exactly") % {"words": part.value}
    if part.kind == "either":
        return _("one of %(words)s") % {"words": part.value}
    if part.kind.startswith("-"):
        return _("without %(words)s") % {"words": _said(replace(part, kind=part.kind[1:]), answer)}
    if part.kind == "without":
        return _("without %(words)s") % {"words": part.value}
    if part.kind == "after":
        return _("from %(date)s on") % {"date": days.said(part.value)}
    if part.kind == "before":
        return _("until %(date)s") % {"date": days.said(part.value)}
    if part.kind == "by":
        return _("by %(name)s") % {"name": part.value}
    if part.kind == "tag":
        return _("tag: %(tag)s") % {"tag": part.value}
    return f"{HEADINGS[part.kind]}: {named(part.kind, part.value, answer.known)}"


def _with(params: QueryDict, text: str) -> str:
    changed = params.copy()
    changed.pop("q", None)
    if text:
        changed["q"] = text
    return f"?{changed.urlencode()}"


def _dropped(params: QueryDict, name: str, value: str) -> str:
    changed = params.copy()
    changed.setlist(name, [one for one in changed.getlist(name) if one != value])
    return f"?{changed.urlencode()}"
