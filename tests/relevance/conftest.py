"""The engines, as in tests/search."""

from tests.search.conftest import engine

__all__ = ["engine"]
