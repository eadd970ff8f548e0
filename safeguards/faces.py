"""Whether a picture probably shows a face, so that its author can be asked. It never asks whose, and keeps nothing.

    count_faces(content) -> int      # of the bytes of a picture; 0 where nobody can tell

Optional: OpenCV comes with `pip install .[faces]`, with its models inside, and without it the answer is 0. Its Haar cascade
knows faces from the front, upright or a little tilted; it misses turned, small and covered ones (docs/deidentification.md).
"""

import io
import logging
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock

from PIL import Image

log = logging.getLogger(__name__)

LONGEST = 640  # points of the longer side that are looked at; a face has at least LEAST of them
LEAST = 40
TILTS = (0, -25, 25)  # degrees
PATIENCE = 5  # seconds to wait while others are looked at
NEIGHBOURS = 4  # findings side by side that make one face
_one_at_a_time = Lock()  # a cascade may not be asked from two threads, and looking takes a processor


def can_look():
    return find_spec("cv2") is not None


def count_faces(content):
    """How many faces are probably in it, as far as one direction shows them. Takes a fraction of a second of one processor."""
    if not can_look():
        return 0
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.draft("L", (LONGEST, LONGEST))
            picture.thumbnail((LONGEST, LONGEST))
            grey = picture.convert("L")
        if not _one_at_a_time.acquire(timeout=PATIENCE):
            return 1  # not looked at: the author is asked
        try:
            return max(_seen(grey.rotate(tilt)) for tilt in TILTS)
        finally:
            _one_at_a_time.release()
    except (
        Exception
    ):  # of whatever kind a decoder stumbles over: a picture that cannot be looked at is asked about as any
        log.warning("A picture could not be looked at for faces", exc_info=True)
        return 0


def _seen(grey):
    cv2, cascade = _cascade()
    even = cv2.equalizeHist(import_module("numpy").asarray(grey))
    return len(cascade.detectMultiScale(even, 1.1, NEIGHBOURS, minSize=(LEAST, LEAST)))


@cache
def _cascade():
    cv2 = import_module("cv2")
    cv2.setNumThreads(1)
    return cv2, cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_frontalface_alt2.xml")
