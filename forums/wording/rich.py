"""Where the words of rich text stand in its HTML, and where its links lead."""

import re
from html import escape, unescape

from django.conf import settings

from cop.core.text import plain

_TAG = re.compile(r"(<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>)")
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_MAIL = re.compile("^mailto:", re.IGNORECASE)


def targets(html):
    """Where the links of sanitised HTML lead that say something else: one a line, and none of this site."""
    return "\n".join(dict.fromkeys(filter(None, (_target(match) for match in _LINK.finditer(html)))))


def unlinked(html, kept):
    """Sanitised HTML in which of those links the ones that lead elsewhere than `kept` are their words alone."""
    return _LINK.sub(lambda match: match[0] if _target(match) in {"", *kept} else match[2], html)


def _target(match):
    """The address as it is told: of mail without its scheme. "" where it is the link's own words, or of this site."""
    href, words = _MAIL.sub("", "".join(unescape(match[1]).split())), plain(match[2]).rstrip("/")
    if href.startswith(("/", settings.BASE_URL.rstrip("/") + "/")):
        return ""
    said = {words, f"http://{words}", f"https://{words}"} if words.lower().startswith("www.") else {words}
    return "" if href.rstrip("/") in said else href


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
