"""Whether an address of the web still opens: asked politely, for its head alone, and of nobody inside.

SECURITY: editors name addresses, and other sites say where to go on to. Each host, that of a redirect too, is resolved
once, every address of it must be public, and the connection goes to that very address: a name that answers otherwise a
second time gains nothing. Only http and https on their own ports, no redirect without end, one deadline for all.
"""

import http.client
import ipaddress
import socket
import ssl
from contextlib import ExitStack, closing
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


def ask(url):
    """What became of an address. Raises nothing for whatever it leads to."""
    here, for_good, end = url, True, monotonic() + DEADLINE
    try:
        for _hop in range(HOPS + 1):
            status, location = _asked(here, end)
            if status not in REDIRECTS or not location:
                return _judged(url, here, status, for_good)
            for_good = for_good and status in FOR_GOOD
            here = urljoin(here, location)
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
    return Answer(Outcome.UNSURE)


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


def _asked(url, end):
    """(status, where it leads): its head, and where that is refused the page itself, of which nothing is read."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    if port not in PORTS.get(parts.scheme, ()) or not parts.hostname or parts.username or parts.password:
        raise Barred(url)
    host = parts.hostname.encode("idna").decode()
    address = public_addresses(host, port)[0]
    path = quote(parts.path or "/", safe="/%:=&~+!$,;'@()*") + (
        f"?{quote(parts.query, safe='/%:=&~+!$,;@()*?')}" if parts.query else ""
    )
    try:
        status, location = _request("HEAD", parts.scheme, host, port, address, path, end)
    except (http.client.HTTPException, ConnectionResetError):  # of a server that knows no such question
        status, location = 400, ""
    if status >= 400:
        status, location = _request("GET", parts.scheme, host, port, address, path, end)
    return status, location


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


def _request(method, scheme, host, port, address, path, end):
    left = end - monotonic()
    if left <= 0:
        raise TimeoutError
    with ExitStack() as watched:
        link = socket.create_connection((address, port), timeout=min(TIMEOUT, left))
        watched.callback(lambda: link.close())
        watch = Timer(left, lambda: _shut(link))
        watch.daemon = True
        watch.start()
        watched.callback(watch.cancel)
        kind = http.client.HTTPConnection
        if scheme == "https":
            kind = http.client.HTTPSConnection
            link = ssl.create_default_context().wrap_socket(
                link, server_hostname=host, do_handshake_on_connect=False
            )
            link.do_handshake()  # while it is watched
        connection = kind(host, port)
        connection.sock = link
        watched.callback(connection.close)
        headers = {"User-Agent": f"link check of {settings.BASE_URL}", "Accept": "*/*", "Connection": "close"}
        if method == "GET":
            headers["Range"] = "bytes=0-0"
        connection.request(method, path, headers=headers)
        answer = watched.enter_context(closing(connection.getresponse()))
        return answer.status, answer.headers.get("Location", "")


def _shut(link):
    """Ends what still waits, however slowly bytes come."""
    try:
        link.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
