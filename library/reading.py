"""What a stream of blocks holds, read from its stored form: no chooser is asked, so it costs no query."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.fields import StreamValue

from cop.core.text import plain

PACE = 200  # words a minute


def minutes(stream: StreamValue, *more: str) -> int:
    """How long a stream and further texts take to read, at least one minute."""
    words = sum(len(text.split()) for text in (*texts(stream.stream_block, stream.raw_data), *more))
    return max(1, -(-words // PACE))


def texts(block: Any, raw: Any) -> Iterator[str]:
    """The words for people of a block's stored value, without markup, keys and addresses."""
    if isinstance(block, StreamBlock):
        for child in raw or ():
            if child["type"] in block.child_blocks:
                yield from texts(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, ListBlock):
        for child in raw or ():
            yield from texts(block.child_block, item(child))
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            yield from texts(child, (raw or {}).get(name))
    elif isinstance(block, RichTextBlock):
        yield plain(getattr(raw, "source", raw) or "")
    elif isinstance(block, CharBlock | TextBlock):
        yield raw or ""


def chosen(stream: StreamValue) -> dict[str, list[int]]:
    """The keys that choosers hold, however deep, by the name of the chooser or of a list of choosers."""
    found: dict[str, list[int]] = defaultdict(list)
    _gather(list(stream.raw_data), found)
    return found


def _gather(raw: Any, found: dict[str, list[int]]) -> None:
    if isinstance(raw, list):
        for each in raw:
            _gather(each, found)
    elif isinstance(raw, dict):
        for name, value in raw.items():
            if isinstance(value, int):
                found[name].append(value)
            elif isinstance(value, list):
                found[name] += [one for one in map(item, value) if isinstance(one, int)]
            _gather(value, found)


def ticked_now(before: list[str], present: set[str], shown: list[str], ticked: list[str]) -> list[str]:
    """Which of the lines that are `present` a reader has ticked: of the `shown` ones those that are `ticked` now, of others
    what was `before`."""
    asked = present & set(shown)
    return sorted((set(before) & present) - asked | (asked & set(ticked)))


def sources(stream: StreamValue) -> list[str]:
    """The addresses of what its parts say that something is known from."""
    found = (
        block["value"].get("sources") or () for block in stream.raw_data if block["type"] == "why_it_matters"
    )
    return [source["url"] for each in found for source in map(item, each) if source.get("url")]


def lines(stream: StreamValue, kind: str) -> set[str]:
    """The identities of the lines of every list of that kind."""
    found = (block["value"].get("lines") or () for block in stream.raw_data if block["type"] == kind)
    return {str(line["id"]) for each in found for line in each if isinstance(line, dict) and line.get("id")}


def bare(raw: Any) -> Any:
    """A stored value as far as readers could tell it from another: without what is empty (a field that came later),
    identities of lines, and the form around a picture of which only the picture is known."""
    if isinstance(raw, list):
        return [bare(item(each)) for each in raw]
    if not isinstance(raw, dict):
        return raw
    kept = {key: value for key, each in raw.items() if (value := bare(each)) not in (None, "", False, [], {})}
    return kept["image"] if kept.keys() == {"image"} else kept


def item(child: Any) -> Any:
    """The value of an entry of a list, which once was stored without its identity."""
    return child["value"] if isinstance(child, dict) and {"type", "value"} <= child.keys() else child
