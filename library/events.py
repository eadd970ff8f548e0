"""Facts about what curators keep. The row tells what changed; after a deletion there is none."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class GuideChanged(Event):
    """A guide was published, unpublished, moved, deleted, or became open to others than before."""

    page_id: int


@dataclass(frozen=True)
class ResourceChanged(Event):
    """A resource was saved or deleted, or the file behind it is another, was read, or became open to others."""

    resource_id: int


@dataclass(frozen=True)
class DocumentChanged(Event):
    """A document was saved, perhaps with another file, or is to be read again."""

    document_id: int


@dataclass(frozen=True)
class PrincipleChanged(Event):
    """A principle or some of its pages changed: words, place, color, or who may read. `page_ids`: of those pages."""

    principle_id: int
    page_ids: tuple[int, ...]


@dataclass(frozen=True)
class CollectionChanged(Event):
    """A collection was published, unpublished, moved, deleted, or became open to others than before."""

    page_id: int


@dataclass(frozen=True)
class ReviewDue(Event):
    """A guide is to be read again soon, and whoever looks after it has not heard of it."""

    review_id: int


@dataclass(frozen=True)
class DraftWaits(Event):
    """A draft came to those who read it next: colleagues of sectors, or moderators."""

    state_id: int


@dataclass(frozen=True)
class DraftWentOn(Event):
    """Nobody is to read a draft there any more: it was approved, sent back or withdrawn."""

    state_id: int


@dataclass(frozen=True)
class DraftJudged(Event):
    """Changes to a draft are asked for, or it was approved as a whole, or put aside."""

    state_id: int
