"""`make bench`: corpora, the pages of one served process, and what must hold.

    make bench                                   # 10,000, 100,000 and 1,000,000 posts, then the live part
    make bench POSTS=10000 ROUNDS=20 LIVE=       # a short form

The corpora are made once (a million posts take half an hour) and kept, see bench.databases. Needs PostgreSQL
(BENCH_DATABASE_URL) and Redis (BENCH_REDIS_URL); search is measured with Elasticsearch too where BENCH_ELASTICSEARCH_URL
names one. What is found is also written to var/bench/.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import ExitStack

from bench import checker, report, searching
from bench.asking import read
from bench.databases import Databases
from bench.measuring import run
from bench.running import ROOT, SCRATCH, manage, prepared, resident, served


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", default="10000,100000,1000000", help="sizes of corpora, parted by commas")
    parser.add_argument("--rounds", type=int, default=60, help="requests of each page with one connection")
    parser.add_argument(
        "--live", default="1000,2000", help="numbers of sockets; empty: without the live part"
    )
    parser.add_argument("--anew", action="store_true", help="make the corpora again")
    return parser.parse_args()


def main():
    options, variables = parsed(), prepared()
    sizes = [int(part) for part in options.posts.split(",")]
    manage(
        variables | {"DATABASE_URL": "sqlite:///:memory:"}, "collectstatic", "--noinput", "--verbosity", "0"
    )
    databases = Databases(variables)
    addresses = {posts: databases.ensure(posts, anew=options.anew) for posts in sizes}
    with ExitStack() as stack:
        corpora, processes = {}, {}
        for posts, address in addresses.items():
            own = variables | {"DATABASE_URL": address}
            found = read(manage(own, "-m", "bench.scene"))
            port, processes[posts] = stack.enter_context(served(own))
            corpora[posts] = (port, found)
        times = run(corpora, options.rounds)
        memory = {posts: resident(process.pid) for posts, process in processes.items()}
    rows, verdicts = list(report.rows(corpora, times)), list(report.verdicts(corpora, times))
    print(report.table(rows), report.told(verdicts), sep="\n\n", flush=True)
    for posts, size in memory.items():
        print(f"{posts:>9,}  memory of the process {size // 2**20} MB")
    check = checker.measured()
    print(checker.told(check), flush=True)
    kept = {
        "checker": check,
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "at": time.strftime("%Y-%m-%d %H:%M:%S"),
        "rows": rows,
        "verdicts": [list(one) for one in verdicts],
        "memory": memory,
        "statements": {posts: found["statements"] for posts, (_port, found) in corpora.items()},
    }
    lines, held = searching.run(max(sizes), databases, variables)
    print(*lines, report.told(held), sep="\n", flush=True)
    kept["searching"] = {"lines": lines, "verdicts": [list(one) for one in held]}
    (SCRATCH / "pages.json").write_text(json.dumps(kept, indent=1))
    if options.live:
        live(databases, variables, options.live)


def live(databases, variables, readers):
    """The live part is a program of its own, in a database of its own."""
    own = variables | {"DATABASE_URL": databases.empty("live"), "BASE_URL": "http://localhost"}
    subprocess.run([sys.executable, "-m", "bench.live", "--readers", readers], cwd=ROOT, env=own, check=True)


if __name__ == "__main__":
    main()
