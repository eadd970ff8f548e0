"""Where the words of rich text stand in its HTML."""

import re
from html import escape, unescape

from cop.core.text import plain

_TAG = re.compile(r"(<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>)")


def replaced_in(html, start, end, words):
    """Sanitised HTML with `words` in the place of a stretch of its text (offsets of `cop.core.text.plain`).

    Marks and links around stay. Places are found by counting what is no space, since `plain` changes spaces alone.
    """
    first, last = _signs_before(html, start), _signs_before(html, end)
    pieces, at, put = [], 0, False
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            pieces.append(piece)
            continue
        kept = []
        for sign in unescape(piece):
            within = (first < at < last) if sign.isspace() else (first <= at < last)
            if within and not put:
                kept.append(words)
                put = True
            if not within:
                kept.append(sign)
            at += not sign.isspace()
        pieces.append(escape("".join(kept), quote=False))
    return "".join(pieces)


def _signs_before(html, place):
    return sum(not sign.isspace() for sign in plain(html)[:place])
