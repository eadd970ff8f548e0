"""Text from people: normalised, sanitised, measured, cut.

HTML is kept only as far as `TAGS` goes. Sanitising is always the last step: nothing changes the string after
it, because removing or composing characters later can turn harmless text into a tag or a scheme.
"""

import re
import unicodedata
from html import escape, unescape

import nh3

TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "span"}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow ugc noopener"
OPEN, CLOSE = "\ue000", "\ue001"  # private characters around what is put in while text is made into HTML
READINGS = 6  # after which what still changes is kept as words alone

# Control characters but tab and newline, soft direction overrides and isolates, byte order mark, surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_MENTION = re.compile(r"[\w-]{1,64}", re.ASCII)
_BLOCK_END = re.compile(r"<br\s*/?>|</(?:p|li|blockquote|pre|ul|ol|h\d|div|tr)>", re.IGNORECASE)
_TAG = re.compile(r"(<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>)")
_SHUT = re.compile(r"<(/?)(?:a|code|pre)\b")
_SAME = re.compile(r"<(/?)(b|i)(?=[\s/>])", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?()\[\]]", re.IGNORECASE)


def normalise(text: str) -> str:
    """NFC, newlines as `\\n`, without control characters and direction overrides."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", text))


def unplaced(text: str) -> str:
    """Without the characters that mark a place in text that is made into HTML: nobody may type them."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def sanitise(html: str) -> str:
    """The allowed part of an HTML fragment, with links that pass no reputation on.

    The answer is what every reader makes of it, however often: text that a second reading would turn into something
    else (hidden characters, nesting that a browser resolves) is read until it stays the same.
    """
    text = normalise(_SAME.sub(_renamed, html)).strip()
    for _reading in range(READINGS):
        clean = _cleaner.clean(text)
        if clean == text:
            return clean
        text = normalise(clean).strip()
    return escape(plain(text), quote=False)


def plain(html: str) -> str:
    """The words of an HTML fragment; blocks end with a newline."""
    text = unescape(nh3.clean(_BLOCK_END.sub("\n", html), tags=set(), link_rel=None))
    lines = (" ".join(line.split()) for line in normalise(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def in_pieces(html: str) -> list[tuple[str, bool]]:
    """Sanitised HTML as (piece, whether it is text that may be changed): tags, links and code may not."""
    pieces, closed = [], 0
    for piece in _TAG.split(html):
        if tag := _SHUT.match(piece):
            closed += -1 if tag[1] else 1
        pieces.append((piece, bool(piece) and not piece.startswith("<") and not closed))
    return pieces


def linked(text: str) -> str:
    """Plain text as HTML in which addresses are links."""
    pieces, end = [], 0
    for match in _URL.finditer(text):
        url = escape(match[0])
        pieces += [escape(text[end : match.start()]), f'<a href="{url}">{url}</a>']
        end = match.end()
    return "".join([*pieces, escape(text[end:])])


def from_plain(text: str) -> str:
    """Plain text as sanitised HTML: blank lines part paragraphs, newlines break, addresses become links."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", normalise(text).strip())
    html = "".join(f"<p>{linked(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())
    return sanitise(html)


def excerpt(text: str, length: int = 200) -> str:
    """At most `length` characters of plain text on one line, cut between words and ended by an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    words, _, tail = cut.rpartition(" ")
    if words and len(tail) < 40:
        cut = words
    return cut.rstrip(" ,.;:–-") + "…"


def length(text: str) -> int:
    """Characters as limits count them: after normalising, whatever the browser sent as newline."""
    return len(normalise(text).strip())


def _renamed(tag: re.Match) -> str:
    return f"<{tag[1]}{'strong' if tag[2].lower() == 'b' else 'em'}"


def _path_of_this_site(url: str) -> str | None:
    return url if url.startswith("/") and not url.startswith(("//", "/\\")) else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    return None if name == "data-mention" and not _MENTION.fullmatch(value) else value


_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style", "template", "iframe", "noscript", "textarea", "title"},
    attributes={"*": set(), "a": {"href"}, "span": {"data-mention"}},
    attribute_filter=_attribute,
    url_schemes=SCHEMES,
    url_relative=_path_of_this_site,
    link_rel=LINK_REL,
)
