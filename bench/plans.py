"""How the database answers each query behind the pages: `python -m bench.plans --posts 1000000`.

Every question and change of each page and write is explained with the rows that were read and the blocks that were looked at, and
undone. The ones that read most come first; the plans are written to var/bench/plans.txt.
"""

import argparse
import json

import psycopg

from bench.asking import read
from bench.databases import Databases
from bench.running import SCRATCH, manage, prepared

SHOWN = 25


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=1_000_000)
    return parser.parse_args()


def explained(connection, statement):
    """(blocks, rows, milliseconds, plan as text); None for new rows, which are written once only."""
    if not statement.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "(SELECT")):
        return None
    with connection.transaction(force_rollback=True):
        # Once to have everything in memory, as it is on a page that is often asked for.
        connection.execute(f"EXPLAIN (ANALYZE) {statement}")
    with connection.transaction(force_rollback=True):
        lines = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS) {statement}").fetchall()
    with connection.transaction(force_rollback=True):
        plan = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}").fetchone()[0][0]
    root = plan["Plan"]
    blocks = root["Shared Hit Blocks"] + root["Shared Read Blocks"]
    return blocks, rows_of(root), plan["Execution Time"], "\n".join(line for (line,) in lines)


def rows_of(node):
    """Rows that the leaves of a plan gave or threw away, over all their loops."""
    below = node.get("Plans", ())
    own = 0 if below else node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return own * node["Actual Loops"] + sum(map(rows_of, below))


def main():
    posts, variables = parsed().posts, prepared()
    address = Databases(variables).ensure(posts)
    found = read(manage(variables | {"DATABASE_URL": address}, "-m", "bench.scene"))
    seen = {}
    with psycopg.connect(address, options="-c jit=off -c max_parallel_workers_per_gather=0") as connection:
        for name, statements in found["statements"].items():
            for statement in statements:
                if (told := explained(connection, statement)) is not None:
                    seen.setdefault(statement, (*told, name))
    ordered = sorted(seen.items(), key=lambda pair: -pair[1][0])
    for statement, (blocks, rows, took, _plan, name) in ordered[:SHOWN]:
        print(f"{blocks:>8} blocks {rows:>8.0f} rows {took:>8.2f} ms  {name:<26} {statement[:90]}")
    text = [f"-- {one[4]}: {json.dumps(one[:3])}\n{statement}\n{one[3]}\n" for statement, one in ordered]
    (SCRATCH / "plans.txt").write_text("\n".join(text))


if __name__ == "__main__":
    main()
