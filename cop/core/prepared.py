"""Questions whose SQL is written once: for a few rows Django takes longer to write one than the database to answer it.

    def cards(kind, *, member):
        return Card.objects.filter(kind=kind, member=member).select_related("shelf")

    cards_of = Prepared(cards)
    cards_of("lent", member=viewer.pk)  # a list of Cards

What is given by name becomes a parameter of the SQL: a whole number, a string, a UUID, or a tuple of such; the function
may hand it to a filter and do nothing else with it. What is given by place shapes the question, which is
written anew for each shape. The function must not read the clock or anything else that changes. That is seen to: it
is called twice for a shape, and where more than the parameters differs `Unsteady` is raised.
"""

from collections.abc import Callable, Iterator
from copy import copy
from itertools import count
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

SHAPES = 256  # of one question, kept by a process
FIRST = 1_900_000_000  # stands for a number while the SQL is written: small enough for every column, and met nowhere


class Unsteady(TypeError):
    """The SQL depends on more than the shape and the parameters."""


class Written(NamedTuple):
    """`holes`: by place of a parameter (name, place within a tuple)."""

    queryset: QuerySet[Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    holes: dict[int, tuple[str, int]]


class Prepared:
    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self._build = build
        self._kept: dict[Any, Written | None] = {}

    def __call__(self, *shape: Any, **given: Any) -> list[Any]:
        """The rows."""
        values = {name: value if isinstance(value, tuple) else (value,) for name, value in given.items()}
        key = (shape, tuple(map(len, values.values())))
        try:
            written = self._kept[key]
        except KeyError:
            written = self._write(shape, given)
            if len(self._kept) >= SHAPES:
                self._kept.clear()
            self._kept[key] = written
        return [] if written is None else _rows(written, values)

    def _write(self, shape: Any, given: dict[str, Any]) -> Written | None:
        first, again = (
            self._compiled(shape, given, number) for number in (count(FIRST), count(FIRST + 10_000))
        )
        if first is None or again is None:
            return None
        if (first.sql, first.holes) != (again.sql, again.holes) or any(
            one != other
            for place, (one, other) in enumerate(zip(first.params, again.params, strict=True))
            if place not in first.holes
        ):
            raise Unsteady(f"{self._build.__qualname__}{shape}")
        return first

    def _compiled(self, shape: Any, given: dict[str, Any], numbers: Iterator[int]) -> Written | None:
        places: dict[Any, tuple[str, int]] = {}

        def stands_for(name: str, place: int, value: Any) -> Any:
            number = next(numbers)
            mark: Any = number if isinstance(value, int) else f"\x01{number}"
            if isinstance(value, UUID):
                mark = UUID(int=number)
                places[mark.hex] = (name, place)  # where the database has no type for it
            places[mark] = (name, place)
            return mark

        marks: dict[str, Any] = {}
        for name, value in given.items():
            if isinstance(value, tuple):
                marks[name] = tuple(stands_for(name, place, one) for place, one in enumerate(value))
            else:
                marks[name] = stands_for(name, 0, value)
        queryset = self._build(*shape, **marks)
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        params = tuple(params)
        holes = {
            at: places[one]
            for at, one in enumerate(params)
            if isinstance(one, int | str | UUID) and one in places
        }
        return Written(queryset, compiler, sql, params, holes)


def _rows(written: Written, values: dict[str, tuple[Any, ...]]) -> list[Any]:
    params = list(written.params)
    for at, (name, place) in written.holes.items():
        params[at] = _like(params[at], values[name][place])
    # A compiler belongs to a connection, and so to a thread.
    compiler = copy(written.compiler)
    compiler.connection = connections[compiler.using]
    compiler.as_sql = lambda: (written.sql, tuple(params))
    rows: Any = written.queryset._iterable_class
    return list(rows(_Asked(written.queryset, compiler)))


def _like(mark: Any, value: Any) -> Any:
    """The value as the driver wants it, which has types of its own for numbers."""
    if isinstance(value, UUID):
        return value if isinstance(mark, UUID) else value.hex
    return type(mark)(value)


class _Asked:
    """What Django's iterables want of a queryset and of its query."""

    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, queryset: QuerySet[Any], compiler: Any) -> None:
        self.db, self.model, self._compiler = queryset.db, queryset.model, compiler

    @property
    def query(self) -> "_Asked":
        return self

    def get_compiler(self, using: str) -> Any:
        return self._compiler
