"""One line of a file, on its way in."""

from dataclasses import dataclass, field
from typing import Any

#: Columns of a file, in their order. Those that hold several values part them by semicolons.
COLUMNS = (
    "id", "title", "description", "kind", "publisher", "year", "language", "url", "principles", "sectors", "tags",
    "license", "cost", "evidence", "ages", "settings", "audience", "state",
)  # fmt: skip
SEVERAL = ("principles", "sectors", "tags")
#: The same, of words that a resource holds itself.
WORDS = ("ages", "settings")


@dataclass
class Line:
    """`number`: where it begins in the file, from 1. `raw`: as it stood there. `said`: text by column, of those that
    the file has: of others it says nothing.

    `problems`: why it cannot come in. `there`: the resource that it would double. `row`: what it would become, unsaved
    or changed; `changes`: names of what becomes otherwise of one that is there (`is_known`).
    """

    number: int
    raw: Any
    said: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    there: Any = None
    row: Any = None
    related: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    is_known: bool = False

    @property
    def title(self) -> str:
        return self.said.get("title", "")[:120]

    @property
    def is_new(self) -> bool:
        return self.row is not None and not self.is_known

    @property
    def is_changed(self) -> bool:
        return self.row is not None and self.is_known and bool(self.changes)

    @property
    def is_left(self) -> bool:
        """Whether it does not come in, and its author should know why."""
        return bool(self.problems) or self.there is not None


@dataclass
class Told:
    """What a file holds. `problems`: of the file as a whole."""

    form: str
    lines: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    written: int = 0

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.is_new]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.is_changed]

    @property
    def left(self) -> list[Line]:
        return [line for line in self.lines if line.is_left]

    @property
    def same(self) -> int:
        return len(self.lines) - len(self.new) - len(self.changed) - len(self.left)
