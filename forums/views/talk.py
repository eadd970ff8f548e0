"""The replies on one page of a conversation, for one reader."""

from datetime import datetime
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.text import Truncator

from cop.core.access import allowed
from cop.core.still import is_still
from cop.core.templatetags.cop import ago
from cop.core.text import plain
from forums import permissions
from forums.authors import author_for
from forums.models import Post, Thread
from forums.models.authored import State
from forums.readers import PreparedFor
from forums.selectors import ideas_open, reactions_of
from forums.services import posting
from forums.services.polls import chosen_by
from forums.services.sequence import APART
from forums.showing.addresses import PAGE, page_of
from forums.showing.rendering import render_post, render_posts
from forums.showing.tree import arrange
from members.permissions import is_member

ANSWER = 280  # characters of the answer that stand under its question


def number(text):
    return int(text) if text.isdecimal() and len(text) < 10 else None


class Seen(NamedTuple):
    position: int
    read_at: datetime


class Talk:
    """The replies on one page, rendered, with the line where reading stopped last time."""

    def __init__(self, request, thread):
        self.thread, self.viewer, self.params = thread, request.user, request.GET
        self.folds = thread.reflection is not None and not ideas_open(thread)
        pages = Paginator(range(max(thread.last_position, 1)), PAGE)
        asked = number(request.GET.get("page", "")) or self._page_of_what_is_answered() or 1
        self.page = pages.get_page(asked)
        self.pages = pages.num_pages
        self.first = (self.page.number - 1) * PAGE + 1
        self.last = self.page.number * PAGE if self.page.has_next() else ""
        self.seen = self._seen()
        self.all = self._rendered()
        self.held = [one for one in self.all if one.state == State.HELD and one.kind not in APART]
        self.answer = self._answer()
        self._mark_new()

    def of_kind(self, kind):
        return next((one for one in self.all if one.kind == kind), None)

    def _here(self, post):
        return self.first <= (post.position or 0) < self.first + PAGE

    def _answer(self):
        """The beginning of the reply that settles the question, wherever it stands."""
        found = next((one for one in self.all if one.pk == self.thread.answer_id), None)
        if found is None:
            return {"pk": None, "label": "", "language": self.thread.language, "text": ""}
        label = author_for(found, self.thread.audience).label
        text = Truncator(plain(found.body)).chars(ANSWER)
        return {"pk": found.pk, "label": label, "language": found.language, "text": text}

    def _page_of_what_is_answered(self):
        pk = number(self.params.get("answer", "") or self.params.get("quote", ""))
        if pk is None:
            return None
        position = Post.objects.filter(thread=self.thread, pk=pk).values_list("position", flat=True).first()
        return page_of(position) if position else None

    def _rendered(self):
        thread, viewer = self.thread, self.viewer
        posts = posts_on(
            viewer,
            thread.state == State.HELD,
            thread.answer_id is not None,
            bool(thread.held_count) and viewer.is_authenticated,
            thread=thread.pk,
            first=self.first,
            last=self.first + PAGE - 1,
            answer=thread.answer_id or 0,
        )
        for post in posts:
            post.thread = thread
        self.posts = arrange([one for one in posts if one.kind not in APART and self._here(one)])
        own = own_marks(self.viewer, posts)
        self._mark_each(own)
        for post, html in zip(posts, render_posts(posts, own=own), strict=True):
            post.html, post.is_mine = html, own[post.pk]["mine"]
            post.folded = self.folds and post.kind == Post.Kind.IDEA
        return posts

    def _seen(self):
        """How far the member had read before, and when; None who has not been here."""
        before = self.thread.seen_position
        return None if before is None else Seen(before, self.thread.seen_at)

    def _mark_each(self, own):
        """Where each reply stands, and which are new: with a line where what is new comes last, else with a word each."""
        new = [
            self.seen is not None and one.position > self.seen.position and not own[one.pk]["mine"]
            for one in self.posts
        ]
        start = new.index(True) if True in new else len(new)
        self.line_before = self.posts[start].pk if start < len(new) else None
        rest = zip(self.posts[start:], new[start:], strict=True)
        self.line_whole = all(is_new or own[one.pk]["mine"] for one, is_new in rest)
        self.unseen = sum(new)
        for post, is_new in zip(self.posts, new, strict=True):
            own[post.pk] |= {
                "under": post.under,
                "direct": post.direct,
                "new": is_new and not self.line_whole,
            }

    def _mark_new(self):
        """How much the member has not seen yet, and where it begins; showing it counts as reading."""
        self.new_count, self.new_url, self.seen_ago = 0, "#new", ""
        if not is_member(self.viewer):
            return
        before, end = self.seen.position if self.seen else 0, self.first + PAGE - 1
        last = max((one.position for one in self.posts), default=0)
        shown = last if last and self.page.has_next() else self.thread.last_position
        # Who jumps into the middle has not read what lies between; who goes to the end wants no more of it.
        if not is_still() and before < shown and (before >= self.first - 1 or not self.page.has_next()):
            posting.mark_read(actor=self.viewer, thread=self.thread, position=shown)
        if self.seen is None or before >= self.thread.last_position:
            return
        self.seen_ago = ago(self.seen.read_at)
        if page_of(before + 1) != self.page.number:
            self.new_count = self.thread.last_position - before
            self.new_url = f"?page={page_of(before + 1)}#new"
            return
        self.new_count = self.unseen + max(0, self.thread.last_position - max(before, end))
        if not self.unseen:
            self.new_url = f"?page={self.page.number + 1}#new"


@PreparedFor
def posts_on(viewer, unplaced, settled, waiting, *, thread, first, last, answer):
    """What a page of a conversation shows, in its order: the opening (`unplaced`: it is held and has no place yet), what
    stands here, the take-away, the answer where the question is `settled`, and where some are `waiting` the viewer's own.

    Each part is found by an index of its own, and says how much it is at most: else PostgreSQL, which cannot know that
    only the long conversations have late places, may read the whole of one.
    """
    said = Post.objects.filter(thread=thread).order_by("position").values("pk")
    here = said.filter(position__range=(first, last))[:PAGE]
    apart = Q(kind=Post.Kind.TAKEAWAY) & ~Q(state=State.REMOVED)
    if unplaced:
        apart |= Q(kind=Post.Kind.OPENING)
    if settled:
        apart |= Q(pk=answer)
    if waiting:
        apart |= Q(state=State.HELD, author=viewer.pk)
    parts = [
        Post.objects.filter(pk__in=part).order_by().values("pk")
        for part in (said.filter(position=1)[:1], here)
    ]
    wanted = said.filter(apart).order_by().union(*parts)
    posts = Post.objects.filter(thread=thread, pk__in=wanted).shown_to(viewer)
    return posts.to_render(in_thread=True).order_by("position")


def own_marks(viewer, posts):
    """What the page adds to posts of one thread for one reader, by post: their own signs, what they may do with their own words."""
    signs, chosen = reactions_of(viewer, posts), chosen_by(viewer, posts)
    moderates = allowed(permissions.check_moderate, viewer)
    settles = bool(posts) and allowed(permissions.check_answer, viewer, posts[0].thread)
    thread = posts[0].thread if posts else None
    asked = thread is not None and thread.kind == Thread.Kind.REFLECTION and thread.author_id == viewer.pk
    marks = {}
    for post in posts:
        mine = viewer.is_authenticated and post.author_id == viewer.pk
        marks[post.pk] = {
            "reacted": signs.get(post.pk, ()),
            "chosen": chosen.get(post.pk, ()),
            "mine": mine,
            "may_edit": mine and bool(post.body) and allowed(permissions.check_edit, viewer, post),
            # Of what others said only a moderator is asked for: a page has twenty of them.
            "may_remove": (mine or moderates) and allowed(permissions.check_remove, viewer, post),
            "may_moderate": moderates,
            "may_answer": settles and post.kind not in APART,
            "may_help": asked and not mine and post.kind not in APART,
        }
    return marks


def rendered(post, viewer):
    """A post as its author's own page shows it."""
    return render_post(post, own=own_marks(viewer, [post])[post.pk])
