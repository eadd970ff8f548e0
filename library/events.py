"""Facts about what curators keep."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class GuideChanged(Event):
    """A guide was published, unpublished, moved or deleted; the row tells which."""

    page_id: int


@dataclass(frozen=True)
class ResourceChanged(Event):
    resource_id: int
