"""Has a file read by a process of its own, and looks at what comes back as at any words and pictures of strangers."""

import base64
import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import PurePath
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cop.core.text import normalise
from library.contents import bare_picture
from library.extracting.limits import CHARACTERS, PATIENCE, SAID, TALLEST

#: Files that are heard and seen: nothing in them can be read.
RECORDINGS = {".mp3", ".m4a", ".ogg", ".mp4", ".webm"}
#: All that the process may know of where it runs: no variable of ours goes along.
SURROUNDINGS = {"LANG": "C.UTF-8", "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
BLANK = re.compile(r"\n{3,}")
STOPPED = {-9, -24}  # SIGKILL, SIGXCPU


@dataclass(frozen=True)
class Found:
    """What a file holds. `why`: why it could not be read; `cut`: whether it goes on beyond what is read."""

    text: str = ""
    cut: bool = False
    pages: int | None = None
    picture: bytes = b""
    size: tuple[int, int] = (0, 0)
    why: str = ""


def read_file(file: IO[bytes], name: str) -> Found:
    """Words and a picture of a file with this name. It may take as long as `PATIENCE`; never in a request."""
    suffix = PurePath(name).suffix.lower()
    if suffix in RECORDINGS:
        return Found(why="recording")
    command = [sys.executable, "-m", "library.extracting", suffix]
    with TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 (our own words, without a shell)
            command,
            stdin=file,
            stdout=said,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=SURROUNDINGS,
        )
        try:
            code = process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        said.seek(0)
        lines = said.read(SAID).splitlines()
    found = Found(why="slow" if code in STOPPED else "broken")
    for line in lines[:2]:
        try:
            found = _heard(found, json.loads(line))
        except (
            ValueError, TypeError, KeyError, OSError, SyntaxError, RecursionError, Image.DecompressionBombError,
        ):  # fmt: skip
            break
    return found


def _heard(found: Found, said: dict[str, Any]) -> Found:
    if "picture" in said:
        return _pictured(found, base64.b64decode(said["picture"]))
    if "why" in said:
        return Found(why=str(said["why"])[:12])
    lines = (" ".join(line.split()) for line in normalise(str(said["text"])[:CHARACTERS]).split("\n"))
    text = BLANK.sub("\n\n", "\n".join(lines)).strip()
    return Found(text=text, cut=bool(said["cut"]), pages=said["pages"] and int(said["pages"]))


def _pictured(found: Found, data: bytes) -> Found:
    """The picture goes the way of every picture: only what it should be, and drawn once more."""
    with Image.open(BytesIO(data), formats=["WEBP"]) as opened:
        if max(opened.size) > TALLEST or getattr(opened, "n_frames", 1) > 1:
            return found
        size = opened.size
    bare = bare_picture(SimpleUploadedFile("first.webp", data))
    return replace(found, picture=bare.read(), size=size)
