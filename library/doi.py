"""What a registry of DOIs says of an article, as fields of a resource: CSL-JSON, as reference managers get it. Many journals show
their pages to browsers alone; their registry answers all the same."""

import json
import re
from typing import Any

from library.models import Resource
from library.webpage import bounded, known_language, license_of, plain

Kind = Resource.Kind
TYPE = "application/vnd.citationstyles.csl+json"
HOSTS = {"doi.org", "www.doi.org", "dx.doi.org"}
KINDS = {
    "book": Kind.BOOK,
    "monograph": Kind.BOOK,
    "edited-book": Kind.BOOK,
    "report": Kind.REPORT,
    "thesis": Kind.REPORT,
}
#: A DOI by itself, as it stands below an article.
BARE = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")


def told_by_registry(body: bytes, url: str) -> dict[str, Any]:
    """Fields that its registry tells of; none where it tells nothing that can be read."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return {"url": url}
    found = {
        "url": url,
        "title": _text(said.get("title")),
        "description": _text(said.get("abstract")),
        "publisher": _text(said.get("container-title")) or _text(said.get("publisher")),
        "year": _year(said.get("issued")),
        "language": known_language(_text(said.get("language"))),
        "license": _license(said.get("license")),
        "kind": KINDS.get(_text(said.get("type")), Kind.ARTICLE),
    }
    return {name: bounded(name, value) for name, value in found.items() if value}


def _text(value: Any) -> str:
    """Abstracts come with tags of their own."""
    return plain(TAG.sub(" ", plain(value)))


def _year(issued: Any) -> int | None:
    try:
        year = int(issued["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError):  # as int() of what has no end
        return None
    return year if 1800 <= year <= 2100 else None


def _license(licenses: Any) -> str:
    stated = licenses if isinstance(licenses, list) else []
    known = (license_of(plain(one.get("URL"))) for one in stated if isinstance(one, dict))
    return next(filter(None, known), "")
