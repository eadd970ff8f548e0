"""A conversation as a page: which replies, what is new, what the viewer may do."""

from math import ceil
from typing import NamedTuple
from uuid import uuid4

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cop.core.access import Refused, allowed
from cop.core.text import plain
from forums import permissions
from forums.across.answered import ENOUGH, is_seen_held
from forums.authors import author_for, counted, within
from forums.forms.posting import TakeAwayForm, form_class, range_of
from forums.meetings import is_round, meeting_of
from forums.models import Invitation, Post, Thread
from forums.models.authored import AuthorKind
from forums.readers import is_between_two
from forums.selectors import card, translations
from forums.services.meetings import comes
from forums.services.reflections import MOST_READ, reach
from forums.services.sequence import joined
from forums.showing.fragments import composer, seats
from forums.showing.quoting import grown_from
from forums.showing.sections import guide_of
from forums.views.drafts import begun
from forums.views.leading import lead_on
from forums.views.rounds import shown as shown_round
from forums.views.speaking import speaker_in, status_of
from forums.views.talk import Talk, number
from members.permissions import is_member, sector_of

WRITTEN = {"answer", "quote", "draft"}  # what puts something into the reply form before it is shown
KIN = 10  # threads that were split off it, named beside it

READ_IN = {"en": "Read in English", "es": "Leer en español"}


def thread_or_404(request, pk):
    """The thread as a card, if the viewer may see it."""
    found = card(request.user, pk)
    if found is None:
        raise Http404
    return found


@counted()
def thread_detail(request, pk):
    """A conversation that was joined to another is read there."""
    try:
        thread = thread_or_404(request, pk)
    except Http404:
        source = joined(request.user, pk)
        if source is None:
            raise
        return lead_on(request, source)
    return thread_page(request, thread)


def thread_page(request, thread, *, form=None, take_form=None):
    """The page of a thread, with a form that came back where there is one."""
    viewer = request.user
    mine = viewer.is_authenticated and thread.author_id == viewer.pk
    talk = Talk(request, thread)
    opening, take = talk.of_kind(Post.Kind.OPENING), talk.of_kind(Post.Kind.TAKEAWAY)
    may_take = mine and take is None and allowed(permissions.check_take_away, viewer, thread)
    composing, refusal = compose(request, thread, form)
    about_round = shown_round(request, thread) if is_round(thread) else None
    reflection = thread.reflection or (thread.earlier if thread.earlier_id else None)
    context = {
        "thread": thread,
        "reflection": reflection,
        "strengths": reflection.strength_labels if reflection else [],
        "between": between(thread, viewer, reflection),
        "byline": thread.byline,
        "mine": mine,
        "held": mine and heard_across(thread),
        "invitation": invitation_to(thread, viewer),
        "back": back_to(thread),
        "opening": opening.html if opening else "",
        "opening_id": opening.pk if opening else None,
        "take": take.html if take else "",
        "take_form": take_form or (TakeAwayForm(prefix="take") if may_take and thread.reply_count else None),
        "take_waits": _("Still open. When %(who)s has heard enough, a few sentences will stand here.")
        % {"who": within(thread.byline.label) if thread.byline.anonymous else thread.byline.label},
        "seats": seats(thread, sector_of(viewer)),
        "talk": talk,
        "meeting": meeting_of(thread),
        "round": about_round,
        "comes": comes(viewer, thread) if about_round is None else about_round.comes,
        "may_arrange": is_member(viewer) and allowed(permissions.check_arrange, viewer, thread),
        "may_lock": is_member(viewer) and allowed(permissions.check_lock, viewer, thread),
        "may_hand_over": is_member(viewer) and allowed(permissions.check_hand_over, viewer, thread),
        "may_moderate": is_member(viewer) and allowed(permissions.check_moderate, viewer),
        "kin": kin_of(thread, viewer),
        "guides": grown_from(thread, viewer),
        "about": guide_of(thread, viewer),
        "may_distil": is_member(viewer) and allowed(permissions.check_distil, viewer, thread),
        "pace": pace_of(thread),
        "fold_ideas": talk.folds,
        "composer": composing,
        "refusal": refusal,
        "may_act": is_member(viewer),
        "any_post": {"pk": 0, "edited_at": None, "helped": False},
        "may_help": mine and thread.kind == Thread.Kind.REFLECTION,
        "may_answer": is_member(viewer) and allowed(permissions.check_answer, viewer, thread),
        "level": thread.level,
        "translations": invitations(viewer, thread),
        "tags": thread.words,
        "may_withdraw": mine and thread.reflection is not None,
        "may_widen": mine and thread.reflection is not None and reach(thread.audience) < MOST_READ,
        "may_leave": is_member(viewer) and thread.forum_id is None and not mine,
    }
    returned = next((one for one in (form, take_form) if one is not None), None)
    return render(
        request, "forums/thread_detail.html", context, status=status_of(returned) if returned else 200
    )


def heard_across(thread):
    """Whether colleagues of other sectors have answered a reflection. Nothing is asked before two have."""
    if thread.kind != Thread.Kind.REFLECTION or thread.forum_id is None:
        return False
    others = sum(replies for sector, replies in thread.table if sector != thread.byline.sector)
    return others >= ENOUGH and Thread.objects.filter(is_seen_held({thread.audience}), pk=thread.pk).exists()


def invitation_to(thread, viewer):
    """The viewer's open invitation to speak here, or None; the row is read only where there is one."""
    if thread.invitation is None:
        return None
    return (
        Invitation.objects.visible_to(viewer)
        .select_related("invited_by")
        .filter(pk=thread.invitation)
        .first()
    )


class Between(NamedTuple):
    """Of a conversation that few read: `names` of those who do; `alone`: nobody but its author; `stayed`: its
    reflection went on to more people, whose conversation is at `now` where the viewer reads it too."""

    mine: bool
    names: tuple[str, ...]
    alone: bool
    stayed: bool
    now: str


def between(thread, viewer, reflection):
    """None for a conversation in a forum whose reflection, if any, stands there."""
    stayed = bool(thread.earlier_id)
    if thread.forum_id is not None and not stayed:
        return None
    readers = [] if thread.forum_id else list(thread.readers.select_related("member").order_by("pk"))
    names = tuple(one.member.display_name for one in readers)
    alone = thread.forum_id is None and len(names) < 2
    # An anonymous author's conversations are never linked to each other.
    open_named = Thread.objects.visible_to(viewer).filter(author_kind=AuthorKind.MEMBER)
    further = open_named.filter(reflection=reflection).first() if stayed else None
    now = reverse("forums:thread-detail", args=[further.pk]) if further else ""
    return Between(thread.author_id == viewer.pk, names, alone, stayed, now)


def compose(request, thread, form):
    """The reply form with who speaks, what is answered and quoted; or why there is none."""
    viewer = request.user
    try:
        permissions.check_reply(viewer, thread)
    except Refused as error:
        if form is None:
            return None, "" if thread.is_locked or not viewer.is_authenticated else str(error)
    speaker = speaker_in(viewer, thread, spoke=thread.spoken_post is not None)
    if form is None and not WRITTEN & request.GET.keys():
        return {"kept": composer(thread, speaker), "key": uuid4()}, ""
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
        "key": form["idempotency_key"].value() or uuid4(),
        "speaker": speaker,
        "between_two": is_between_two(thread.audience),
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
