"""Posts as HTML for any reader: the same on the page, in an answer and in a live event.

The fragment is rendered for a neutral reader of the thread's audience: it holds no token, no reader's own choices and
no moderator's extras. Quotes, mentions and cards are resolved at this moment; what may not be seen says so.

What is found of a post:

    post      the Post
    author    who wrote it (forums.authors.Author)
    by_author whether it is who began the thread
    body      its text as safe HTML, mentions resolved
    answered  Author of the post that it answers, or None
    poll      its poll (forums.polls.Poll), or None
    settles   whether it is the answer of its question
    quotes    what it quotes: Quoted(text, label, url); text is empty for what cannot be shown (any more)
    resource  the library's Resource that it points at, or None
    resource_gone  it pointed at one that cannot be shown
    attachments  its files
    cards     what it leads to, by address as written (forums.showing.cards.Card); a page shows them within its text

The page itself adds what is one reader's own (`own`, by post), which no event carries. forums.showing.fragments makes HTML of
both and keeps it.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from cop.core.prepared import Prepared
from cop.core.templatetags.cop import count
from cop.core.text import plain
from forums.authors import address_of, author_for, counted
from forums.models import Attachment, Post, PostRevision, Quote, Reaction
from forums.models.authored import State
from forums.polls import poll_of
from forums.readers import PreparedFor, Reader
from forums.showing.cards import cards_of, look_up, with_cards
from forums.showing.fragments import fragment
from library.models import Resource
from members.models import User

MENTION = re.compile(r'<span data-mention="([0-9a-f-]{36})">[^<]*</span>')


@dataclass(frozen=True)
class Quoted:
    text: str
    label: str = ""
    url: str = ""


def render_post(post, language=None, own=None):
    """The fragment of one post in one language (the current one if None). `own`: further context, for the page."""
    return render_posts([post], language, {post.pk: own or {}})[0]


def render_posts(posts, language=None, own=None):
    """The fragments of posts, in their order, in a bounded number of queries. `own`: further context by post's key."""
    with translation.override(language or translation.get_language()):
        return _render(resolved(posts), own or {})


def in_all_languages(post):
    """The fragment by language, resolved once."""
    contexts = resolved([post])
    fragments = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            (fragments[code],) = _render(contexts, {})
    return fragments


def signs_of(post):
    """How many gave each sign to a post, as readers see the numbers: the same in every language."""
    numbers = {kind: getattr(post, f"{kind}_count") for kind in Reaction.Kind.values}
    return {kind: str(count(number)) if number else "" for kind, number in numbers.items()}


def in_words(posts):
    """What fragments get of posts, in their order and in the current language: for whoever makes no HTML page of it."""
    with counted():
        return [_worded(context) for context in resolved(posts)]


def resolved(posts):
    """What the fragment of each post needs, without words of a language."""
    posts = list(posts)
    found = [_Looked(audience, group) for audience, group in _by_audience(posts).items()]
    contexts = {post.pk: context for looked in found for post, context in looked.contexts()}
    return [contexts[post.pk] for post in posts]


def _by_audience(posts):
    groups: dict[str, list[Post]] = {}
    for post in posts:
        groups.setdefault(post.thread.audience, []).append(post)
    return groups


def _render(contexts, own):
    with counted():
        return [fragment(_shown(context), own.get(context["post"].pk, {})) for context in contexts]


def _shown(context):
    context = _worded(context)
    return context | {"body": with_cards(context["body"], context["cards"])} if context["cards"] else context


def _worded(context):
    post, audience, parent = context["post"], context["audience"], context["parent"]
    author = author_for(post, audience)
    return context | {
        "author": author,
        "by_author": author.opened,
        "answered": author_for(parent, audience) if parent else None,
        "poll": poll_of(post),
        "settles": post.thread.answer_id == post.pk,
        "body": _with_mentions(post.body, context["members"]),
        "cards": cards_of(post, context["targets"]),
        "quotes": [_worded_quote(text, quoted, audience) for text, quoted in context["quoted"]],
    }


def _worded_quote(text, quoted, audience):
    if not text:
        return Quoted("")
    url = reverse("forums:post-detail", args=[quoted.pk])
    return Quoted(text, author_for(quoted, audience).label, url)


def _with_mentions(body, members):
    def name(match):
        member = members.get(match[1])
        if member is None:
            return escape(_("@a former member"))
        url = address_of(member)
        return format_html('<a class="mention" href="{}">@{}</a>', url, member.display_name)

    return mark_safe(MENTION.sub(name, body))


class _Looked:
    """What posts of one audience point at, looked up for its neutral reader."""

    def __init__(self, audience, posts):
        self.audience, self.posts, self.reader = audience, posts, Reader(audience)
        self.members = self._members()
        quotes = self._quotes()
        pointed_at = {post.parent_id for post in posts} | {quote.quoted_id for quote in quotes}
        self.shown = self._visible(pointed_at - {None})
        self.quotes = self._quoted(quotes)
        self.resources = self._resources()
        self.files = self._files()
        self.targets = look_up(self.reader, posts)

    def contexts(self):
        for post in self.posts:
            resource = self.resources.get(post.resource_id)
            yield (
                post,
                {
                    "post": post,
                    "audience": self.audience,
                    "members": self.members,
                    "parent": self.shown.get(post.parent_id),
                    "quoted": self.quotes.get(post.pk, []),
                    "resource": resource,
                    "resource_gone": post.resource_id is not None and resource is None,
                    "targets": self.targets,
                    "attachments": self.files.get(post.pk, []),
                },
            )

    def _members(self):
        uuids = {uuid for post in self.posts for uuid in MENTION.findall(post.body)}
        if not uuids:
            return {}
        members = User.objects.full_members().filter(uuid__in=uuids).only("uuid", "display_name")
        return {str(member.uuid): member for member in members}

    def _quotes(self):
        posts = [post for post in self.posts if getattr(post, "has_quotes", True)]
        return quotes_in(posts=tuple(post.pk for post in posts)) if posts else []

    def _quoted(self, quotes):
        """(text, post) of what each post quotes, by post."""
        edited = {
            (quote.quoted_id, quote.revision)
            for quote in quotes
            if quote.quoted_id in self.shown and self.shown[quote.quoted_id].revision != quote.revision
        }
        earlier = _earlier(edited)
        found: dict[int, list] = {}
        for quote in quotes:
            post = self.shown.get(quote.quoted_id)
            found.setdefault(quote.post_id, []).append((_text_of(quote, post, earlier), post))
        return found

    def _visible(self, keys):
        """Posts by key. Those that are rendered too are known: only of others is asked whether they may be seen."""
        here = {
            post.pk: post
            for post in self.posts
            if post.pk in keys and State.VISIBLE == post.state == post.thread.state
        }
        if missing := keys - here.keys():
            here |= {post.pk: post for post in posts_to(self.reader, keys=tuple(missing))}
        return here

    def _resources(self):
        keys = {post.resource_id for post in self.posts if post.resource_id}
        seen = Resource.objects.visible_to(self.reader).with_files(self.reader)
        return seen.in_bulk(keys) if keys else {}

    def _files(self):
        files: dict[int, list[Attachment]] = {}
        posts = [post for post in self.posts if getattr(post, "has_files", True)]
        for file in Attachment.objects.standing().filter(post__in=posts) if posts else ():
            files.setdefault(file.post_id, []).append(file)
        return files


@Prepared
def quotes_in(*, posts):
    return Quote.objects.filter(post__in=posts).order_by("pk")


@PreparedFor
def posts_to(reader, *, keys):
    return Post.objects.visible_to(reader).to_render().filter(pk__in=keys).order_by()


def _earlier(keys):
    """The bodies of earlier revisions, by post and number."""
    rows = PostRevision.objects.filter(post__in={post for post, _number in keys}) if keys else ()
    return {(row.post_id, row.number): row.body for row in rows if (row.post_id, row.number) in keys}


def _text_of(quote, post, earlier):
    """The quoted words, if they may be seen and still stand: what an author took out of a text is quoted no longer."""
    if post is None:
        return ""
    now = plain(post.body)
    if post.revision == quote.revision:
        return now[quote.start : quote.end]
    then = plain(earlier.get((post.pk, quote.revision), ""))[quote.start : quote.end]
    return then if then and then in now else ""
