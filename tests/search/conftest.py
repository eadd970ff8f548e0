"""Each test of behaviour runs once for each engine that is there."""

import pytest
from django.contrib.auth.models import AnonymousUser

from search.engines import circuit
from search.engines.elasticsearch import ElasticsearchEngine
from search.services import rebuilding

_built: set[str] = set()


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


@pytest.fixture
def rebuilt(settings, db):
    """Elasticsearch with indices of this test's own, for what changes indices."""
    settings.ELASTICSEARCH_PREFIX = f"{settings.ELASTICSEARCH_PREFIX}-rebuilt"
    there = ElasticsearchEngine()
    drop_all(there)
    rebuilding.rebuild_copy(there)
    circuit.close()
    yield there
    drop_all(there)
    circuit.close()


def elasticsearch(settings):
    """An index that all tests share, empty for each."""
    settings.ELASTICSEARCH_PREFIX = f"{settings.ELASTICSEARCH_PREFIX}-search"
    there = ElasticsearchEngine()
    if there.family not in _built:
        drop_all(there)
        rebuilding.rebuild_copy(there)
        _built.add(there.family)
    there.refresh()  # what is not searchable yet would stay
    there.client.delete_by_query(index=there.write_alias, query={"match_all": {}}, refresh=True)
    # What is deleted counts in how rare a word is until it is merged away.
    there.client.indices.forcemerge(index=there.write_alias, only_expunge_deletes=True)
    circuit.close()
    yield there
    circuit.close()


def drop_all(there):
    for name in there.all_indices():
        there.drop(name)
