"""What was measured, as a table and against what it must hold."""

from bench.asking import BARE, DEMO, GUIDE, PAGES, REPLY, REPLY_LONG, WRITES
from bench.measuring import ratio

FIRST, MIDDLE, LAST = (f"long thread, {which} page" for which in ("first", "middle", "last"))
QUERIES, DEEP, GROWN, BESIDE, AHEAD = 12, 1.3, 1.3, 1.5, 2.0
GROWS = ("thread list", FIRST, MIDDLE, LAST, "unread list", *WRITES)

#: The best of three forums (NodeBB 4.15, Misago 0.39, django-machina 1.3), signed in, one process, 100,000 posts, on a
#: machine of two cores: p50 in ms and requests a second of eight. The last page was measured of guests alone, replies
#: against Misago.
PEERS = {
    "thread list": (40.1, 35),
    FIRST: (42.6, 30),
    LAST: (30.3, 41),
    "search": (87, 15),
    REPLY: (48, None),
    REPLY_LONG: (54, None),
}
#: A bare guide page of about 1,270 words on that machine. Where ours is slower, the machine is, by about as much.
PEERS_BARE = (8.6, 126)
PEERS_POSTS = 100_000


def rows(corpora, times):
    for posts, (_port, found) in corpora.items():
        for name in (*PAGES, *WRITES):
            one = times[posts, name]
            yield {
                "posts": posts,
                "name": name,
                "p50_ms": round(one.p50, 1),
                "p95_ms": round(one.p95, 1),
                "per_second": round(one.rate, 1),
                "queries": found["queries"][name],
                "bytes": one.size,
                "to_bare": round(ratio(one.seconds, one.beside), 2),
            }


def table(found):
    lines = [
        f"{'posts':>9}  {'':<26}{'p50 ms':>8}{'p95 ms':>8}{'r/s of 8':>9}{'queries':>8}{'bytes':>8}{'× bare':>8}"
    ]
    for row in found:
        lines.append(
            "{posts:>9,}  {name:<26}{p50_ms:>8}{p95_ms:>8}{per_second:>9}{queries:>8}{bytes:>8}{to_bare:>8}".format(
                **row
            )
        )
    return "\n".join(lines)


def verdicts(corpora, times):
    """(what must hold, the figure, the limit, whether it holds)."""
    smallest, greatest = min(corpora), max(corpora)
    for posts, (_port, found) in corpora.items():
        ours = [name for name in PAGES if name not in (BARE, DEMO)]
        name, most = max(((name, found["queries"][name]) for name in ours), key=lambda pair: pair[1])
        yield f"{posts:,} posts: SQL queries of a page at most (most: {name})", most, QUERIES, most <= QUERIES
        deep = ratio(times[posts, MIDDLE].seconds, times[posts, FIRST].seconds)
        yield f"{posts:,} posts: the middle page to the first", deep, DEEP, deep <= DEEP
        for name in (FIRST, MIDDLE, LAST):
            beside = ratio(times[posts, name].seconds, times[posts, name].beside)
            yield f"{posts:,} posts: {name} to the bare guide", beside, BESIDE, beside <= BESIDE
        guide, demo = times[posts, GUIDE], times[posts, DEMO]
        beside = ratio(guide.seconds, demo.seconds)
        yield f"{posts:,} posts: a guide to a page of a demonstration site", beside, 1.0, beside <= 1.0
        beside = demo.rate / guide.rate
        yield f"{posts:,} posts: the same by requests a second", beside, 1.0, beside <= 1.0
    if greatest > smallest:
        for name in GROWS:
            grown = ratio(times[greatest, name].seconds, times[smallest, name].seconds)
            yield f"{name}: {greatest:,} posts to {smallest:,}", grown, GROWN, grown <= GROWN
    if PEERS_POSTS in corpora:
        yield from against_peers(times)


def against_peers(times):
    """Twice as fast as the best of them; as it is, and as it would be on a machine as fast as theirs."""
    slower = times[PEERS_POSTS, BARE].p50 / PEERS_BARE[0]
    fewer = PEERS_BARE[1] / max(times[PEERS_POSTS, BARE].rate, 0.1)
    for name, (p50, rate) in PEERS.items():
        one, most = times[PEERS_POSTS, name], p50 / AHEAD
        yield f"{name}: p50 in ms to half of a peer's", one.p50, most, one.p50 <= most
        yield f"{name}: the same at the peers' speed", one.p50 / slower, most, one.p50 / slower <= most
        if rate:
            yield f"{name}: r/s to twice a peer's", one.rate, rate * AHEAD, one.rate >= rate * AHEAD
            yield (
                f"{name}: the same at the peers' speed",
                one.rate * fewer,
                rate * AHEAD,
                one.rate * fewer >= rate * AHEAD,
            )


def told(found):
    lines = []
    for what, figure, limit, holds in found:
        lines.append(f"{'held' if holds else 'NOT HELD':>9}  {what:<64}{figure:>9.2f}  limit {limit:g}")
    return "\n".join(lines)
