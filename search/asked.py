"""What an address asks: the box and the chosen facets together, for one viewer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from forums.models import Thread
from members.permissions import MEMBERS, audience_tokens, is_member, sector_of
from search.box import TICKED, Box, clean, read
from search.days import days
from search.meaning import Meaning, meaning_of
from search.personal import called, groups_that, groups_without, labels_of, names_in
from search.query import MOST_UNITS, Query
from search.vocabulary import Choices, choices, kinds_in, resolver

SIZE = 10
LAST_PAGE = 300

SORTS = ("newest", "helpful")  # beside the best first


@dataclass
class Asked:
    """What an address asks, as it was understood. `chosen`: what each facet is narrowed to; empty ones are left out.
    `within`: the conversation in which alone is looked, where the address names one that the viewer may see."""

    query: Query
    box: Box
    known: Choices
    meaning: Meaning
    chosen: dict[str, frozenset[str]]
    within: Thread | None = None


def asked(viewer: Any, params: QueryDict, *, language: str, size: int = SIZE) -> Asked:
    """Read the box and the chosen facets, for this viewer. Values that nobody knows are not there."""
    known = choices(member=is_member(viewer))
    tokens = audience_tokens(viewer)
    text = params.get("q", "")
    names = names_in(clean(text))
    people = labels_of(viewer, names) if names else []

    def labels(said: str) -> list[str]:
        return [label for label in people if called(label, said)] if said in names else []

    box = read(text, resolve=resolver(known, labels))
    meaning = meaning_of(box.plain, language, open_only=MEMBERS not in tokens, begun=box.begun)
    units = (*box.units, *meaning.units)
    box.units, box.cut = units[:MOST_UNITS], box.cut or len(units) > MOST_UNITS
    for filters in (box.filters, box.left_out):
        if "kind" in filters:
            filters["kind"] = kinds_in(filters["kind"])
    chosen = {name: {value for value in params.getlist(name) if value in known[name]} for name in TICKED}
    wanted = {name: frozenset(chosen[name] | box.filters.get(name, set())) for name in TICKED}
    groups = groups_that(viewer, states_in(wanted))
    within, sector = thread_in(params, viewer), sector_of(viewer)
    if "thread" in params:
        only = {f"thread:{within.pk}"} if within else set()
        groups = frozenset(only if groups is None else only & groups)
    date, page, sort = (params.get(name, "") for name in ("date", "page", "sort"))
    query = Query(
        text=box.text,
        units=box.units,
        without=box.without,
        kinds=wanted["kind"],
        principles=wanted["principle"],
        sectors=wanted["sector"],
        languages=wanted["lang"],
        tags=frozenset(box.filters.get("tag", ())),
        marks=wanted["has"] - {"answer"},
        authors=frozenset(label for said in box.filters.get("by", ()) for label in labels(said)),
        groups=groups,
        no_groups=groups_without(viewer, states_in(box.left_out)),
        left_out=tuple(left_out(box, labels)),
        date=date if date in known["date"] else "",
        after=max(days(box.filters.get("after", ())), default=None),
        before=min(days(box.filters.get("before", ()), end=True), default=None),
        tokens=frozenset(tokens),
        apart=within is not None,
        own_sector=sector.slug if sector else "",
        sort=sort if sort in SORTS else "relevance",
        page=min(max(int(page), 1), LAST_PAGE) if page.isdecimal() and len(page) < 6 else 1,
        size=size,
        language=meaning.language,
        parts=box.parts,
    )
    more = {name: wanted[name] for name in ("has", "is") if wanted[name]}
    return Asked(query, box, known, meaning, query.chosen | more, within)


def kept(params: QueryDict) -> QueryDict:
    """The parameters that mean something here, for the links of the page."""
    out = QueryDict(mutable=True)
    for name in ("q", *TICKED, "date", "thread", "sort", "view"):
        if values := [value[:300] for value in params.getlist(name)[:20] if value]:
            out.setlist(name, values)
    return out


def thread_in(params: QueryDict, viewer: Any) -> Thread | None:
    """The conversation that an address looks into, if there is such a one for the viewer."""
    key = params.get("thread", "")
    if not key.isdecimal() or len(key) > 18:
        return None
    return Thread.objects.visible_to(viewer).filter(pk=int(key)).first()


def states_in(filters: Mapping[str, Iterable[str]]) -> set[str]:
    """What is asked of whole conversations. To have an answer is one of these."""
    return {*filters.get("is", ())} | ({"answered"} if "answer" in filters.get("has", ()) else set())


def left_out(box: Box, labels: Any) -> Iterable[tuple[str, frozenset[str]]]:
    """What no entry may have, by dimension."""
    for name, values in sorted(box.left_out.items()):
        found = {label for said in values for label in labels(said)} if name == "by" else values - {"answer"}
        if name != "is" and found:
            yield name, frozenset(found)
