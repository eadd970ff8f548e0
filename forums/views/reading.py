"""A conversation as a page: which replies, what is new, what the viewer may do."""

from datetime import datetime
from math import ceil
from typing import NamedTuple

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop.core.access import Refused, allowed
from cop.core.templatetags.cop import ago
from cop.core.text import plain
from forums import permissions
from forums.addresses import PAGE, page_of
from forums.authors import author_for, counted
from forums.forms.posting import TakeAwayForm, form_class, range_of
from forums.meetings import meeting_of
from forums.models import Post, Reflection, Thread
from forums.models.authored import State
from forums.rendering import render_post, render_posts
from forums.selectors import as_read_by, cards, ideas_open, reactions_of, translations
from forums.services import posting
from forums.services.meetings import comes
from forums.services.polls import chosen_by
from forums.services.sequence import APART, joined
from forums.tree import arrange
from forums.views.drafts import begun
from forums.views.speaking import speaker_in, status_of, within
from members.permissions import is_member

KIN = 10  # threads that were split off it, named beside it

ANSWER = 280  # characters of the answer that stand under its question

READ_IN = {"en": "Read in English", "es": "Leer en español"}


def thread_or_404(request, pk):
    """The thread as a card, if the viewer may see it."""
    threads = Thread.objects.visible_to(request.user).select_related("forum").filter(pk=pk)
    found = cards(as_read_by(threads, request.user))
    if not found:
        raise Http404
    return found[0]


@counted()
def thread_detail(request, pk):
    """A conversation that was joined to another is read there."""
    try:
        thread = thread_or_404(request, pk)
    except Http404:
        source = joined(request.user, pk)
        if source is None:
            raise
        return redirect("forums:thread-detail", source.merged_into_id, permanent=True)
    return thread_page(request, thread)


def number(text):
    return int(text) if text.isdecimal() and len(text) < 10 else None


def thread_page(request, thread, *, form=None, take_form=None):
    """The page of a thread, with a form that came back where there is one."""
    viewer = request.user
    mine = viewer.is_authenticated and thread.author_id == viewer.pk
    talk = Talk(request, thread)
    opening, take = talk.of_kind(Post.Kind.OPENING), talk.of_kind(Post.Kind.TAKEAWAY)
    may_take = mine and take is None and allowed(permissions.check_take_away, viewer, thread)
    composer, refusal = compose(request, thread, form)
    context = {
        "thread": thread,
        "reflection": thread.reflection,
        "strengths": strengths_of(thread.reflection),
        "byline": thread.byline,
        "mine": mine,
        "back": back_to(thread),
        "opening": opening.html if opening else "",
        "opening_id": opening.pk if opening else None,
        "take": take.html if take else "",
        "take_form": take_form or (TakeAwayForm(prefix="take") if may_take and thread.reply_count else None),
        "take_waits": _("Still open. When %(who)s has heard enough, a few sentences will stand here.")
        % {"who": within(thread.byline.label) if thread.byline.anonymous else thread.byline.label},
        "table": thread.table,
        "talk": talk,
        "meeting": meeting_of(thread),
        "comes": comes(viewer, thread),
        "may_arrange": is_member(viewer) and allowed(permissions.check_arrange, viewer, thread),
        "may_lock": is_member(viewer) and allowed(permissions.check_lock, viewer, thread),
        "may_moderate": is_member(viewer) and allowed(permissions.check_moderate, viewer),
        "kin": kin_of(thread, viewer),
        "pace": pace_of(thread),
        "fold_ideas": talk.folds,
        "composer": composer,
        "refusal": refusal,
        "may_act": is_member(viewer),
        "level": thread.level,
        "translations": invitations(viewer, thread),
        "tags": thread.words,
        "may_withdraw": mine and thread.reflection is not None,
    }
    returned = next((one for one in (form, take_form) if one is not None), None)
    return render(
        request, "forums/thread_detail.html", context, status=status_of(returned) if returned else 200
    )


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
        # Each part is found by an index of its own: "of these kinds" would read the whole conversation.
        here = Q(position=1) | Q(position__range=(self.first, self.first + PAGE - 1))
        apart = Q(kind=Post.Kind.TAKEAWAY) & ~Q(state=State.REMOVED)
        if self.thread.state == State.HELD:
            apart |= Q(kind=Post.Kind.OPENING)  # which has no place yet
        if self.thread.answer_id:
            apart |= Q(pk=self.thread.answer_id)
        if self.thread.held_count and self.viewer.is_authenticated:
            apart |= Q(state=State.HELD, author=self.viewer)
        posts = Post.objects.visible_to(self.viewer).filter(here | apart, thread=self.thread)
        posts = list(posts.to_render().order_by("position"))
        for post in posts:
            post.thread = self.thread
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
        if before < shown and (before >= self.first - 1 or not self.page.has_next()):
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


def own_marks(viewer, posts):
    """What the page adds to posts for one reader, by post: their own signs, what they may do with their own words."""
    signs, chosen = reactions_of(viewer, posts), chosen_by(viewer, posts)
    moderates = allowed(permissions.check_moderate, viewer)
    return {
        post.pk: {
            "reacted": signs.get(post.pk, ()),
            "chosen": chosen.get(post.pk, ()),
            "mine": viewer.is_authenticated and post.author_id == viewer.pk,
            "may_edit": bool(post.body) and allowed(permissions.check_edit, viewer, post),
            "may_remove": allowed(permissions.check_remove, viewer, post),
            "may_moderate": moderates,
            "may_answer": post.kind not in APART and allowed(permissions.check_answer, viewer, post.thread),
        }
        for post in posts
    }


def rendered(post, viewer):
    """A post as its author's own page shows it."""
    return render_post(post, own=own_marks(viewer, [post])[post.pk])


def compose(request, thread, form):
    """The reply form with who speaks, what is answered and quoted; or why there is none."""
    viewer = request.user
    try:
        permissions.check_reply(viewer, thread)
    except Refused as error:
        if form is None:
            return None, "" if thread.is_locked or not viewer.is_authenticated else str(error)
    if form is None:
        initial = {"parent": request.GET.get("answer"), "quote": request.GET.get("quote")}
        initial = {name: number(value or "") for name, value in initial.items()}
        if "draft" in request.GET:
            initial |= begun(viewer, thread)
        form = form_class(thread)(viewer=viewer, thread=thread, initial=initial)
    posts = {}
    wanted = {name: number(str(form[name].value() or "")) for name in ("parent", "quote")}
    if any(wanted.values()):
        found = Post.objects.visible_to(viewer).filter(
            thread=thread, pk__in=[pk for pk in wanted.values() if pk]
        )
        posts = found.to_render().in_bulk()
    answered, quoted = posts.get(wanted["parent"]), posts.get(wanted["quote"])
    return {
        "form": form,
        "speaker": speaker_in(viewer, thread, spoke=thread.spoken_post is not None),
        "answered": {"label": author_for(answered, thread.audience).label} if answered else None,
        "quoted": {"text": passage(quoted, form["quote_text"].value() or "")} if quoted else None,
    }, ""


def passage(post, text):
    start, end = range_of(post, text)
    return plain(post.body)[start:end]


def invitations(viewer, thread):
    """The same conversation in other languages, each inviting in its own."""
    others = list(translations(thread, viewer)) if thread.translated else []
    for other in others:
        other.invitation = READ_IN.get(other.language, other.get_language_display())
    return others


def kin_of(thread, viewer):
    """What it was split off from and what was split off it, as far as the viewer may see them."""
    if not (thread.has_split or thread.split_from_id):
        return []
    related = Q(pk=thread.split_from_id) | Q(split_from=thread.pk)
    return list(Thread.objects.visible_to(viewer).filter(related).order_by("pk")[:KIN])


def pace_of(thread):
    """How often one member can reply, in words; empty where there is no limit."""
    if not thread.slow_seconds:
        return ""
    minutes = ceil(thread.slow_seconds / 60)
    return ngettext(
        "This conversation goes slowly: one reply a minute from each of us.",
        "This conversation goes slowly: one reply in %(n)d minutes from each of us.",
        minutes,
    ) % {"n": minutes}


def back_to(thread):
    if thread.forum and thread.forum.circle_id:
        return {"url": reverse("forums:forum-detail", args=[thread.forum.slug]), "name": thread.forum.name}
    return {"url": reverse("forums:thread-list"), "name": _("Talk")}


def strengths_of(reflection):
    chosen = reflection.strengths if reflection else ()
    return [label for value, label in Reflection.Strength.choices if value in chosen]
