"""Whether a file holds what harms whoever opens it, as a scanner for viruses says: ClamAV's `clamd`, by its INSTREAM.

    look_through(file)      # raises Harmful or Unscanned, with words for whoever sends the file

With CLAMD empty nobody is asked. With it no file is kept that was not looked through: a scanner that is away keeps files out
and nothing else (decision 0028).
"""

import logging
import socket
import struct
from contextlib import suppress
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

PATIENCE = 20  # seconds for each step
CHUNK = 65_536
LONGEST_ANSWER = 4_096
TOO_LARGE = "size limit exceeded"


class Harmful(ValueError):
    """The scanner knows what is in the file. The text may be shown to the person."""


class Unscanned(ValueError):
    """The file could not be looked through. The text may be shown to the person."""


def look_through(file: IO[bytes]) -> None:
    """Ask the scanner about a file, which is at its start before and after."""
    if not settings.CLAMD:
        return
    file.seek(0)
    try:
        said = _ask(file)
    except (OSError, ValueError):
        log.exception("the scanner for viruses did not answer")
        said = ""
    finally:
        file.seek(0)
    if said.endswith("OK"):
        return
    if said.endswith("FOUND"):
        log.warning("a file was refused: %s", said)
        raise Harmful(
            _(
                "The virus scanner knows something harmful in this file, so it was not kept. "
                "Whoever gave it to you may want to know."
            )
        )
    if TOO_LARGE in said:
        raise Unscanned(
            _("This file is larger than the virus scanner takes. Make it smaller, or link to it.")
        )
    if said:
        log.error("the scanner for viruses said: %s", said)
    raise Unscanned(
        _(
            "Files are looked through for viruses first, and the scanner does not answer just now. "
            "Try again in some minutes."
        )
    )


def _ask(file: IO[bytes]) -> str:
    with _connected() as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has heard all
            line.sendall(b"zINSTREAM\0")
            while chunk := file.read(CHUNK):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
        said = b""
        while b"\0" not in said and len(said) < LONGEST_ANSWER and (more := line.recv(1_024)):
            said += more
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected() -> socket.socket:
    """`host:port`, or the path of a socket."""
    if settings.CLAMD.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE)
        try:
            line.connect(settings.CLAMD)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE)
