"""Streams as they lie in the database and in revisions, also where something wrote into them what no editor would."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.images.blocks import ImageBlock

from library.reading import item

WORDS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock, blocks.URLBlock, blocks.ChoiceBlock)


class Parts(blocks.StreamBlock):
    """Parts that are stored in a shape that is not theirs are left out, so that all others open. `left_out`, of what it makes:
    how many. They stay where they are stored, and in the revisions before the next."""

    def to_python(self, value):
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except ValueError:
                found = super().to_python(value)
                found.left_out = 1
                return found
        if isinstance(value, StreamValue):
            return value
        is_several = isinstance(value, Sequence) and not isinstance(value, str)
        stored = list(value) if is_several else [value] if value else []
        if stored and isinstance(stored[0], tuple | StreamValue.StreamChild):  # as code writes them
            return super().to_python(stored)
        kept = [
            {**child, "id": _identity(child, place)}
            for place, child in enumerate(stored)
            if _is_child(child) and child["type"] in self.child_blocks and _fits_child(self, child)
        ]
        found = super().to_python(kept)
        found.left_out = len(stored) - len(kept)
        return found


def fits(block: Any, raw: Any) -> bool:
    """Whether a stored value has the shape of what a block stores."""
    if isinstance(block, ImageBlock) and (raw is None or _is_key(raw)):
        return True  # an image was once stored alone
    if isinstance(block, blocks.StreamBlock):
        return isinstance(raw, list) and all(_is_child(child) and _fits_child(block, child) for child in raw)
    if isinstance(block, blocks.ListBlock):
        return isinstance(raw, list) and all(fits(block.child_block, item(child)) for child in raw)
    if isinstance(block, blocks.StructBlock):
        return isinstance(raw, dict) and all(
            fits(child, raw[name]) for name, child in block.child_blocks.items() if name in raw
        )
    if isinstance(block, blocks.ChooserBlock):
        return raw is None or _is_key(raw)
    if isinstance(block, WORDS):
        return raw is None or isinstance(raw, str)
    return not isinstance(raw, list | dict)


def _is_child(child: Any) -> bool:
    return isinstance(child, dict) and isinstance(child.get("type"), str) and "value" in child


def _fits_child(stream: blocks.StreamBlock, child: dict[str, Any]) -> bool:
    known = stream.child_blocks.get(child["type"])
    return known is None or fits(known, child["value"])


def _is_key(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool)


def _identity(child: dict[str, Any], place: int) -> str:
    """Its own, if that is one; else the same at each reading."""
    own = str(child.get("id") or "")
    try:
        UUID(own)
    except ValueError:
        return str(uuid5(NAMESPACE_OID, f"{place} {own}"))
    return own
