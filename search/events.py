"""Facts about searches that members keep."""

from dataclasses import dataclass

from cop.core.events import Event


@dataclass(frozen=True)
class SearchesFound(Event):
    """Something new fits searches that one member kept: a find for each of them."""

    find_ids: tuple[int, ...]
