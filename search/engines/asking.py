"""A Query in the words of Elasticsearch, as plain JSON (decision 0029)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone
from elasticsearch.dsl import Search

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

Json = dict[str, Any]

#: Fields of a language: for each place where words stand, and for all of them together.
STANDING, ANYWHERE = [f"{name}_{{}}^{WEIGHTS[name]}" for name in WORD_FIELDS], ["all_{}"]
BEGUN = [f"title_folded^{WEIGHTS['title']}", "folded"]
PREFIX_WORTH = 0.15
#: Entries that are judged closely: of what is no talk, of talk, and of talk by its title where very much holds the words.
JUDGED, OF_TALK, BY_TITLE = 300, 100, 50
COUNTED = 5_000  # entries of each that are counted
PRECISION = 3000  # groups up to which counts are exact
MOST_VALUES = 60
PARTS = 3  # of a group
GROUPS: Json = {"cardinality": {"field": "group_hash", "precision_threshold": PRECISION}}
LIKED: Json = {"field": "popularity", "modifier": "ln1p", "missing": 0}
ENDORSED_ANSWERS: Json = {"field": "quality", "missing": 0}
#: What an entry is grouped and counted by.
COLUMNS = [
    {"field": "date", "format": "epoch_millis"},
    "group",
    "family",
    "language",
    "principles",
    "sectors",
]


def among(field: str, values: Iterable[Any]) -> Json:
    """Entries that have one of these values."""
    return {"terms": {field: sorted(values)}}


def allowed(tokens: Iterable[str]) -> Json:
    """Only entries of these audiences. Every request holds this."""
    return among("audience", tokens)


def title_query(query: Query) -> Json:
    """A title that says all that was asked; shorter ones count more."""
    text = " ".join(word for unit in query.units for word in unit.words)
    fields = [f"title_{code}^{WEIGHTS['title']}" for code in LANGUAGES]
    return {"multi_match": {"query": text, "type": "best_fields", "operator": "and", "fields": fields}}


def unit_query(unit: Unit) -> Json:
    """One word or phrase, where it stands best."""
    return in_any_way(unit, STANDING, tie_breaker=0.2)


def holding(unit: Unit) -> Json:
    """One word or phrase, wherever it stands. Asked in a fraction of the time, since there are fewer fields, and since
    Elasticsearch passes over whatever cannot be among the best."""
    return in_any_way(unit, ANYWHERE)


def in_any_way(unit: Unit, fields: list[str], **how: float) -> Json:
    """A unit as it was typed, in all languages, or one of its other wordings in the fields of their language."""
    typed = " ".join(unit.words)
    ways = [words_in(typed, fields, LANGUAGES, **how)]
    for other in unit.also:
        codes = [other.language] if other.language else LANGUAGES
        ways.append(words_in(" ".join(other.words), fields, codes, boost=other.worth, **how))
    if unit.prefix:
        begun: dict[str, Any] = {"boost": PREFIX_WORTH, "max_expansions": 200}
        ways.append({"multi_match": {"query": typed, "type": "phrase_prefix", "fields": BEGUN, **begun}})
    return {"dis_max": {"queries": ways}}


def words_in(
    text: str, fields: list[str], codes: Iterable[str], tie_breaker: float = 0.0, **how: float
) -> Json:
    """A word where it stands best, or a phrase."""
    asked = {"query": text, "fields": [field.format(code) for field in fields for code in codes], **how}
    if " " in text:
        return {"multi_match": {"type": "phrase", **asked}}
    return {"multi_match": {"type": "best_fields", "tie_breaker": tie_breaker, **asked}}


def narrowed(dimension: str, values: Iterable[str]) -> Json:
    """The filter of one dimension."""
    if dimension == "date":
        spans = [DATES[value] for value in values if value in DATES]
        since = timezone.now() - max(spans)
        return {"range": {"date": {"gte": since.isoformat()}}}
    return among(COLUMN_OF[dimension], values)


def words_query(query: Query, least: int, of: Callable[[Unit], Json] = unit_query) -> Json:
    """What must and should stand in an entry, of which at least `least` units; `of` asks for one."""
    filters = [allowed(query.tokens)]
    if query.tags:
        filters.append(among("tags", query.tags))
    if query.authors:
        filters.append(among("author_label", query.authors))
    filters += [{"term": {"marks": mark}} for mark in sorted(query.marks)]
    if query.groups is not None:
        filters.append(among("group", query.groups))
    between = {"gte": query.after, "lt": query.before}
    if dates := {name: moment.isoformat() for name, moment in between.items() if moment}:
        filters.append({"range": {"date": dates}})
    must = [of(unit) for unit in query.units if unit.required]
    should = [of(unit) for unit in query.units if not unit.required]
    left_out = [holding(Unit(unit.words, unit.ways)) for unit in query.without]
    left_out += [narrowed(dimension, values) for dimension, values in query.left_out]
    if query.no_groups:
        left_out.append(among("group", query.no_groups))
    return {
        "bool": {
            "filter": filters,
            "must": must,
            "should": should,
            "must_not": left_out,
            "minimum_should_match": max(0, min(least - len(must), len(should))),
        }
    }


def said() -> Json:
    """Talk, with how colleagues used a resource."""
    return either(among("family", TALK), among("kind", TALK_KINDS))


def either(*queries: Json) -> Json:
    return {"bool": {"should": list(queries)}}


def scoring(query: Json, functions: list[Json], **how: Any) -> Json:
    return {"function_score": {"query": query, "functions": functions, **how}}


def worth(words: Json, query: Query) -> Json:
    """The words' score times what an entry counts for by itself; see base.prior."""
    talk = said()
    # Counted from the end of the day: by the running clock what is nearly equal would change places between two pages.
    aging = {"date": {"origin": "now+1d/d", "scale": f"{AGE.days}d", "decay": 0.37}}
    aged: list[Json] = [
        {"weight": 1 - AGEING},
        {"filter": {"bool": {"must_not": [talk]}}, "weight": AGEING},
        {"filter": talk, "weight": AGEING, "exp": aging},
        {"weight": 0.05, "field_value_factor": LIKED},
        {"weight": 0.1, "field_value_factor": ENDORSED_ANSWERS},
    ]
    liked = [{"filter": {"term": {"family": name}}, "weight": weight} for name, weight in FAMILIES.items()]
    functions = [*liked, {"filter": {"term": {"language": query.language}}, "weight": OWN_LANGUAGE}]
    if query.own_sector:
        functions.append({"filter": {"term": {"sectors": query.own_sector}}, "weight": OWN_SECTOR})
    found = scoring(scoring(words, aged, score_mode="sum"), functions, score_mode="multiply")
    return helpful(helpful(found)) if query.helpful_first else found


def helpful(found: Json) -> Json:
    """What helped others first; twice, since base.helpful is a square."""
    functions: list[Json] = [
        {"weight": 1},
        {"field_value_factor": LIKED},
        {"weight": ENDORSED, "field_value_factor": ENDORSED_ANSWERS},
        {"filter": among("family", FAMILIES), "weight": CURATED},
    ]
    return scoring(found, functions, score_mode="sum", boost_mode="multiply")


def scored(query: Query, least: int) -> Json:
    """What matches, with its score."""
    words = words_query(query, least)
    if not query.units:
        return words
    return worth({"bool": {"must": [covered(words, query)], "should": [title_query(query)]}}, query)


def covered(words: Json, query: Query) -> Json:
    """Worth less the fewer of the units an entry holds."""
    if len(query.units) < 2:
        return words
    each = [{"filter": holding(unit), "weight": 1 / len(query.units)} for unit in query.units]
    return scoring(words, each, score_mode="sum", boost_mode="multiply")


def joined(query: Query, worthwhile: float) -> Json:
    """What holds all words, and what holds some and is worth it."""
    some = {"function_score": {"query": scored(query, 1), "min_score": worthwhile}}
    return {"dis_max": {"queries": [scored(query, len(query.units)), some]}}


def held(query: Query, least: int) -> Json:
    """Which entries hold enough of the words, wherever: the first pass, and what is counted."""
    return words_query(query, least, holding)


def closely(query: Query, words: Json, score: Json, *, narrow: bool = True) -> list[Json]:
    """Those entries that hold the words most often, judged by `score`, of what is no talk and of talk: so that neither
    crowds the other out."""
    return [others(query, words, score, narrow=narrow), *talk(query, words, score, narrow=narrow)]


def others(query: Query, words: Json, score: Json, *, narrow: bool = True) -> Json:
    """Of what is no talk."""
    filters = list(chosen(query).values()) if narrow else []
    return judged({"must": [words], "filter": filters, "must_not": [said()]}, score, JUDGED)


def talk(
    query: Query, words: Json, score: Json, since: int | None = None, *, narrow: bool = True
) -> list[Json]:
    """Of talk. Where very much of it holds the words, of what was said `since` (milliseconds), how colleagues used a
    resource whenever that was, and whatever says the words in its title."""
    filters = [*(chosen(query).values() if narrow else ()), said()]
    if since is None:
        return [judged({"must": [words], "filter": filters}, score, OF_TALK)]
    lately, used = {"range": {"date": {"gte": since, "format": "epoch_millis"}}}, among("kind", TALK_KINDS)
    return [
        judged({"must": [words], "filter": [*filters, either(lately, used)]}, score, OF_TALK),
        judged({"must": [words], "filter": [*filters, title_query(query)]}, score, BY_TITLE),
    ]


def judged(found: Json, score: Json, most: int) -> Json:
    """Of what is found the `most` that hold the words most often, each with its `score`."""
    judge = {"rescore_query": score, "query_weight": 0, "rescore_query_weight": 1}
    return {
        "query": {"bool": found},
        "rescore": {"window_size": most, "query": judge},
        "size": most,
        "_source": False,
        "docvalue_fields": COLUMNS,
        "track_total_hits": False,
    }


def counted(query: Query, words: Json, *, narrow: bool = False) -> list[Json]:
    """How many groups hold the words, and facets that each ignore their own choice, of what is no talk and of talk. Worth
    nothing, so that it is fast. `narrow`: of what is chosen alone."""
    filters = chosen(query)
    wanted = [words, *(filters.values() if narrow else ())]
    families = among("family", TALK)  # a group is of one family, and so counted once
    every = {"total": counting(filters.values(), groups=GROUPS)}
    for dimension in DIMENSIONS:
        beside = [one for name, one in filters.items() if name != dimension]
        every[dimension] = counting(beside, values={**values_of(dimension), "aggs": {"groups": GROUPS}})
    asked = {"size": 0, "track_total_hits": False, "terminate_after": COUNTED, "aggs": every}
    return [
        {"query": {"bool": {"filter": wanted, "must_not": [families]}}, **asked},
        {
            "query": {"bool": {"filter": [*wanted, families]}},
            **asked,
            "aggs": {**every, "oldest": {"min": {"field": "date"}}},
        },
    ]


def counting(filters: Iterable[Json], **what: Json) -> Json:
    return {"filter": {"bool": {"filter": list(filters)}}, "aggs": what}


def values_of(dimension: str) -> Json:
    if dimension != "date":
        return {"terms": {"field": COLUMN_OF[dimension], "size": MOST_VALUES}}
    now = timezone.now()
    ranges = [{"key": name, "from": (now - span).isoformat()} for name, span in DATES.items()]
    return {"date_range": {"field": "date", "ranges": ranges}}


def chosen(query: Query) -> dict[str, Json]:
    """What each dimension is narrowed to."""
    return {name: narrowed(name, values) for name, values in query.chosen.items()}


def paged(search: Search, query: Query, matching: Json, first: int, last: int, without: list[str]) -> Search:
    """Groups by their place, every entry that matches having been looked at, but for those of the groups `without`."""
    left_out = [among("group", without)] if without else []
    found = {"bool": {"must": [matching], "filter": list(chosen(query).values()), "must_not": left_out}}
    search = search.query(found)[first:last].source(False)
    search = search.extra(track_total_hits=False).collapse(field="group")
    order: Any = {"date": {"order": "desc", "missing": "_last"}} if query.newest_first else "_score"
    group: Any = {"group": "asc"}
    return search.sort(order, group)


def parts(search: Search, matching: Json, groups: list[str], query: Query) -> Search:
    """The best entries of each of these groups. Asked for by itself and once, since Elasticsearch would ask anew for each
    group if it was to tell them with the page."""
    found = {"bool": {"must": [matching], "filter": [among("group", groups), *chosen(query).values()]}}
    search = search.query(found)[:0].extra(track_total_hits=False)
    best = search.aggs.bucket("groups", "terms", field="group", size=len(groups))
    best.metric("parts", "top_hits", size=PARTS, _source=False)
    return search
