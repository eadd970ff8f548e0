"""Which engine answers: Elasticsearch where it is set up and alive, else the database."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import EngineDown, Hit, IndexMissing, QuestionRefused, Results
from search.engines.database import DatabaseEngine

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Loaded only where there is one: its client takes a second and 20 MB of every process.
ELASTICSEARCH = "search.engines.elasticsearch.ElasticsearchEngine"
PAUSE = 20.0  # seconds for which an engine that failed is not asked again

database = DatabaseEngine()


def remote() -> "ElasticsearchEngine | None":
    """Elasticsearch, where an installation has it."""
    if not settings.ELASTICSEARCH_URL:
        return None
    return cast("ElasticsearchEngine", import_string(ELASTICSEARCH)())


def named(name: str) -> Any:
    """The engine of this name; None for Elasticsearch where there is none."""
    return database if name == database.name else remote()


class Circuit:
    """Opens when the engine behind it fails, and lets one question through again after a pause."""

    def __init__(self) -> None:
        self.closed_from = 0.0

    def is_open(self) -> bool:
        return monotonic() < self.closed_from

    def lets_through(self) -> bool:
        """Whether this question may go to the engine. After the pause one tries, and the others wait for how it goes."""
        if self.is_open():
            return False
        if self.closed_from:
            self.open()
        return True

    def open(self) -> None:
        self.closed_from = monotonic() + PAUSE

    def close(self) -> None:
        self.closed_from = 0.0


circuit = Circuit()


def ask(question: Callable[[Any], T]) -> T:
    """The answer of the best engine that is alive: `ask(lambda engine: engine.search(query))`."""
    engine = remote()
    if engine is not None and circuit.lets_through():
        try:
            answer = question(engine)
        except EngineDown as error:
            log.warning("search: the database answers for Elasticsearch: %s", error)
            circuit.open()
        except QuestionRefused as error:
            log.error("search: Elasticsearch refused a question, the database answers it: %s", error)
            circuit.close()
        else:
            circuit.close()
            return answer
    return question(database)


__all__ = [
    "DatabaseEngine",
    "EngineDown",
    "Hit",
    "IndexMissing",
    "QuestionRefused",
    "Results",
    "ask",
    "circuit",
    "database",
    "named",
    "remote",
]
