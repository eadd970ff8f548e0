"""Players of other sites that we know. Only these become a frame, and only after the reader pressed play."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_VIMEO_PATH = re.compile(r"/(?:video/)?(\d{5,12})(?:/([0-9a-f]{6,16}))?/?")
_SECONDS = re.compile(r"(\d{1,6})s?")
YOUTUBE = {
    "youtube.com",
    "www.youtube.com",
    "m.youtube.com",
    "youtu.be",
    "youtube-nocookie.com",
    "www.youtube-nocookie.com",
}
VIMEO = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}


@dataclass(frozen=True)
class Player:
    """Where a frame loads from, and whose it is."""

    provider: str
    url: str


def player_for(url: str) -> Player | None:
    """The player of a video's address; None where we know none."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    if parts.scheme not in {"http", "https"} or parts.username or parts.port not in {None, 80, 443}:
        return None
    query = parse_qs(parts.query)
    if host in YOUTUBE:
        return _youtube(host, parts.path, query)
    if host in VIMEO and (match := _VIMEO_PATH.fullmatch(parts.path)):
        video, secret = match.groups()
        secret = secret or next(iter(query.get("h", [])), "")
        options = {"dnt": "1", "autoplay": "1"} | (
            {"h": secret} if re.fullmatch(r"[0-9a-f]{6,16}", secret) else {}
        )
        return Player("Vimeo", f"https://player.vimeo.com/video/{video}?{urlencode(options)}")
    return None


def _youtube(host, path, query):
    if host == "youtu.be":
        video = path.strip("/")
    elif path == "/watch":
        video = next(iter(query.get("v", [])), "")
    else:
        kind, _, video = path.strip("/").partition("/")
        video = video.strip("/") if kind in {"embed", "shorts", "live", "v"} else ""
    if not _YOUTUBE_ID.fullmatch(video):
        return None
    options = {"autoplay": "1", "rel": "0"}
    start = _SECONDS.fullmatch(next(iter(query.get("t", []) or query.get("start", [])), ""))
    if start:
        options["start"] = start[1]
    return Player("YouTube", f"https://www.youtube-nocookie.com/embed/{video}?{urlencode(options)}")
