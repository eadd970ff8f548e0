"""From what somebody typed to what is stored: measured, sanitised, with mentions found."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop.core.text import from_plain, length, normalise, plain, sanitise
from forums.readers import members_of
from members.models import User

MAX_TITLE = 120
MAX_BODY = 20_000
MAX_TAKE_AWAY = 300
MAX_MENTIONS = 20  # a post; further ones stay text
MAX_HTML = 6  # times the limit of the text: what marks may add

_AT = re.compile(r"(?:(?<=[\s(\[{\"'“‘«¿¡])|^)@(?=\w)", re.MULTILINE)
_NAME = re.compile(r"\S+(?: \S+){0,5}")
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters around a mention while the text is made into HTML
_PLACED = re.compile(f"{_OPEN}([0-9a-f-]+){_CLOSE}")
_SPAN = re.compile(r'<span data-mention="([\w-]+)">([^<]*)</span>')
_ANY_SPAN = re.compile(r"</?span[^>]*>")


@dataclass(frozen=True)
class Words:
    """Sanitised HTML, and the members it mentions."""

    html: str
    mentioned: tuple = ()


def checked(text, limit, field="body"):
    """Text without surrounding space; refused when empty or longer than `limit` characters."""
    text = normalise(text or "").strip()
    if not text:
        raise ValidationError({field: _("Write a few words first.")})
    if length(text) > limit:
        raise ValidationError({field: _("This is longer than %(limit)d characters.") % {"limit": limit}})
    return text


def words(thread, *, body, html, limit):
    """What is stored of a plain `body`, or of rich `html` where that is given."""
    if html is None:
        return _from_plain(thread, checked(body, limit))
    if len(html) > limit * MAX_HTML:
        raise ValidationError({"body": _("This is longer than %(limit)d characters.") % {"limit": limit}})
    clean = _unmarked(sanitise(html))
    checked(plain(clean), limit)
    return _from_html(thread, clean)


def _unmarked(text):
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _from_plain(thread, text):
    text = _unmarked(text)
    found, pieces, end = {}, [], 0
    wanted = [(at, _names_at(text, at)) for at in _places(text)]
    known = _people(thread, {name for _at, names in wanted for name in names})
    for at, names in wanted:
        name = next((name for name in names if name in known), None)
        if name is None or known[name] is None or at < end:
            continue
        found[known[name].pk] = known[name]
        pieces += [text[end:at], f"{_OPEN}{known[name].uuid}{_CLOSE}"]
        end = at + 1 + len(name)
    return Words(_placed(from_plain("".join([*pieces, text[end:]]))), tuple(found.values()))


def _places(text):
    """Where an @ may begin a name: not inside an address."""
    starts = (match.start() for match in _AT.finditer(text))
    return [at for at in starts if "://" not in re.split(r"\s", text[:at])[-1]][:MAX_MENTIONS]


def _names_at(text, at):
    """What the name after an @ could be, longest first: it ends where a word ends."""
    match = _NAME.match(text, at + 1, at + 1 + User._meta.get_field("display_name").max_length)
    said = match[0] if match else ""
    ends = [end for end in range(len(said), 0, -1) if _ends_word(text, at + 1 + end)]
    return [said[:end] for end in ends]


def _ends_word(text, end):
    return not text[end - 1].isspace() and (end == len(text) or not (text[end].isalnum() or text[end] == "_"))


def _people(thread, names):
    """Members who can read the thread, by name; None for a name that several bear."""
    people = {}
    if names:
        for member in members_of(thread.audience, with_moderators=True).filter(display_name__in=names):
            people[member.display_name] = None if member.display_name in people else member
    return people


def _from_html(thread, html):
    uuids = {match[1] for match in _SPAN.finditer(html)}
    members = members_of(thread.audience, with_moderators=True).in_bulk(
        [uuid for uuid in list(uuids)[:MAX_MENTIONS] if _is_uuid(uuid)], field_name="uuid"
    )
    by_uuid = {str(uuid): member for uuid, member in members.items()}

    def placed(match):
        return f"{_OPEN}{match[1]}{_CLOSE}" if match[1] in by_uuid else match[2]

    kept = _ANY_SPAN.sub("", _SPAN.sub(placed, html))
    return Words(_placed(kept), tuple(by_uuid.values()))


def _is_uuid(text):
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))


def _placed(html):
    return sanitise(_PLACED.sub(r'<span data-mention="\1"></span>', html))
