"""Cards: what a post of this site leads to, shown as it is now, and only as far as its readers may see it.

A post keeps which guides, resources, conversations and posts its links lead to (`Post.links`), found when it is written.
Their titles are looked up when the post is rendered, for the neutral reader of its audience and in one question for all
posts of a page; only posts with such links ask it. What may not be seen stays the plain link that was written. A card
names nobody, so it can tell of nobody.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cop.core.text import excerpt, plain
from forums.models import Post, Thread
from forums.models.authored import State
from library.links import GUIDE, RESOURCE, Target, rows_of, thing_at
from library.models import Resource

MOST = 4  # cards of one post; further links stay links
THREAD, POST = "thread", "post"
SUMMARY = 140  # characters
KEPT = 1024  # cards in the memory of a process
_LINK = re.compile(r'<a href="([^"]*)"')
_ALONE = re.compile(r'<p><a href="([^"]*)"[^>]*>(?:(?!</?a\b|</?p\b).)*</a>(?:<br>)?\s*</p>', re.DOTALL)
_POST = re.compile(r"post-(\d{1,18})")


@dataclass(frozen=True)
class Card:
    """`kind`: guide | resource | thread | post. `form`: what it is, in words. `language` of its title and text."""

    kind: str
    url: str
    title: str
    text: str
    form: str
    language: str

    @property
    def icon(self):
        return {GUIDE: "book", RESOURCE: "resource"}.get(self.kind, "talk")


def links_of(html):
    """What a text leads to: a list of [address as written, kind, key], or None. Bounded in queries by `MOST`."""
    found, seen = [], set()
    for href in dict.fromkeys(unescape(href) for href in _LINK.findall(html)):
        thing = _thing_at(href) if len(found) < MOST else None
        if thing and thing not in seen:
            seen.add(thing)
            found.append([href, *thing])
    return found or None


def _thing_at(href):
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        ours = urlsplit(settings.BASE_URL)
        if (parts.scheme, parts.netloc) != (ours.scheme, ours.netloc):
            return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return thing_at(parts.path)
    if match.view_name == "forums:post-detail":
        return POST, str(match.kwargs["pk"])
    if match.view_name == "forums:thread-detail":
        at = _POST.fullmatch(parts.fragment)
        return (POST, at[1]) if at else (THREAD, str(match.kwargs["pk"]))
    return thing_at(parts.path)


def look_up(reader, posts):
    """Targets by kind and key, of all languages, in one question; none where no post has links."""
    wanted: dict[str, set] = {}
    for post in posts:
        for _href, kind, key in post.links or ():
            wanted.setdefault(kind, set()).add(key)
    parts = [_rows_of(kind, keys, reader) for kind, keys in wanted.items()]
    if not parts:
        return {}
    found: dict[tuple[str, str], list[Target]] = {}
    for row in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
        target = Target(*row)
        found.setdefault((target.kind, target.key.replace("-", "")), []).append(target)
    return found


def _rows_of(kind, keys, reader):
    if kind in (GUIDE, RESOURCE):
        return rows_of(kind, keys, reader)
    nothing = Value("", output_field=CharField())
    keys = [int(key) for key in keys]
    if kind == THREAD:
        rows = Thread.objects.visible_to(reader).filter(pk__in=keys, state=State.VISIBLE)
        columns = (F("title"), Cast(nothing, TextField()), F("language"), F("kind"), nothing)
    else:
        rows = Post.objects.visible_to(reader).filter(pk__in=keys, state=State.VISIBLE)
        columns = (F("thread__title"), F("body"), F("language"), F("kind"), nothing)
    what = Value(kind, output_field=CharField())
    return rows.order_by().values_list(what, Cast("pk", CharField()), *columns)


def cards_of(post, found):
    """The cards of one post in the current language, by address as written."""
    cards = {}
    for href, kind, key in post.links or ():
        targets = found.get((kind, key.replace("-", "")))
        if targets and not (kind == POST and key == str(post.pk)):
            cards[href] = card_of(targets)
    return cards


def with_cards(body, cards):
    """Safe HTML with a card in place of each link that stands alone, and the cards of the others below."""
    left = dict(cards)

    def placed(match):
        card = left.pop(unescape(match[1]), None)
        return drawn(card) if card else match[0]

    body = _ALONE.sub(placed, body)
    return mark_safe(body + "".join(map(drawn, left.values())))


def drawn(card):
    return _drawn(get_language(), card)


@lru_cache(maxsize=KEPT)
def _drawn(language, card):
    """By what it shows, as fragments are (see forums.showing.fragments)."""
    return render_to_string("forums/fragments/card.html", {"card": card})


def card_of(targets):
    """Of several languages the reader's own, if there is one."""
    language = get_language() or ""
    target = min(targets, key=lambda one: (one.language != language, one.language))
    text = excerpt(plain(target.text) if target.kind == POST else target.text, SUMMARY)
    return Card(target.kind, _url_of(target), target.title, text, _form_of(target), target.language)


def _url_of(target):
    if target.kind == THREAD:
        return reverse("forums:thread-detail", args=[target.key])
    if target.kind == POST:
        return reverse("forums:post-detail", args=[target.key])
    return target.url


def _form_of(target):
    match target.kind:
        case "guide":
            return _("Guide")
        case "resource":
            return str(Resource.Kind(target.form).label)
        case "post":
            return _("Said in a conversation")
    return str(Thread.Kind(target.form).label)
