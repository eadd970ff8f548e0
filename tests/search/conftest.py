"""Each test of behaviour runs once for each engine that is there."""

import pytest
from django.contrib.auth.models import AnonymousUser

from search.engines import ElasticsearchEngine, circuit
from search.services import rebuilding


@pytest.fixture(
    params=["database", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)],
)
def engine(request, settings, db):
    """The engine that answers. Elasticsearch gets indices of its own, which go with the test."""
    circuit.close()
    if request.param == "database":
        settings.ELASTICSEARCH_URL = ""
        yield "database"
        return
    yield from elasticsearch(settings)


@pytest.fixture
def elastic(settings, db):
    """Elasticsearch itself."""
    yield from elasticsearch(settings)


@pytest.fixture
def database_only(settings):
    settings.ELASTICSEARCH_URL = ""


@pytest.fixture
def visitor():
    return AnonymousUser()


def elasticsearch(settings):
    settings.ELASTICSEARCH_PREFIX = f"{settings.ELASTICSEARCH_PREFIX}-search"
    there = ElasticsearchEngine()
    for name in there.all_indices():
        there.drop(name)
    rebuilding.rebuild_copy(there)
    circuit.close()
    yield "elasticsearch"
    for name in there.all_indices():
        there.drop(name)
    circuit.close()
