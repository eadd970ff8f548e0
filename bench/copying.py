"""The entries of DATABASE_URL copied into an index of ELASTICSEARCH_URL, and how fast: `python -m bench.copying`.

Then the client's own bulk helper writes some of them, made into documents beforehand, into an index of the same fields,
over one line to the server. Prints JSON.
"""

import json
import time
from itertools import islice

import django

django.setup()

# These import models, which exist only now.
from elasticsearch.helpers import streaming_bulk  # noqa: E402

from bench.running import resident  # noqa: E402
from search.engines import remote  # noqa: E402
from search.engines.mapping import described  # noqa: E402
from search.models import SearchEntry  # noqa: E402
from search.services import rebuilding  # noqa: E402

SAMPLE, WARM = 40_000, 10_000  # documents


def raw(engine):
    """Documents a second, of finished ones."""
    actions = engine.actions(SearchEntry.objects.order_by("pk")[: WARM + SAMPLE])
    index = described("bench-raw", using=engine.client)
    index.settings(refresh_interval="-1")
    index.delete(ignore_unavailable=True)
    index.create()
    left = iter({"_index": "bench-raw", **action} for action in actions)
    try:
        for _ok in streaming_bulk(engine.client, islice(left, WARM), chunk_size=rebuilding.BATCH):
            pass
        started = time.perf_counter()
        for _ok in streaming_bulk(engine.client, left, chunk_size=rebuilding.BATCH):
            pass
        return (len(actions) - WARM) / (time.perf_counter() - started)
    finally:
        index.delete()


def main():
    engine, total = remote(), SearchEntry.objects.count()
    told, done = {"entries": total}, 0

    def reached(number):
        nonlocal done
        done += number
        if done >= total / 10 and "early" not in told:
            told["early"] = resident() // 2**20

    rebuilding.drop_unfinished(engine)
    started = time.perf_counter()
    rebuilding.rebuild_copy(engine, progress=reached)
    told |= {"rate": total / (time.perf_counter() - started), "late": resident() // 2**20}
    # So that the questions that follow meet no merging: what publishing began is waited for.
    engine.client.options(request_timeout=1800).indices.forcemerge(
        index=engine.read_alias, max_num_segments=1
    )
    print(json.dumps(told | {"raw": raw(engine)}))


if __name__ == "__main__":
    main()
