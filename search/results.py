"""From what an engine answers to what a person may see: rows read again, passages cut, addresses built."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from taggit.models import Tag

from cop.core.prepared import Prepared
from cop.core.registries import entries
from cop.core.text import excerpt
from forums.models import Thread
from forums.readers import PreparedFor
from library.models import Resource
from members.permissions import MEMBERS, PUBLIC, audience_tokens
from search import best_bets
from search.analysis import fold
from search.analysis import words as words_in
from search.asked import SIZE, asked
from search.box import Box
from search.engines import Hit, Results, ask, database
from search.highlighting import Highlighter
from search.meaning import Meaning
from search.models import SearchEntry
from search.query import MOST_UNITS, SHORTEST_PREFIX, Query, Unit, meant
from search.stopwords import SMALL
from search.vocabulary import FAMILIES, Choice, Choices, choices

STEP = 40  # entries of a page, or more


@dataclass
class Found:
    """One result. `entry` leads (the guide, the thread); titles and excerpts are HTML, escaped and marked.

    `section` names the part of a guide that says it best, to which `url` then leads. `tags` are those that were asked for. `reply` is the best post of a
    thread, or None, with its own excerpt, author and seat. `foreign` names the language where it is not the reader's.
    `chosen`: curators put it first for this question. `seat`: the chair of who speaks.
    """

    entry: SearchEntry
    title: SafeString
    excerpt: SafeString
    url: str
    family: str
    icon: str
    form: str
    foreign: str
    principles: list[Choice]
    sectors: list[str]
    author: str
    seat: Choice | None = None
    tags: list[SafeString] = field(default_factory=list)
    section: str = ""
    chosen: bool = False
    reply: SearchEntry | None = None
    reply_excerpt: SafeString | str = ""
    reply_author: str = ""
    reply_seat: Choice | None = None


@dataclass
class Answer:
    """A page of results and what they were found with."""

    query: Query
    box: Box
    results: Results
    found: list[Found]
    known: Choices
    meaning: Meaning
    chosen: dict[str, frozenset[str]]
    within: Thread | None = None


def search(viewer: Any, params: QueryDict, *, language: str, size: int = SIZE) -> Answer:
    """Answer what an address asks, for this viewer."""
    this = asked(viewer, params, language=language, size=size)
    # One conversation is looked through by the database: it is small, and there as soon as it was said.
    results = (
        database.search(this.query) if this.query.apart else ask(lambda engine: engine.search(this.query))
    )
    chosen = best_bets.first(this, language)
    hits = best_bets.before(results.hits, chosen, this.query.page)
    found = shown(hits, viewer, this.query.units, this.known)
    for one in found:
        one.chosen = one.entry.group in chosen
    results.total = max(results.total, sum(one.chosen for one in found))
    return Answer(this.query, this.box, results, found, this.known, this.meaning, this.chosen, this.within)


def shown(hits: Sequence[Hit], viewer: Any, units: Sequence[Unit], known: Choices) -> list[Found]:
    """The hits that the viewer may see now, as they are now."""
    keys = {key for hit in hits for key in (hit.group, *hit.keys)}
    rows = rows_of(keys)
    visible = still_visible(rows.values(), viewer)
    light = Highlighter(units)
    out = []
    for hit in hits:
        leader = rows.get(hit.group)
        if leader is None or hit.group not in visible:
            continue
        parts = [rows[key] for key in hit.keys if key != hit.group and key in rows and key in visible]
        out.append(_found(leader, parts, light, known, alone=hit.group not in hit.keys))
    return out


def still_visible(rows: Iterable[SearchEntry], viewer: Any) -> set[str]:
    """The keys whose objects the viewer may see, asked of all kinds of object in one query. This has the last word."""
    wanted: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    tokens = audience_tokens(viewer)
    for row in rows:
        if row.audience in tokens and row.owner in entries:
            wanted[row.owner][row.object_id].append(row.key)
    if not wanted:
        return set()
    owners = sorted(wanted)
    found = _visible(viewer, *owners, **{owner: filled(wanted[owner]) for owner in owners})
    return {key for owner, pk in found for key in wanted[owner].get(pk, ())}


@PreparedFor
def _visible(viewer: Any, *owners: str, **ids: Sequence[int]) -> QuerySet[Any]:
    """Pairs of an owner and an id, of those ids that the viewer may see."""
    first, *others = (
        entries[owner]
        .model._default_manager.visible_to(viewer)  # type: ignore[attr-defined]
        .filter(pk__in=ids[owner])
        .order_by()
        .annotate(of=Value(owner, output_field=CharField()))
        .values_list("of", "pk")
        for owner in owners
    )
    return first.union(*others, all=True) if others else first


def rows_of(keys: Iterable[str]) -> dict[str, SearchEntry]:
    """The entries of these keys that are there, by key."""
    return {entry.key: entry for entry in _rows(keys=filled(keys))}


@Prepared
def _rows(*, keys: Sequence[str]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(key__in=keys).defer("beside")


def filled(values: Iterable[Any]) -> tuple[Any, ...]:
    """The same values, the last of them so often that there are few different numbers of values: a prepared question is
    written once for each."""
    found = tuple(values)
    return found + found[-1:] * (-len(found) % STEP)


def similar(entry: SearchEntry, viewer: Any, limit: int = 4) -> list[Found]:
    """What speaks of the same things as this and may be seen by the viewer."""
    text = excerpt(f"{entry.title} {entry.summary} {' '.join(entry.tags)} {entry.text}", 600)
    tokens = audience_tokens(viewer)
    hits = ask(
        lambda engine: engine.similar(text, tokens, exclude=entry.group, language=entry.language, limit=limit)
    )
    return shown(hits, viewer, (), choices())


def alike(text: str, viewer: Any, language: str, limit: int = 5) -> list[Found]:
    """What speaks of what somebody is about to ask, as far as they may see it."""
    tokens = audience_tokens(viewer)
    hits = ask(lambda engine: engine.similar(text, tokens, language=language, limit=limit))
    return shown(hits, viewer, (), choices())


def suggested(said: str, viewer: Any, limit: int = 6) -> list[SearchEntry]:
    """What is called so, as far as somebody has typed it and may see it."""
    typed = [word[0] for word in words_in(said)][:MOST_UNITS]
    words = [word for word in typed if fold(word) not in SMALL] or typed
    tokens = audience_tokens(viewer)
    keys = ask(lambda engine: engine.suggest(words, tokens, limit)) if words else []
    rows = rows_of(keys)
    visible = still_visible(rows.values(), viewer)
    return [rows[key] for key in keys if key in visible]


def tags_called(said: str, viewer: Any, limit: int = 3) -> list[str]:
    """Tags that begin so, of what every member, or for visitors everybody, may see."""
    if len(said) < SHORTEST_PREFIX:
        return []
    names = Tag.objects.filter(name__istartswith=said).order_by("name").values_list("name", flat=True)[:SIZE]
    known = frozenset(name for name in names if name == name.casefold() and '"' not in name)
    if not known:
        return []
    tokens = frozenset(audience_tokens(viewer)) & {PUBLIC, MEMBERS}
    query = Query(tags=known, tokens=tokens, size=2 * SIZE)
    groups = [hit.group for hit in ask(lambda engine: engine.search(query)).hits]
    rows = rows_of(groups).values()
    visible = still_visible(rows, viewer)
    return sorted({tag for row in rows if row.key in visible for tag in row.tags if tag in known})[:limit]


def targets(said: str, reader: Any, language: str, limit: int = 6) -> list[Found]:
    """Guides and resources whose words begin as `said`, for whoever the reader stands for."""
    units = tuple(meant([(word, True) for word in said.split()[:8]], language))
    query = Query(
        units=units,
        tokens=frozenset(audience_tokens(reader)),
        kinds=frozenset({"guide", "resource"}),
        size=limit,
        language=language,
    )
    return shown(ask(lambda engine: engine.search(query)).hits, reader, (), choices()) if units else []


def _found(
    leader: SearchEntry,
    parts: list[SearchEntry],
    light: Highlighter,
    known: Choices,
    *,
    alone: bool = False,
) -> Found:
    """`alone`: the parts were found without what leads them, as where somebody's words are asked for."""
    text, held = _excerpt(leader, light)
    family, icon = family_of(leader)
    language = get_language() or ""
    found = Found(
        entry=leader,
        title=light.marked(leader.title, leader.language),
        excerpt=text,
        url=leader.url,
        family=family,
        icon=icon,
        form=_form(leader),
        foreign=known["lang"][leader.language].name
        if leader.language in known["lang"] and leader.language != language
        else "",
        principles=[known["principle"][slug] for slug in leader.principles if slug in known["principle"]],
        sectors=[known["sector"][slug].name for slug in leader.sectors if slug in known["sector"]],
        author=_author(leader, known),
        seat=known["sector"].get(leader.author_sector),
        tags=[tag for tag in _tags(leader, light) if "<mark>" in tag],
    )
    passages = [(part, *light.passage(part.text, part.language)) for part in parts]
    if not passages:
        return found
    part, part_text, part_held = max(passages, key=lambda one: one[2])
    if part.kind == "section" and part_held > held:
        found.excerpt, found.url, found.section = part_text, part.url, part.summary
    elif part.kind in ("post", "use") and (part_held or alone):
        found.reply, found.reply_excerpt = part, part_text
        found.reply_author, found.reply_seat = _author(part, known), known["sector"].get(part.author_sector)
    return found


def _tags(entry: SearchEntry, light: Highlighter) -> Iterable[SafeString]:
    return (light.marked(tag.replace("-", " "), entry.language) for tag in entry.tags)


def family_of(entry: SearchEntry) -> tuple[str, str]:
    """The word and the icon of a family."""
    _many, one, icon = FAMILIES.get(entry.family, ("", entry.family, "talk"))
    return str(one), icon


def _excerpt(entry: SearchEntry, light: Highlighter) -> tuple[SafeString, int]:
    """The summary where it holds as much of what was asked as the text, else the passage that holds most."""
    summary, in_summary = light.passage(entry.summary, entry.language)
    text, in_text = light.passage(entry.text, entry.language)
    if entry.summary and (in_summary >= in_text or not entry.text):
        return summary, in_summary
    return text, in_text


def _form(entry: SearchEntry) -> str:
    return str(Resource.Kind(entry.form).label) if entry.form in Resource.Kind.values else ""


def _author(entry: SearchEntry, known: Choices) -> str:
    """Who speaks, as far as anybody may know."""
    if entry.author_label or entry.kind not in ("thread", "post", "use"):
        return entry.author_label
    sector = known["sector"].get(entry.author_sector)
    return sector.noun if sector else _("A colleague")
