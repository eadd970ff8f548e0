"""Search at the size of a corpus: `python -m bench.searching --posts 1000000`, and the last part of `make bench`.

Every judged query is asked of the database, and where BENCH_ELASTICSEARCH_URL names a server of Elasticsearch, with
which the corpus is copied into an index first, by one client and by four at the same time, each a process of its own.
`search` is what answers a question: reading it, the engine, reading the rows again under the member's permissions, and
cutting passages. `own share` is that without the engine's time. Pages and suggestions are whole requests.
"""

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from bench import report
from bench.databases import Databases
from bench.running import ROOT, manage, prepared

CLIENTS = 4
PREFIX = "bench"
#: Milliseconds: the 95th percentile of four clients, and the median of the platform's own share with one.
P95 = {"database": 400, "elasticsearch": 150}
SHARE, SUGGESTIONS = 15, 100
FAST, OF_RAW = (
    5000,
    0.6,
)  # entries a second; or of what the client's own bulk helper writes of finished documents


def measured(variables, clients):
    """What every client told, one list of milliseconds for each thing asked, while all ask at once."""
    command = [sys.executable, "-m", "bench.finding"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, cwd=ROOT, env=variables, **pipes) for _n in range(clients)]
    for process in processes:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("a client did not come up")
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    with ThreadPoolExecutor(clients) as pool:
        told = [json.loads(out) for out, _err in pool.map(subprocess.Popen.communicate, processes)]
    return {name: [one for each in told for one in each[name]] for name in told[0]}


def p95(times):
    return sorted(times)[int(len(times) * 0.95)]


def copied(variables):
    """The corpus as an index of Elasticsearch, beside what its own bulk helper writes: (entries a second, raw, MB of memory
    after a tenth and at the end)."""
    return json.loads(manage(variables, "-m", "bench.copying").strip().splitlines()[-1])


def run(posts, databases, variables):
    """(lines to print, verdicts as `bench.report` has them)."""
    address, server = databases.ensure(posts), os.environ.get("BENCH_ELASTICSEARCH_URL", "")
    engines = {"database": variables | {"DATABASE_URL": address}}
    lines, verdicts = [], []
    if server:
        own = engines["database"] | {"ELASTICSEARCH_URL": server, "ELASTICSEARCH_PREFIX": PREFIX}
        engines["elasticsearch"] = own
        copy = copied(own)
        lines.append(
            f"{copy['entries']:,} entries copied at {copy['rate']:,.0f} a second; the bulk helper alone, with documents "
            f"that are finished, {copy['raw']:,.0f}; memory {copy['early']} MB after a tenth, {copy['late']} MB at the end"
        )
        wanted = min(FAST, OF_RAW * copy["raw"])
        verdicts.append(
            ("entries a second into Elasticsearch, of what is wanted", wanted / copy["rate"], 1.0)
        )
        verdicts.append(("memory of the copying, end to beginning", copy["late"] / copy["early"], 1.2))
    for engine, own in engines.items():
        alone, together = measured(own, 1), measured(own, CLIENTS)
        share = [took - behind for took, behind in zip(alone["search"], alone["engine"], strict=True)]
        lines.append(f"{engine}, {posts:,} posts; ms          one client   p95    {CLIENTS} clients   p95")
        for name in ("search", "engine", "page", "suggestions"):
            one, four = alone[name], together[name]
            lines.append(
                f"  {name:<28}{median(one):>12.0f}{p95(one):>7.0f}{median(four):>11.0f}{p95(four):>7.0f}"
            )
        lines.append(f"  {'own share':<28}{median(share):>12.1f}{p95(share):>7.1f}")
        elsewhere = sum(alone["elsewhere"] + together["elsewhere"])
        verdicts += [
            (f"{engine}: questions that the other engine answered", elsewhere, 0),
            (f"{engine}: search of {CLIENTS} clients, p95 ms", p95(together["search"]), P95[engine]),
            (f"{engine}: own share of a search, ms", median(share), SHARE),
            (f"{engine}: suggestions of one client, p95 ms", p95(alone["suggestions"]), SUGGESTIONS),
        ]
    return lines, [(*one, one[1] <= one[2]) for one in verdicts]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1_000_000)
    variables = prepared()
    lines, verdicts = run(parser.parse_args().posts, Databases(variables), variables)
    print(*lines, report.told(verdicts), sep="\n")


if __name__ == "__main__":
    main()
