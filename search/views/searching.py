"""The search page. Everything it can show is in its address, so that any result list can be sent to a colleague."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from cop.core.registries import entries
from cop.core.text import normalise
from forums.authors import address_of
from forums.mentionable import by_name
from forums.models import Forum, Thread
from forums.readers import Reader, members_of
from members.models import profile_of
from members.permissions import MEMBERS, check_member, is_administrator, is_member
from search import results
from search.analysis import fold
from search.asked import LAST_PAGE, SIZE, kept
from search.box import unticked
from search.chips import chips
from search.completing import completions
from search.engines import circuit
from search.models import SearchEntry
from search.nearest import nearest
from search.notes import notes
from search.often import begun
from search.query import DIMENSIONS
from search.results import Answer
from search.saved import address_of as kept_address
from search.services import counting
from search.vocabulary import HEADINGS, choices

OPEN_FACETS = {"kind", "principle"}
BY_KIND = "kinds"
LOOKED_THROUGH, OF_EACH = 60, 3  # results that are grouped by kind, and shown of each
PEOPLE = 3  # among what is suggested
ALSO_SHOWN = 6  # wordings that were looked for too


@require_safe
def related(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """What speaks of the same things, as a fragment; empty where nothing does. 404 for what the viewer may not see."""
    known = entries.get(kind)
    if known is None:
        raise Http404
    there = known.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]
    if not there.filter(pk=pk).exists():
        raise Http404
    entry = SearchEntry.objects.filter(key=f"{kind}:{pk}").first()
    found = results.similar(entry, request.user) if entry else []
    return render(request, "search/fragments/related.html", {"found": found})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`q` and the chosen facets (kind, principle, sector, lang: several; date; sort; view; page), or of one `thread`."""
    by_kind = request.GET.get("view") == BY_KIND and "thread" not in request.GET
    size = LOOKED_THROUGH if by_kind else SIZE
    answer = results.search(request.user, request.GET, language=get_language() or "", size=size)
    if "thread" in request.GET and answer.within is None:
        raise Http404
    params = kept(request.GET)
    if answer.query.page == 1 and not answer.chosen and not answer.within and "sort" not in params:
        counting.count(actor=request.user, box=answer.box, found=answer.results.total > 0)
    context = {
        "found": answer.found,
        "kinds": kinds_in(answer, params) if by_kind else None,
        "total": answer.results.total,
        "capped": answer.results.capped,
        "page": page_of(answer),
        "params": params,
        "q": answer.box.text,
        "asked": bool(answer.box.text or answer.chosen or answer.within),
        "chips": chips(answer, params),
        "corrected": corrected(answer, params),
        "nearest": nearest(answer, params, request.user),
        "also": also(answer),
        "notes": notes(answer, params, member=is_member(request.user)),
        "facets": [] if answer.within else facets(answer),
        "narrowed": unticked(answer.box),
        "within": answer.within,
        "chosen_count": sum(len(values) for values in answer.chosen.values()),
        "keep": [
            (name, value) for name in params for value in params.getlist(name) if name not in ("q", "page")
        ],
        "counted": bool(answer.query.units) and not answer.within and is_member(request.user),
        "first": (answer.query.page - 1) * SIZE,
        "tabs": tabs(answer, params),
        "views": views_of(answer, params),
        "view": params.get("view", ""),
        "sort": answer.query.sort,
        "address": kept_address(request.GET) if is_member(request.user) and not answer.within else "",
        "asleep": circuit.is_open() and is_administrator(request.user),
        "ask_url": ask_url(answer) if is_member(request.user) else "",
    }
    return render(request, "search/search.html", context)


@require_safe
@login_required
def alike(request: HttpRequest) -> HttpResponse:
    """What is there already of a `title` that somebody types: a fragment, empty where there is nothing."""
    check_member(request.user)
    title = normalise(request.GET.get("title", "")[:200]).strip()
    found = results.alike(title, request.user, get_language() or "") if title else []
    return render(request, "search/fragments/alike.html", {"found": found})


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """What the last part of the box may become, what and which tag is called like the words in it, and for members what is often
    asked and who is called so: `?q=`."""
    said = normalise(request.GET.get("q", "")[:100]).strip()
    filters, alone = completions(said, choices(member=is_member(request.user)), request.user)
    if alone:
        return JsonResponse({"suggestions": filters})
    found = filters + [
        {"url": one.url, "title": one.title, "beside": results.family_of(one)[0]}
        for one in results.suggested(said, request.user)
    ]
    found += [
        {"url": asking(f'tag:"{name}"'), "title": name, "beside": gettext("Tag")}
        for name in results.tags_called(said, request.user)
    ]
    if is_member(request.user):
        found += [
            {"url": asking(query), "title": query, "beside": gettext("Often asked")} for query in begun(said)
        ]
        found += [
            {
                "url": address_of(one),
                "title": one.display_name,
                "beside": profile_of(one).role,
            }
            for one in by_name(members_of(MEMBERS), said)[:PEOPLE]
        ]
    return JsonResponse({"suggestions": found})


def asking(q: str) -> str:
    return f"{reverse('search:search')}?{urlencode({'q': q})}"


@require_safe
@login_required
def thread_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """Guides and resources to link in a conversation: what every reader of it may see, by `q`."""
    check_member(request.user)
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    return targets(request, thread.audience)


@require_safe
@login_required
def forum_targets(request: HttpRequest) -> HttpResponse:
    """The same where a conversation is about to begin: `?forum=`."""
    check_member(request.user)
    forums = Forum.objects.visible_to(request.user)
    return targets(request, get_object_or_404(forums, slug=request.GET.get("forum", "")[:50]).audience_token)


def targets(request: HttpRequest, audience: str) -> HttpResponse:
    said = normalise(request.GET.get("q", "")[:100]).strip()
    found = results.targets(said, Reader(audience), get_language() or "") if said else []
    told = [{"url": one.entry.url, "title": one.entry.title, "family": str(one.family)} for one in found]
    return JsonResponse({"targets": told})


def corrected(answer: Answer, params: QueryDict) -> list[dict[str, str]]:
    """Words that nobody wrote, the known ones that were looked for too, and the address with those in their place."""
    out = []
    for typed, meant in answer.meaning.corrected.items():
        better = params.copy()
        better["q"] = " ".join(meant if fold(word) == typed else word for word in answer.box.text.split())
        out.append({"typed": typed, "meant": meant, "url": f"?{better.urlencode()}"})
    return out


def also(answer: Answer) -> list[str]:
    """Wordings of the same meaning that were looked for too, the most alike first."""
    others = [
        other for unit in answer.query.units for other in unit.also if other.said and other.because != "near"
    ]
    others.sort(key=lambda other: -other.worth)
    return list(dict.fromkeys(other.said for other in others))[:ALSO_SHOWN]


def page_of(answer: Answer) -> Page:
    """Numbers for the pager; the engine has cut the page already."""
    reachable = min(answer.results.total, LAST_PAGE * SIZE)
    return Paginator(range(reachable), SIZE).get_page(answer.query.page)


def facets(answer: Answer) -> list[dict]:
    """What there is to narrow down by: known values that lead somewhere, and those that are chosen."""
    out = []
    for name, heading in HEADINGS.items():
        counted = name in DIMENSIONS
        counts = answer.results.facets.get(name, {})
        chosen = answer.chosen.get(name, frozenset())
        values = [
            {"choice": choice, "count": counts.get(slug, 0) if counted else None, "chosen": slug in chosen}
            for slug, choice in answer.known[name].items()
            if counts.get(slug) or slug in chosen or not counted
        ]
        if values and (len(values) > 1 or chosen):
            out.append(
                {
                    "name": name,
                    "heading": heading,
                    "values": values,
                    "one": name == "date",
                    "any": not chosen,
                    "open": name in OPEN_FACETS or bool(chosen),
                }
            )
    return out


def tabs(answer: Answer, params: QueryDict) -> list[dict]:
    """The orders; without words there is only one."""
    if not answer.query.units:
        return []
    orders = (
        ("relevance", gettext("Best")),
        ("helpful", gettext("Most useful")),
        ("newest", gettext("Newest")),
    )
    found = []
    for name, text in orders:
        sorted_so = params.copy()
        sorted_so.pop("sort", None)
        if name != "relevance":
            sorted_so["sort"] = name
        found.append({"text": text, "url": f"?{sorted_so.urlencode()}", "current": answer.query.sort == name})
    return found


def views_of(answer: Answer, params: QueryDict) -> list[dict]:
    """All results mixed, or the best of each kind."""
    if len(answer.results.facets.get("kind", {})) < 2 or answer.within:
        return []
    grouped = params.get("view") == BY_KIND
    mixed, kinds = params.copy(), params.copy()
    mixed.pop("view", None)
    kinds["view"] = BY_KIND
    return [
        {"text": gettext("Mixed"), "url": f"?{mixed.urlencode()}", "current": not grouped},
        {"text": gettext("By kind"), "url": f"?{kinds.urlencode()}", "current": grouped},
    ]


def kinds_in(answer: Answer, params: QueryDict) -> list[dict]:
    """The best of each kind, in the order in which the first of each was found, with how many there are and where."""
    found: dict[str, list] = {}
    for one in answer.found:
        found.setdefault(one.entry.family, []).append(one)
    counts, wanted = answer.results.facets.get("kind", {}), answer.chosen.get("kind")
    for family in counts if not wanted else wanted & counts.keys():
        found.setdefault(family, [])
    out = []
    for family, hits in found.items():
        alone = params.copy()
        alone.pop("view", None)
        alone.setlist("kind", [family])
        number = max(counts.get(family, 0), len(hits))
        name = answer.known["kind"][family].name
        out.append(
            {
                "family": family,
                "name": name,
                "hits": hits[:OF_EACH],
                "number": number,
                "url": f"?{alone.urlencode()}",
            }
        )
    return out


def ask_url(answer: Answer) -> str:
    """Where what was looked for becomes the title of a question."""
    title = " ".join(part.value for part in answer.box.parts if part.kind in ("words", "phrase"))
    address = reverse("forums:thread-create")
    return f"{address}?{urlencode({'title': title[:120]})}" if title else address
