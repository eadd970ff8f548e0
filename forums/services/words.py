"""From what somebody typed to what is stored: measured, sanitised, with mentions found."""

import re
from dataclasses import dataclass
from html import unescape
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cop.core.text import (
    CLOSE,
    OPEN,
    from_plain,
    in_pieces,
    length,
    linked,
    normalise,
    plain,
    sanitise,
    unplaced,
)
from forums.readers import members_of
from members.models import User

MAX_TITLE = 120
MAX_BODY = 20_000
MAX_TAKE_AWAY = 300
MAX_REASON = 200  # why words became others
MAX_MENTIONS = 20  # a post; further ones stay text
MAX_HTML = 6  # times the limit of the text: what marks may add

_AT = re.compile(r"(?:(?<=[\s(\[{\"'“‘«¿¡])|^)@(?=\w)", re.MULTILINE)
_NAME = re.compile(r"\S+(?: \S+){0,5}")
_BEFORE = 200  # characters before an @ in which an address would begin
_PLACED = re.compile(f"{OPEN}([0-9a-f-]+){CLOSE}")
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
    clean = unplaced(sanitise(html))
    checked(plain(clean), limit)
    return _from_html(thread, clean)


def places_of_members(audience, text, html=None):
    """Where plain `text` mentions members who can read it: (start, end), the @ included. `html`: what it was made of."""
    picked = {match[1] for match in _SPAN.finditer(html or "") if _is_uuid(match[1])}
    readers = members_of(audience, with_moderators=True)
    names = set(
        readers.filter(uuid__in=list(picked)[:MAX_MENTIONS]).values_list("display_name", flat=True)
        if picked
        else ()
    )
    wanted = [(at, _names_at(text, at)) for at in _places(text)]
    typed = {name for _at, found in wanted for name in found}
    names |= {name for name, member in _people(audience, typed).items() if member is not None}
    meant = ((at, next((name for name in found if name in names), None)) for at, found in wanted)
    return [(at, at + 1 + len(name)) for at, name in meant if name]


def _from_plain(thread, text):
    (text,), found = _named(thread, [unplaced(text)])
    return Words(_placed(from_plain(text)), tuple(found.values()))


def _named(thread, texts):
    """Texts with the members that an @ names in them, each in its mark; and those members."""
    found, places = {}, [(n, at) for n, text in enumerate(texts) for at in _places(text)][:MAX_MENTIONS]
    wanted = [(n, at, _names_at(texts[n], at)) for n, at in places]
    known = _people(thread.audience, {name for _n, _at, names in wanted for name in names})
    pieces, ends = [[] for _text in texts], [0 for _text in texts]
    for n, at, names in wanted:
        name = next((name for name in names if name in known), None)
        if name is None or known[name] is None or at < ends[n]:
            continue
        found[known[name].pk] = known[name]
        pieces[n] += [texts[n][ends[n] : at], f"{OPEN}{known[name].uuid}{CLOSE}"]
        ends[n] = at + 1 + len(name)
    return ["".join([*pieces[n], text[ends[n] :]]) for n, text in enumerate(texts)], found


def _places(text):
    """Where an @ may begin a name: not inside an address."""
    starts = (match.start() for match in _AT.finditer(text))
    return list(islice((at for at in starts if not _in_address(text, at)), MAX_MENTIONS))


def _in_address(text, at):
    return "://" in re.split(r"\s", text[max(0, at - _BEFORE) : at])[-1]


def _names_at(text, at):
    """What the name after an @ could be, longest first: it ends where a word ends."""
    match = _NAME.match(text, at + 1, at + 1 + User._meta.get_field("display_name").max_length)
    said = match[0] if match else ""
    ends = [end for end in range(len(said), 0, -1) if _ends_word(text, at + 1 + end)]
    return [said[:end] for end in ends]


def _ends_word(text, end):
    return not text[end - 1].isspace() and (end == len(text) or not (text[end].isalnum() or text[end] == "_"))


def _people(audience, names):
    """Members who can read an audience, by name; None for a name that several bear."""
    people = {}
    if names:
        for member in members_of(audience, with_moderators=True).filter(display_name__in=names):
            people[member.display_name] = None if member.display_name in people else member
    return people


def _from_html(thread, html):
    """Whom a picker named stands in a span, so that of two who bear a name the right one is meant; what was typed is
    found as in plain text."""
    uuids = {match[1] for match in _SPAN.finditer(html)}
    members = members_of(thread.audience, with_moderators=True).in_bulk(
        [uuid for uuid in list(uuids)[:MAX_MENTIONS] if _is_uuid(uuid)], field_name="uuid"
    )
    by_uuid = {str(uuid): member for uuid, member in members.items()}

    def placed(match):
        member = by_uuid.get(match[1])
        whole = member and unescape(match[2]) in ("", f"@{member.display_name}")
        return f"{OPEN}{match[1]}{CLOSE}" if whole else match[2]

    pieces = in_pieces(_ANY_SPAN.sub("", _SPAN.sub(placed, html)))
    texts, found = _named(thread, [unescape(piece) for piece, is_text in pieces if is_text])
    texts = iter(texts)
    kept = "".join(linked(next(texts)) if is_text else piece for piece, is_text in pieces)
    found |= {member.pk: member for uuid, member in by_uuid.items() if f"{OPEN}{uuid}{CLOSE}" in kept}
    return Words(_placed(kept), tuple(found.values()))


def _is_uuid(text):
    return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text))


def _placed(html):
    return sanitise(_PLACED.sub(r'<span data-mention="\1"></span>', html))
