"""A Query in the words of `elasticsearch.dsl`."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from elasticsearch.dsl import A, Q, Search

from search.engines.base import (
    AGE,
    AGEING,
    COLUMN_OF,
    CURATED,
    DATES,
    ENDORSED,
    FAMILIES,
    OWN_LANGUAGE,
    OWN_SECTOR,
    TALK,
    TALK_KINDS,
    WEIGHTS,
)
from search.engines.mapping import LANGUAGES, WORD_FIELDS
from search.query import DIMENSIONS, Query, Unit

#: Fields of a language: for each place where words stand, and for all of them together.
STANDING, ANYWHERE = [f"{name}_{{}}^{WEIGHTS[name]}" for name in WORD_FIELDS], ["all_{}"]
BEGUN = [f"title_folded^{WEIGHTS['title']}", "folded"]
Json = dict[str, Any]
PREFIX_WORTH = 0.15
JUDGED, OF_TALK = 300, 100  # entries that are judged closely: of what is no talk, and of talk
COUNTED = 10_000  # entries of each that are counted
PRECISION = 3000  # groups up to which counts are exact
MOST_VALUES = 60
PARTS = 3  # of a group
#: What an entry is grouped and counted by.
COLUMNS = [
    {"field": "date", "format": "epoch_millis"},
    "group",
    "family",
    "language",
    "principles",
    "sectors",
]


def allowed(tokens: Iterable[str]):
    """Only entries of these audiences. Every request holds this."""
    return Q("terms", audience=sorted(tokens))


def title_query(query: Query):
    """A title that says all that was asked; shorter ones count more."""
    text = " ".join(word for unit in query.units for word in unit.words)
    fields = [f"title_{code}^{WEIGHTS['title']}" for code in LANGUAGES]
    return Q("multi_match", query=text, type="best_fields", operator="and", fields=fields)


def unit_query(unit: Unit):
    """One word or phrase, where it stands best."""
    return in_any_way(unit, STANDING, tie_breaker=0.2)


def holding(unit: Unit):
    """One word or phrase, wherever it stands. Asked in a fraction of the time, since there are fewer fields, and since
    Elasticsearch passes over whatever cannot be among the best."""
    return in_any_way(unit, ANYWHERE)


def in_any_way(unit: Unit, fields: list[str], **how: float):
    """A unit as it was typed, in all languages, or one of its other wordings in the fields of their language."""
    typed = " ".join(unit.words)
    ways = [words_in(typed, fields, LANGUAGES, **how)]
    for other in unit.also:
        codes = [other.language] if other.language else LANGUAGES
        ways.append(words_in(" ".join(other.words), fields, codes, boost=other.worth, **how))
    if unit.prefix:
        begun: dict[str, Any] = {"boost": PREFIX_WORTH, "max_expansions": 200}
        ways.append(Q("multi_match", query=typed, type="phrase_prefix", fields=BEGUN, **begun))
    return Q("dis_max", queries=ways)


def words_in(text: str, fields: list[str], codes: Iterable[str], tie_breaker: float = 0.0, **how: float):
    """A word where it stands best, or a phrase."""
    named = [field.format(code) for field in fields for code in codes]
    if " " in text:
        return Q("multi_match", query=text, type="phrase", fields=named, **how)
    return Q("multi_match", query=text, type="best_fields", tie_breaker=tie_breaker, fields=named, **how)


def narrowed(dimension: str, values: Iterable[str]):
    """The filter of one dimension."""
    if dimension == "date":
        spans = [DATES[value] for value in values if value in DATES]
        since = timezone.now() - max(spans)
        return Q("range", date={"gte": since.isoformat()})
    return Q("terms", **{COLUMN_OF[dimension]: sorted(values)})


def words_query(query: Query, least: int, of=unit_query):
    """What must and should stand in an entry, of which at least `least` units; `of` asks for one."""
    filters = [allowed(query.tokens)]
    if query.tags:
        filters.append(Q("terms", tags=sorted(query.tags)))
    if query.authors:
        filters.append(Q("terms", author_label=sorted(query.authors)))
    filters += [Q("term", marks=mark) for mark in sorted(query.marks)]
    if query.groups is not None:
        filters.append(Q("terms", group=sorted(query.groups)))
    between = {"gte": query.after, "lt": query.before}
    if dates := {name: moment.isoformat() for name, moment in between.items() if moment}:
        filters.append(Q("range", date=dates))
    must = [of(unit) for unit in query.units if unit.required]
    should = [of(unit) for unit in query.units if not unit.required]
    return Q(
        "bool",
        filter=filters,
        must=must,
        should=should,
        must_not=[
            *(holding(Unit(unit.words, unit.ways)) for unit in query.without),
            *(narrowed(dimension, values) for dimension, values in query.left_out),
            *([Q("terms", group=sorted(query.no_groups))] if query.no_groups else []),
        ],
        minimum_should_match=max(0, min(least - len(must), len(should))),
    )


def said():
    """Talk, with how colleagues used a resource."""
    return Q("terms", family=list(TALK)) | Q("terms", kind=list(TALK_KINDS))


def worth(words, query: Query):
    """The words' score times what an entry counts for by itself; see base.prior."""
    talk = said()
    # Counted from the end of the day: by the running clock what is nearly equal would change places between two pages.
    aging = {"date": {"origin": "now+1d/d", "scale": f"{AGE.days}d", "decay": 0.37}}
    aged = Q(
        "function_score",
        query=words,
        score_mode="sum",
        functions=[
            {"weight": 1 - AGEING},
            {"filter": Q("bool", must_not=[talk]), "weight": AGEING},
            {"filter": talk, "weight": AGEING, "exp": aging},
            {"weight": 0.05, "field_value_factor": {"field": "popularity", "modifier": "ln1p", "missing": 0}},
            {"weight": 0.1, "field_value_factor": {"field": "quality", "missing": 0}},
        ],
    )
    liked = [{"filter": Q("term", family=name), "weight": weight} for name, weight in FAMILIES.items()]
    own = {"filter": Q("term", language=query.language), "weight": OWN_LANGUAGE}
    functions = [*liked, own]
    if query.own_sector:
        functions.append({"filter": Q("term", sectors=query.own_sector), "weight": OWN_SECTOR})
    found = Q("function_score", query=aged, score_mode="multiply", functions=functions)
    return helpful(helpful(found)) if query.helpful_first else found


def helpful(found):
    """What helped others first; twice, since base.helpful is a square."""
    liked = {"field": "popularity", "modifier": "ln1p", "missing": 0}
    functions = [
        {"weight": 1},
        {"field_value_factor": liked},
        {"weight": ENDORSED, "field_value_factor": {"field": "quality", "missing": 0}},
        {"filter": Q("terms", family=list(FAMILIES)), "weight": CURATED},
    ]
    return Q("function_score", query=found, score_mode="sum", boost_mode="multiply", functions=functions)


def scored(query: Query, least: int):
    """What matches, with its score."""
    words = words_query(query, least)
    if not query.units:
        return words
    return worth(Q("bool", must=[covered(words, query)], should=[title_query(query)]), query)


def covered(words, query: Query):
    """Worth less the fewer of the units an entry holds."""
    if len(query.units) < 2:
        return words
    each = [{"filter": holding(unit), "weight": 1 / len(query.units)} for unit in query.units]
    return Q("function_score", query=words, score_mode="sum", boost_mode="multiply", functions=each)


def joined(query: Query, worthwhile: float):
    """What holds all words, and what holds some and is worth it."""
    some = Q("function_score", query=scored(query, 1), min_score=worthwhile)
    return Q("dis_max", queries=[scored(query, len(query.units)), some])


def held(query: Query, least: int) -> Json:
    """Which entries hold enough of the words, wherever: the first pass, and what is counted."""
    return words_query(query, least, holding).to_dict()


def closely(search: Search, query: Query, words: Json, score: Any, *, narrow: bool = True) -> list[Search]:
    """Those entries that hold the words most often, judged by `score`, of what is no talk and of talk: so that neither
    crowds the other out."""
    judge = {"rescore_query": score.to_dict(), "query_weight": 0, "rescore_query_weight": 1}
    filters = [one.to_dict() for one in chosen(query).values()] if narrow else []
    search = search.source(False).extra(track_total_hits=False, docvalue_fields=COLUMNS)
    talks = said().to_dict()
    found = []
    for talk, most in sides():
        side = {"filter": [*filters, talks]} if talk else {"filter": filters, "must_not": [talks]}
        window = {"window_size": most, "query": judge}
        found.append(search[:most].extra(query={"bool": {"must": [words], **side}}, rescore=window))
    return found


def sides() -> tuple[tuple[bool, int], ...]:
    """Whether it is talk, and how many are judged."""
    return (False, JUDGED), (True, OF_TALK)


def counted(search: Search, query: Query, words: Json, *, narrow: bool = False) -> list[Search]:
    """How many groups hold the words, and facets that each ignore their own choice, of what is no talk and of talk. Worth
    nothing, so that it is fast. `narrow`: of what is chosen alone."""
    search = search[:0].extra(track_total_hits=False, terminate_after=COUNTED)
    filters = chosen(query)
    total = search.aggs.bucket("total", "filter", Q("bool", filter=list(filters.values())))
    total.metric("groups", groups())
    for dimension in DIMENSIONS:
        others = [one for name, one in filters.items() if name != dimension]
        bucket = search.aggs.bucket(dimension, "filter", Q("bool", filter=others))
        if dimension == "date":
            now = timezone.now()
            ranges = [{"key": name, "from": (now - span).isoformat()} for name, span in DATES.items()]
            bucket = bucket.bucket("values", "date_range", field="date", ranges=ranges)
        else:
            bucket = bucket.bucket("values", "terms", field=COLUMN_OF[dimension], size=MOST_VALUES)
        bucket.metric("groups", groups())
    wanted = [words, *(one.to_dict() for one in filters.values() if narrow)]
    families = {"terms": {"family": list(TALK)}}  # a group is of one family, and so counted once
    return [
        search.extra(query={"bool": {"filter": wanted, "must_not": [families]}}),
        search.extra(query={"bool": {"filter": [*wanted, families]}}),
    ]


def chosen(query: Query) -> dict[str, Any]:
    """What each dimension is narrowed to."""
    return {name: narrowed(name, values) for name, values in query.chosen.items()}


def groups():
    return A("cardinality", field="group_hash", precision_threshold=PRECISION)


def paged(search: Search, query: Query, matching: Any, first: int, last: int, without: list[str]) -> Search:
    """Groups by their place, every entry that matches having been looked at, but for those of the groups `without`."""
    left_out = [Q("terms", group=without)] if without else []
    found = Q("bool", must=[matching], filter=list(chosen(query).values()), must_not=left_out)
    search = search.query(found)[first:last].source(False)
    search = search.extra(track_total_hits=False).collapse(field="group")
    order: Any = {"date": {"order": "desc", "missing": "_last"}} if query.newest_first else "_score"
    group: Any = {"group": "asc"}
    return search.sort(order, group)


def parts(search: Search, matching: Any, groups: list[str], query: Query) -> Search:
    """The best entries of each of these groups. Asked for by itself and once, since Elasticsearch would ask anew for each
    group if it was to tell them with the page."""
    found = Q("bool", must=[matching], filter=[Q("terms", group=groups), *chosen(query).values()])
    search = search.query(found)[:0].extra(track_total_hits=False)
    best = search.aggs.bucket("groups", "terms", field="group", size=len(groups))
    best.metric("parts", "top_hits", size=PARTS, _source=False)
    return search
