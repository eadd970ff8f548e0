"""Plain text, tables and captions."""

import re
from typing import IO

from library.extracting.limits import CHARACTERS, Read

#: What stands in captions beside what is said.
TIMES = re.compile(r"^(WEBVTT.*|NOTE.*|\S+ --> .*|\d+)$\n?", re.MULTILINE)


def read(source: IO[bytes], suffix: str) -> Read:
    text = source.read(4 * CHARACTERS + 4).decode("utf-8-sig", "ignore")
    return Read([TIMES.sub("", text) if suffix == ".vtt" else text], more=bool(source.read(1)))
