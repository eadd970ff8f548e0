"""Asking addresses of the web, and of nobody inside; whether one still opens: asked politely, for its head alone.

SECURITY: editors name addresses, and other sites say where to go on to. Each host, that of a redirect too, is resolved
once, every address of it must be public, and the connection goes to that very address: a name that answers otherwise a
second time gains nothing. Only http and https on their own ports, no redirect without end, one deadline for all.
"""

import http.client
import ipaddress
import socket
import ssl
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from threading import Timer
from time import monotonic
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 8  # seconds without a byte
DEADLINE = 20  # seconds for an address with all that it leads to
HOPS = 5
LONGEST = 500
PORTS = {"http": {80}, "https": {443}}
REDIRECTS = {301, 302, 303, 307, 308}
FOR_GOOD = {301, 308}
GONE = {404, 410}
GLOBAL_6 = ipaddress.ip_network("2000::/3")
#: Those that carry an address of the older kind, which may be one inside.
WRAPPED_6 = [ipaddress.ip_network(net) for net in ("2001::/32", "2002::/16")]


class Outcome(Enum):
    """`GONE`: its host says that it is not there. `SILENT`: nobody answered. `UNSURE`: an answer that says neither."""

    OPENS = "opens"
    MOVED = "moved"
    GONE = "gone"
    SILENT = "silent"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    moved_to: str = ""


class Barred(Exception):
    """Not an address that may be asked."""


@dataclass(frozen=True)
class Place:
    """Where an address is asked for: a host, the one public address of it that is connected to, and the path there."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def ask(url):
    """What became of an address. Raises nothing for whatever it leads to."""
    try:
        here, for_good, status, _found = followed(url, monotonic() + DEADLINE, _head)
    except Barred:
        return Answer(Outcome.UNSURE)
    except (
        ssl.SSLError,
        http.client.HTTPException,
        ValueError,
    ):  # somebody is there, and a browser may do better
        return Answer(Outcome.UNSURE)
    except OSError:
        return Answer(Outcome.SILENT)
    return _judged(url, here, status, for_good)


def followed(url, end, asked):
    """(where it leads, whether for good, status, what was found there): `asked(place, end)` answers (status, where next, found).
    Each place on the way is looked at anew."""
    here, for_good = url, True
    for _hop in range(HOPS + 1):
        status, location, found = asked(place_of(here), end)
        if status not in REDIRECTS or not location:
            return here, for_good, status, found
        for_good = for_good and status in FOR_GOOD
        here = urljoin(here, location)
    raise Barred(url)


def _judged(url, here, status, for_good):
    if status in GONE:
        return Answer(Outcome.GONE)
    if not 200 <= status < 300:
        return Answer(Outcome.UNSURE)
    if for_good and not _alike(url, here) and len(here) <= LONGEST:
        return Answer(Outcome.MOVED, here)
    return Answer(Outcome.OPENS)


def _alike(one, other):
    """Where http became https, or a stroke was added, nothing has moved."""

    def bare(url):
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query

    return bare(one) == bare(other)


def place_of(url):
    """Where to ask for an address; raises `Barred` for one that may not be asked."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    if port not in PORTS.get(parts.scheme, ()) or not parts.hostname or parts.username or parts.password:
        raise Barred(url)
    host = parts.hostname.encode("idna").decode()
    path = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*") + (
        f"?{quote(parts.query, safe='/%:=&~+!$,;@()*?')}" if parts.query else ""
    )
    return Place(parts.scheme, host, port, public_addresses(host, port)[0], path)


def _head(place, end):
    """Its head, and where that is refused the page itself, of which nothing is read."""
    try:
        status, location = _status("HEAD", place, end)
    except (http.client.HTTPException, ConnectionResetError):  # of a server that knows no such question
        status, location = 400, ""
    if status >= 400:
        status, location = _status("GET", place, end)
    return status, location, None


def _status(method, place, end):
    headers = {"Accept": "*/*"} | ({"Range": "bytes=0-0"} if method == "GET" else {})
    with answered(method, place, end, headers) as answer:
        return answer.status, answer.headers.get("Location", "")


def public_addresses(host, port):
    """Where a host is; raises `Barred` unless every one of its addresses is public."""
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(ipaddress.ip_address(one.partition("%")[0])) for one in found):
        raise Barred(host)
    return found


def is_public(address):
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address not in GLOBAL_6 or any(address in net for net in WRAPPED_6):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@contextmanager
def answered(method, place, end, headers, body=None):
    """What a place answers, while somebody reads it: until `end`, when the line is cut. We say there who asks and what for."""
    left = end - monotonic()
    if left <= 0:
        raise TimeoutError
    with ExitStack() as watched:
        link = socket.create_connection((place.address, place.port), timeout=min(TIMEOUT, left))
        watched.callback(lambda: link.close())
        watch = Timer(left, lambda: _shut(link))
        watch.daemon = True
        watch.start()
        watched.callback(watch.cancel)
        kind = http.client.HTTPConnection
        if place.scheme == "https":
            kind = http.client.HTTPSConnection
            link = ssl.create_default_context().wrap_socket(
                link, server_hostname=place.host, do_handshake_on_connect=False
            )
            link.do_handshake()  # while it is watched
        connection = kind(place.host, place.port)
        connection.sock = link
        watched.callback(connection.close)
        said = {"User-Agent": f"link check of {settings.BASE_URL}", "Connection": "close", **headers}
        connection.request(method, place.path, body, said)
        yield watched.enter_context(closing(connection.getresponse()))


def _shut(link):
    """Ends what still waits, however slowly bytes come."""
    try:
        link.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
