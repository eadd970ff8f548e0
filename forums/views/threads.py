"""Lists of conversations, and beginning one."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from cop.core.access import allowed
from cop.core.fragments import KEPT
from cop.core.text import normalise
from forums import permissions
from forums.across.answered import is_seen_held
from forums.authors import counted
from forums.following import news
from forums.forms.posting import ThreadForm
from forums.meetings import meeting_of
from forums.models import Forum, Reflection, Thread
from forums.models.authored import State
from forums.paging import stretch
from forums.selectors import cards, meetings_ahead, read_positions, to_cards, waiting
from forums.services import posting
from forums.showing.addresses import page_of
from forums.showing.fragments import named
from forums.topics import now_in_ms
from forums.views.drafts import begun
from forums.views.identifying import say
from forums.views.speaking import on_own_clock, sent, speaker_among, status_of, take_in
from library.models.principles import known_principles
from members.models.sectors import known_sectors
from members.permissions import audience_tokens, check_member, leads, sector_of

HELD = ("yes", "no")  # whether colleagues of other sectors have answered
KINDS = (Thread.Kind.REFLECTION, Thread.Kind.QUESTION, Thread.Kind.DISCUSSION)


@dataclass(frozen=True)
class Chosen:
    """How a list is narrowed; each part stands in the address."""

    kind: str = ""
    principle: str = ""
    sector: str = ""
    tag: str = ""
    waiting: str = ""
    unanswered: str = ""
    answered: str = ""
    held: str = ""
    sort: str = ""

    @classmethod
    def of(cls, params):
        return cls(**{name: normalise(params.get(name, "")[:80]) for name in cls.__dataclass_fields__})

    def __bool__(self):
        return replace(self, sort="") != Chosen()

    @property
    def narrowed(self):
        """Whether one of the less common parts is in use."""
        return bool(self.principle or self.sector or self.tag or self.held)

    def order(self, sector):
        """The name of the sort. What nobody has answered comes newest first."""
        if self.waiting and sector:
            return "oldest"
        return self.sort if self.sort in ("new", "thanked") else "new" if self.unanswered else "active"

    def url(self, **changes: Any) -> str:
        parts = vars(replace(self, **changes))
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    def apply(self, threads, sector, viewer):
        if self.waiting and sector:
            threads = waiting(sector, viewer)
        if self.unanswered:
            threads = threads.filter(reply_count=0)
        if self.answered:
            threads = threads.filter(answer__isnull=False)
        if self.held in HELD and leads(viewer):
            heard = is_seen_held(audience_tokens(viewer))
            threads = threads.filter(kind=Thread.Kind.REFLECTION, reflection__kind=Reflection.Kind.CASE)
            threads = threads.filter(heard if self.held == HELD[0] else ~heard)
        if self.kind in Thread.Kind.values:
            threads = threads.filter(kind=self.kind)
        if self.principle:
            threads = threads.filter(principles__slug=self.principle)
        if self.sector:
            threads = threads.filter(sectors__slug=self.sector)
        if self.tag:
            threads = threads.filter(tags__slug=self.tag)
        return threads


@counted()
def thread_list(request):
    return listing(request, Thread.objects.visible_to(request.user))


@counted()
def forum_detail(request, slug):
    forum = get_object_or_404(Forum.objects.visible_to(request.user).select_related("circle"), slug=slug)
    return listing(request, Thread.objects.visible_to(request.user).filter(forum=forum), forum)


def listing(request, threads, forum=None):
    viewer, sector, read_at = request.user, sector_of(request.user), now_in_ms()
    chosen = Chosen.of(request.GET)
    found = chosen.apply(threads.exclude(state=State.HIDDEN), sector, viewer)
    if forum is not None:
        found = found.filter(forum=forum)
    forums = [forum] if forum else list(Forum.objects.visible_to(viewer))
    page = shown(first_rows(found, forums, viewer, request.GET, chosen, sector), viewer)
    context = {
        "page": page,
        "steps": steps(page, chosen),
        "sorts": sorts(chosen, sector),
        "forum": forum,
        "forums": forums,
        "topics": " ".join(f"forum:{one.pk}" for one in forums),
        "read_at": read_at,
        "meetings": ahead(viewer, forum) if not (page.previous or chosen) else [],
        "chosen": chosen,
        "narrowing": narrowing(chosen, sector, leads(viewer)),
        "tag_off": chosen.url(tag=""),
        "sector": sector,
        "may_plan": forum is not None and allowed(permissions.check_schedule, viewer, forum),
        "may_start": any(allowed(permissions.check_start, viewer, one) for one in forums),
    }
    name = "forums/forum_detail.html" if forum else "forums/thread_list.html"
    return render(request, name, context)


@login_required
@counted()
def thread_news(request):
    """What is new in what one follows."""
    check_member(request.user)
    page = shown(stretch(to_cards(news(request.user)), request.user, request.GET), request.user)
    context = {"page": page, "steps": steps(page, Chosen()), "sector": sector_of(request.user)}
    return render(request, "forums/thread_news.html", context)


def shown(page, viewer):
    """A stretch of threads as cards, each with how much is new for the viewer (None where it was never opened) and where."""
    threads = cards(page.rows)
    positions = read_positions(threads, viewer)
    for thread in threads:
        seen = positions.get(thread.pk)
        thread.unread = None if seen is None else max(0, thread.last_position - seen)
        thread.first_new = f"?page={page_of(seen + 1)}#new" if thread.unread else ""
    return replace(page, rows=threads)


def steps(page, chosen):
    """Addresses of what lies before and after."""
    return {
        name: f"{chosen.url()}&{key}".replace("?&", "?")
        for name, key in (("previous", page.previous), ("next", page.next))
        if key
    }


def sorts(chosen, sector):
    """(name, address, whether it is this one). What waits has an order of its own: the oldest first."""
    if chosen.waiting and sector:
        return []
    order = chosen.order(sector)
    return [
        (name, chosen.url(sort="" if name == "active" else name), name == order)
        for name in ("active", "new", "thanked")
    ]


def first_rows(found, forums, viewer, params, chosen, sector):
    """A stretch of threads. On the first of all of them, what is pinned stands before the others; that is looked for
    only where a forum has any."""
    now, order = timezone.now(), chosen.order(sector)
    if chosen or not any(one.pins_until and one.pins_until > now for one in forums):
        return stretch(to_cards(found), viewer, params, order)
    page = stretch(found, viewer, params, order)
    keys = [thread.pk for thread in page.rows]
    wanted = Q(pk__in=keys)
    if not page.previous:
        wanted |= Q(pinned_until__gt=now, state=State.VISIBLE)
    rows = {thread.pk: thread for thread in to_cards(found.filter(wanted))}
    pinned = [thread for thread in rows.values() if thread.is_pinned and not page.previous]
    return replace(
        page, rows=[*pinned, *(rows[key] for key in keys if key in rows and rows[key] not in pinned)]
    )


def filters(chosen, sector):
    """The usual ways to narrow, as chips (name, address, whether it is this one): all, waiting for me, unanswered, and the
    kinds."""
    plain = {"kind": "", "waiting": "", "unanswered": "", "answered": ""}
    ways = {
        "all": {},
        "waiting": {"waiting": "1"},
        "unanswered": {"unanswered": "1"},
        "answered": {"answered": "1"},
    }
    ways |= {kind.value: {"kind": kind.value} for kind in KINDS}
    if not sector:
        del ways["waiting"]
    present = {name: chosen.kind if name == "kind" else "1" for name in plain if getattr(chosen, name)}
    return [
        (name, chosen.url(**plain | way), way.items() <= present.items() if way else not present)
        for name, way in ways.items()
    ]


def narrower(chosen, principles, sectors, leads):
    """Principles and sectors as links that set or unset themselves: (row, address, whether it is set). For who `leads`
    also whether colleagues of other sectors have answered: (name, address, whether it is set)."""
    held = [
        (name, chosen.url(held="" if name == chosen.held else name), name == chosen.held) for name in HELD
    ]
    return {
        "held": held if leads else [],
        "principles": [
            (
                one,
                chosen.url(principle="" if one.slug == chosen.principle else one.slug),
                one.slug == chosen.principle,
            )
            for one in principles
        ],
        "sectors": [
            (one, chosen.url(sector="" if one.slug == chosen.sector else one.slug), one.slug == chosen.sector)
            for one in sectors
        ],
    }


def narrowing(chosen, sector, leads):
    """What narrows a list, as HTML: the chips, and the rarer ones. Kept by its values, as all of cop.core.fragments."""
    principles = tuple(map(named, known_principles().values()))
    sectors = tuple(named(one) for one in known_sectors().values() if one.is_active)
    return _narrowing(get_language(), chosen, named(sector), principles, sectors, leads)


@lru_cache(maxsize=KEPT)
def _narrowing(language, chosen, sector, principles, sectors, leads):
    context = {"filters": filters(chosen, sector), "sector": sector}
    return {
        "chips": render_to_string("forums/fragments/filters.html", context),
        "rarer": render_to_string(
            "forums/fragments/narrower.html", narrower(chosen, principles, sectors, leads)
        ),
    }


@login_required
@on_own_clock
def thread_create(request):
    """Begin a discussion or ask a question. `?forum=` and `?principle=` come from other pages."""
    check_member(request.user)
    forums = Forum.objects.visible_to(request.user).filter(is_open=True)
    initial = {
        "language": get_language(),
        "forum": request.GET.get("forum") or next((forum.slug for forum in forums), ""),
        "principles": request.GET.getlist("principle"),
        "meets_zone": request.user.time_zone,
    }
    if "draft" in request.GET:
        initial |= begun(request.user, None)
    form = ThreadForm(
        sent(request), request.FILES or None, viewer=request.user, forums=forums, initial=initial
    )
    take_in(form)
    if request.method == "POST" and form.is_valid():
        thread = say(form, posting.start_thread, actor=request.user, **form.cleaned_data)
        if thread:
            return redirect("forums:thread-detail", thread.pk)
    context = {"form": form, "speaker": speaker_among(request.user, forums)}
    return render(request, "forums/thread_create.html", context, status=status_of(form))


def ahead(viewer, forum):
    """The next meetings, of one forum where that is looked at."""
    found = [one for one in meetings_ahead(viewer) if forum is None or one.forum_id == forum.pk]
    for thread in found:
        thread.meets = meeting_of(thread)
    return found
