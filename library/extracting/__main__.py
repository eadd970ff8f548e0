"""The process that reads one file from its standard input: a line of words, then a line with a picture, as JSON.

The words are said before the picture is drawn, so that they stay when drawing takes too long.
"""

import base64
import io
import json
import sys
from collections.abc import Callable
from typing import IO, Any

from PIL import Image

from library.extracting import office, papers, texts
from library.extracting.limits import CHARACTERS, TALLEST, Read, Unreadable, hold_back

#: What reads a file of each ending.
READERS: dict[str, Callable[[IO[bytes], str], Read]] = {
    ".pdf": papers.read,
    **dict.fromkeys((".docx", ".pptx", ".xlsx", ".odt", ".odp"), office.read),
    **dict.fromkeys((".txt", ".csv", ".vtt"), texts.read),
}


def main(suffix: str, source: IO[bytes]) -> None:
    hold_back()
    try:
        read = READERS[suffix](source, suffix)
    except Unreadable as error:
        say({"why": error.why})
        return
    except MemoryError:
        say({"why": "large"})
        return
    except Exception:  # of whatever kind a reader stumbles over
        say({"why": "broken"})
        return
    text = "".join(read.words)
    say({"text": text[:CHARACTERS], "cut": read.more or len(text) > CHARACTERS, "pages": read.pages})
    try:
        picture = read.draw()
    except (Exception, MemoryError):
        return
    if picture is not None:
        say({"picture": base64.b64encode(small(picture)).decode()})


def small(picture: Image.Image) -> bytes:
    """A picture as it is kept: no larger than it is shown, and nothing but its points."""
    picture.thumbnail((TALLEST, TALLEST))
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=78)
    return out.getvalue()


def say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer)
