"""A page of the web, read once while a curator waits: a few seconds, a few hundred kilobytes, and of nobody inside.

SECURITY: rules of `library.asking` hold for each step. Names are resolved, and pages read, by a few threads of their own, for
whom the request waits no longer than the deadline, however long a server of names takes.
"""

import http.client
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from functools import partial
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

from library import doi
from library.asking import GONE, Barred, Place, answered, followed

DEADLINE = 5  # seconds for an address with all that it leads to
PATIENCE = 1  # and for threads that are busy with others
AT_ONCE = 4
MOST_BYTES = 1_000_000
PIECE = 65_536
PAGES = {"text/html", "application/xhtml+xml", doi.TYPE}
PAGE = "text/html,application/xhtml+xml"
REGISTRY = f"{doi.TYPE},text/html;q=0.5"


class State(Enum):
    """`FILE`: something else than a page. `GONE`: its host says that it is not there. `SILENT`: nobody answered, or not with
    what could be read."""

    PAGE = "page"
    FILE = "file"
    GONE = "gone"
    SILENT = "silent"


@dataclass(frozen=True)
class Fetched:
    """`url`: where it was found in the end; `kind`: its type."""

    state: State
    url: str = ""
    body: bytes = b""
    charset: str = ""
    kind: str = ""


_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetch")


def fetch(url: str) -> Fetched:
    """What stands at an address. Raises nothing for whatever it leads to."""
    task = _threads.submit(_fetched, url, monotonic() + DEADLINE)
    try:
        return task.result(timeout=DEADLINE + PATIENCE)
    except TimeoutError:
        task.cancel()
        return Fetched(State.SILENT)


def _fetched(url: str, end: float) -> Fetched:
    try:
        accepted = REGISTRY if urlsplit(url).hostname in doi.HOSTS else PAGE
        here, _for_good, status, found = followed(url, end, partial(_got, accepted))
    except (Barred, OSError, http.client.HTTPException, ValueError):
        return Fetched(State.SILENT)
    if status in GONE:
        return Fetched(State.GONE)
    if not 200 <= status < 300 or found is None:
        return Fetched(State.SILENT)
    kind, charset, body = found
    if kind not in PAGES:
        return Fetched(State.FILE, here, kind=kind)
    return Fetched(State.PAGE, here, body, charset, kind) if body else Fetched(State.SILENT)


def _got(accepted: str, place: Place, end: float):
    who = f"page preview for a curator of {settings.BASE_URL}"
    headers = {"Accept": accepted, "Accept-Encoding": "identity", "User-Agent": who}
    with answered("GET", place, end, headers) as answer:
        kind, found = answer.headers.get_content_type(), None
        if 200 <= answer.status < 300:
            body = _body(answer) if kind in PAGES else b""
            found = kind, answer.headers.get_content_charset("") or "", body
        return answer.status, answer.headers.get("Location", ""), found


def _body(answer: http.client.HTTPResponse) -> bytes:
    """Its first bytes: as many as came in time, unpacked where they were packed though nobody asked for that."""
    pieces, length = [], 0
    try:
        while length < MOST_BYTES and (piece := answer.read1(PIECE)):
            pieces.append(piece)
            length += len(piece)
    except (OSError, http.client.HTTPException, ValueError):
        if not pieces:
            raise
    body = b"".join(pieces)
    packed = answer.headers.get("Content-Encoding", "").strip().lower()
    if packed in ("gzip", "x-gzip", "deflate"):
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, MOST_BYTES)
        except zlib.error:
            return b""
    return body[:MOST_BYTES] if packed in ("", "identity", "gzip", "x-gzip", "deflate") else b""
