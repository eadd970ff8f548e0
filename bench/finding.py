"""One client of `bench.searching`: `python -m bench.finding`, with DATABASE_URL, and ELASTICSEARCH_URL where that is measured.

Waits for a line on standard input once it is warm, then asks every judged query in an order of its own, as a member;
prints JSON: milliseconds of each question by what was asked, and of the engine behind it; `elsewhere`: how many the other
engine answered.
"""

import csv
import json
import random
import sys
import time
from contextlib import contextmanager

import django

django.setup()

# These import models, which exist only now.
from django.conf import settings  # noqa: E402
from django.http import QueryDict  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from elastic_transport import Transport  # noqa: E402

from bench.running import ROOT  # noqa: E402
from search import results, runs  # noqa: E402
from search.engines import DatabaseEngine, circuit  # noqa: E402

JUDGED = ROOT / "tests/relevance/judged.tsv"
WARM = 12
#: What the engine is: the request to Elasticsearch, and all that the database's own search does.
ENGINES = {"elasticsearch": (Transport, "perform_request"), "database": (DatabaseEngine, "search")}


def questions():
    with JUDGED.open(encoding="utf-8") as lines:
        return [row["query"] for row in csv.DictReader(lines, delimiter="\t")]


@contextmanager
def timed(owner, name):
    """A list that holds one number, the seconds spent in a method while this is open."""
    real, spent = getattr(owner, name), [0.0]

    def counting(*args, **kwargs):
        started = time.perf_counter()
        try:
            return real(*args, **kwargs)
        finally:
            spent[0] += time.perf_counter() - started

    setattr(owner, name, counting)
    try:
        yield spent
    finally:
        setattr(owner, name, real)


def found(member, said, engine):
    """Milliseconds of one search, of the engine within it, and whether that one answered."""
    params = QueryDict(mutable=True)
    params["q"] = said
    with timed(*ENGINES[engine]) as spent:
        started = time.perf_counter()
        answer = results.search(member, params, language=settings.LANGUAGE_CODE)
        took = time.perf_counter() - started
    return 1000 * took, 1000 * spent[0], answer.results.engine == engine


def asked(client, name, said):
    """Milliseconds of one request."""
    started = time.perf_counter()
    answer = client.get(reverse(name), {"q": said})
    took = time.perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{name} {said!r}: {answer.status_code}")
    return 1000 * took


def main():
    engine = "elasticsearch" if settings.ELASTICSEARCH_URL else "database"
    member, said = runs.member_who_reads_most(), questions()
    client = Client(SERVER_NAME="127.0.0.1", secure=True)
    client.force_login(member, backend=settings.AUTHENTICATION_BACKENDS[0])
    for one in said[:WARM]:
        circuit.close()  # a server that just came up may be too slow for its first questions
        found(member, one, engine)
        asked(client, "search:search", one)
        asked(client, "search:suggestions", one)
    print("ready", flush=True)
    sys.stdin.readline()
    random.shuffle(said)
    took, behind, there = zip(*(found(member, one, engine) for one in said), strict=True)
    told = {"search": took, "engine": behind, "elsewhere": [there.count(False)]}
    told["page"] = [asked(client, "search:search", one) for one in said]
    begun = [one[: random.randint(3, min(len(one), 12))] for one in said]
    told["suggestions"] = [asked(client, "search:suggestions", one) for one in begun]
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
