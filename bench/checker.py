"""How long the check of a text takes: the passages of the tests, one after the other, on one core.

    python -m bench.checker

Also what it costs before the first text: reading the table of words.
"""

import json
import time
from pathlib import Path

from safeguards.identifiers import find

PASSAGES = Path(__file__).parent.parent / "tests" / "safeguards" / "passages"


def measured() -> dict[str, float]:
    """Milliseconds: of the first text with the reading of the table, then the median and 95th percentile of others."""
    texts = [
        json.loads(line)["text"]
        for path in sorted(PASSAGES.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    times = []
    for text in texts[:1] + texts:
        started = time.perf_counter()
        find(text)
        times.append((time.perf_counter() - started) * 1000)
    first, others = times[0], sorted(times[1:])
    return {
        "first": first,
        "median": others[len(others) // 2],
        "p95": others[int(len(others) * 0.95)],
        "passages": len(texts),
    }


def told(found: dict[str, float]) -> str:
    return (
        f"Checking a text for identifiers: the first {found['first']:.0f} ms with reading the words, then median "
        f"{found['median']:.1f} ms, 95th percentile {found['p95']:.1f} ms ({found['passages']} passages)"
    )


if __name__ == "__main__":
    print(told(measured()))
