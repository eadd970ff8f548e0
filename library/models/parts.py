"""What the page of a guide shows: its sections, and what its reader keeps."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from wagtail.blocks import StreamValue

VOICES = {"quote", "quotation"}  # they stand beside what they speak of


@dataclass
class Part:
    """One section of a guide, with the voices from practice that stand beside it."""

    block: StreamValue.StreamChild
    voices: list[StreamValue.StreamChild] = field(default_factory=list)

    @property
    def heading(self):
        """The name of the section; none for a picture or a voice, which go on with what was said."""
        kind = self.block.block_type
        if kind in {"picture", *VOICES}:
            return ""
        if kind == "text":
            return self.block.value["heading"]
        if kind == "checklist" and self.block.value["title"]:
            return self.block.value["title"]
        return self.block.block.label


def in_parts(body, quotations):
    """The sections in order; a quote that follows one stands beside it. Of words from conversations those of
    `quotations`; the place of others, and of what names nothing that is there, is as if it were not there."""
    parts: list[Part] = []
    for block in body:
        if block.block_type == "quotation" and block.value["said"] not in quotations:
            continue
        if not block.block.is_there(block.value):
            continue
        if block.block_type in VOICES and parts:
            parts[-1].voices.append(block)
        else:
            parts.append(Part(block))
    return parts


class Own(NamedTuple):
    """What one reader keeps of a guide for themselves, as in `Reading`."""

    ticked: list[str] | tuple[()] = ()
    version: int | None = None
    kept_at: datetime | None = None
    note: str = ""
    folder: str | None = ""


#: Where each of these stands.
OWN = ("ticked", "version", "kept_at", "note", "folder__name")
