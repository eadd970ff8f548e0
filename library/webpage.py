"""What a page of the web says of itself, as fields of a resource: Open Graph, schema.org, citation and Dublin Core.

SECURITY: anybody may have written the page. Only the few tags that are asked for are cut out of it, in one pass that no page
makes longer, before a parser sees them; what is found is plain text, which forms escape like all else.
"""

import codecs
import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings

from cop.core.text import normalise
from library.models import Resource

Kind, License = Resource.Kind, Resource.License
#: A tag from its name to its end; no "<" inside, so that each sign is looked at once.
TAG = re.compile(r"""<(?:html|meta|link|a)\b(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b[^<>]*>", re.IGNORECASE)
TITLE = re.compile(r"<title\b[^<>]*>", re.IGNORECASE)
MOST: dict[str, int] = {
    name: getattr(Resource._meta.get_field(name), "max_length", 0)
    for name in ("title", "description", "publisher")
}
#: Ways of writing letters that pages use; among all that Python knows are some that take forever.
CHARSETS = re.compile(
    r"utf-?(8|16)|utf-?16-?[lb]e|(us-)?ascii|iso-?8859-?\d{1,2}|latin-?\d|(windows-|cp)125\d|macintosh|koi8-[ru]"
    r"|shift[-_]jis|euc-(jp|kr)|gbk|gb2312|gb18030|big5",
    re.IGNORECASE,
)
#: In which letters a page says that it is written: at its head, or nowhere.
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^<>]{0,300}?\b(?:charset|encoding)\s{0,5}=\s{0,5}["']?([\w-]{1,40})""",
    re.IGNORECASE,
)
HEAD = 4096
#: The number of a letter that there is none of, which Python refuses to read.
ENDLESS = re.compile(r"&#[0-9]{8,}")
MOST_TAGS, MOST_SCRIPTS, MOST_JSON, MOST_NODES = 4000, 8, 100_000, 60
YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d{2}(?!\d)")
CREATIVE = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)", re.IGNORECASE)
DOMAIN = {"zero": License.CC0, "mark": License.PUBLIC}
#: Of several that say the same, the first that says something: those made for citing before those made for sharing.
TITLES = ("citation_title", "og:title", "dc.title", "dcterms.title", "twitter:title")
ABOUT = ("og:description", "description", "dc.description", "dcterms.abstract", "twitter:description")
MADE_BY = (
    "citation_publisher",
    "citation_journal_title",
    "dc.publisher",
    "dcterms.publisher",
    "og:site_name",
)
DAYS = (
    "citation_publication_date", "citation_date", "citation_year", "article:published_time", "dcterms.issued", "dc.date",
    "dcterms.created", "dc.date.issued",
)  # fmt: skip
TONGUES = ("citation_language", "dc.language", "dcterms.language", "og:locale", "content-language")
RIGHTS = ("dcterms.license", "dc.rights", "dcterms.rights", "citation_license")
KINDS = {
    "article": Kind.ARTICLE, "scholarlyarticle": Kind.ARTICLE, "newsarticle": Kind.ARTICLE, "blogposting": Kind.ARTICLE,
    "medicalscholarlyarticle": Kind.ARTICLE, "report": Kind.REPORT, "videoobject": Kind.VIDEO, "book": Kind.BOOK,
    "course": Kind.COURSE, "audioobject": Kind.AUDIO, "podcastepisode": Kind.AUDIO, "podcastseries": Kind.AUDIO,
    "video.other": Kind.VIDEO, "video.movie": Kind.VIDEO, "video.episode": Kind.VIDEO, "video": Kind.VIDEO,
    "music.song": Kind.AUDIO,
}  # fmt: skip
#: What tells a site who sent a reader, and nothing of the page.
TRACES = re.compile(r"utm_.*|fbclid|gclid|mc_cid|mc_eid|igshid", re.IGNORECASE)


def told_by(body: bytes, charset: str, url: str) -> dict[str, Any]:
    """Fields of a resource that the page at this address tells of; those it says nothing of are missing."""
    text = ENDLESS.sub("", _text(body, charset))
    tags = [found[0] for found in islice(TAG.finditer(text), MOST_TAGS)]
    soup = BeautifulSoup("<!-- -->" + "\n".join(tags), "html.parser")
    meta, node = _meta(soup), _node(text)
    html = soup.find("html")
    said = {
        "url": _address(url, meta, soup),
        "title": _first(meta, TITLES) or plain(node.get("headline") or node.get("name")) or _title(text),
        "description": _first(meta, ABOUT) or plain(node.get("description")),
        "publisher": _first(meta, MADE_BY[:4]) or _name(node.get("publisher")) or _first(meta, MADE_BY[4:]),
        "year": _year(_first(meta, DAYS) or plain(node.get("datePublished"))),
        "language": known_language(plain(html.get("lang") if html else "") or _first(meta, TONGUES) or plain(node.get("inLanguage"))),
        "license": _license(soup, meta, node),
        "kind": _kind(meta, node),
        "cost": Resource.Cost.FREE if str(node.get("isAccessibleForFree")).lower().endswith("true") else "",
    }  # fmt: skip
    return {name: bounded(name, value) for name, value in said.items() if value}


def _text(body: bytes, charset: str) -> str:
    """In the letters that its server names, else those that it names itself, else as most pages are written; the last letter may
    have been cut."""
    declared = DECLARED.search(body[:HEAD])
    for name in (charset, declared[1].decode("ascii") if declared else "", "utf-8"):
        if CHARSETS.fullmatch(name):
            try:
                return codecs.getincrementaldecoder(name)().decode(body)
            except (LookupError, ValueError):
                continue
    return body.decode("cp1252", errors="replace")


def without_traces(url: str) -> str:
    """An address without what only says who sent a reader there."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not TRACES.fullmatch(name)]
    return url if len(kept) == len(pairs) else parts._replace(query=urlencode(kept)).geturl()


def bounded(name: str, value: Any) -> Any:
    """Cut to what its field holds."""
    most = MOST.get(name)
    return value[: most - 1].rstrip() + "…" if most and len(value) > most else value


def plain(value: Any) -> str:
    """Text on one line, without signs that control; empty for anything else."""
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), "")
    return " ".join(normalise(unescape(ENDLESS.sub("", value))).split()) if isinstance(value, str) else ""


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        if text := plain(tag.get("content")):
            found.setdefault(plain(name).lower(), text)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _title(text: str) -> str:
    begins = TITLE.search(text)
    return (
        plain(re.split("</title", text[begins.end() :][:2000], maxsplit=1, flags=re.I)[0]) if begins else ""
    )


def _node(text: str) -> dict[str, Any]:
    """The first of a kind that is known in what the page says in schema.org; else the first that has a name."""
    nodes = list(_nodes(text))
    known = [node for node in nodes if _types(node) & KINDS.keys()]
    return next(iter(known + [node for node in nodes if node.get("name") or node.get("headline")]), {})


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    left = MOST_NODES
    told = (tag.end() for tag in SCRIPT.finditer(text) if "ld+json" in tag[0].lower())
    for begins in islice(told, MOST_SCRIPTS):
        part = text[begins : begins + MOST_JSON].partition("</script")[0]
        try:
            said = json.loads(part)
        except (ValueError, RecursionError):
            continue
        graph = said.get("@graph", said) if isinstance(said, dict) else said
        for node in graph if isinstance(graph, list) else [graph]:
            if isinstance(node, dict) and left:
                left -= 1
                yield node


def _types(node: dict[str, Any]) -> set[str]:
    types = node.get("@type")
    return {one.lower() for one in (types if isinstance(types, list) else [types]) if isinstance(one, str)}


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return plain(value.get("name") if isinstance(value, dict) else value)


def _year(said: str) -> int | None:
    years = [int(year) for year in YEAR.findall(said[:100])]
    return next((year for year in years if year <= date.today().year + 1), None)  # noqa: DTZ011 a year is enough


def known_language(said: str) -> str:
    """The code of a language that resources here may have; empty for any other."""
    code = said.replace("_", "-").lower()
    known = dict(settings.LANGUAGES)
    return next((one for one in (code, code.split("-")[0]) if one in known), "")


def _license(soup: BeautifulSoup, meta: dict[str, str], node: dict[str, Any]) -> str:
    linked = [tag.get("href") for tag in soup.find_all(("link", "a")) if "license" in _rel(tag)]
    stated = node.get("license")
    stated = stated.get("url") or stated.get("@id") if isinstance(stated, dict) else stated
    for said in (*linked, stated, *(meta.get(name) for name in RIGHTS)):
        if known := license_of(plain(said)):
            return known
    return ""


def license_of(said: str) -> str:
    """The license that an address of Creative Commons stands for; empty for any other words."""
    if not (found := CREATIVE.search(said)):
        return ""
    part, name = found[1].lower(), found[2].lower().strip("-")
    code = DOMAIN.get(name, "") if part == "publicdomain" else f"cc-{name}"
    return code if code in License.values else ""


def _rel(tag: Any) -> list[str]:
    said = tag.get("rel") or []
    return [one.lower() for one in (said if isinstance(said, list) else said.split())]


def _kind(meta: dict[str, str], node: dict[str, Any]) -> str:
    if kind := next((KINDS[one] for one in sorted(_types(node)) if one in KINDS), ""):
        return kind
    if any(name.startswith("citation_") for name in meta):
        return Kind.ARTICLE
    return KINDS.get(meta.get("og:type", "").lower(), Kind.WEBSITE)


def _address(url: str, meta: dict[str, str], soup: BeautifulSoup) -> str:
    """The one that the page names as its own, if it is of the same site and not merely its front; else the one given."""
    own = next((tag.get("href") for tag in soup.find_all("link") if "canonical" in _rel(tag)), None)
    given = urlsplit(url)
    try:
        named = urlsplit(urljoin(url, plain(own) or meta.get("og:url", "")))
    except ValueError:
        return without_traces(url)
    alike = (named.hostname or "").removeprefix("www.") == (given.hostname or "").removeprefix("www.")
    deep = named.path.strip("/") or not given.path.strip("/")
    odd = named.username or named.scheme not in ("http", "https") or len(named.geturl()) > 500
    return without_traces(named.geturl() if own and alike and deep and not odd else url)
