"""Search for programs. Same question, same permissions, same results as the page."""

from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from ninja import Query, Router, Schema

from search import results
from search.results import Found

router = Router(tags=["search"])


class Hit(Schema):
    """`excerpt` is HTML: escaped, with `<mark>` around what was asked. `part` is the best reply or section. Only the day
    is told: the hour could say too much of an author who is anonymous. `chosen`: curators put it first for this question."""

    kind: str
    title: str
    url: str
    excerpt: str
    principles: list[str]
    sectors: list[str]
    language: str
    day: date | None
    part: str = ""
    chosen: bool = False


class SearchAnswer(Schema):
    """`facets`: dimension → value → number of results. `capped`: there are more than `total`."""

    total: int
    capped: bool
    engine: str
    hits: list[Hit]
    facets: dict[str, dict[str, int]]


class Asked(Schema):
    q: str = ""
    kind: list[str] = []
    principle: list[str] = []
    sector: list[str] = []
    lang: list[str] = []
    date: str = ""
    sort: str = ""
    page: int = 1


@router.get("", response=SearchAnswer, summary="Search guides, resources and conversations")
def search(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    params = QueryDict(mutable=True)
    for name, value in asked.dict().items():
        params.setlist(name, value if isinstance(value, list) else [str(value)])
    viewer = getattr(request, "auth", None) or request.user
    answer = results.search(viewer, params, language=get_language() or "")
    found = answer.results
    return {
        "total": found.total,
        "capped": found.capped,
        "engine": found.engine,
        "hits": [hit_of(one) for one in answer.found],
        # In an order that says nothing of when anything was written.
        "facets": {name: dict(sorted(values.items())) for name, values in found.facets.items()},
    }


def hit_of(found: Found) -> dict[str, Any]:
    entry, reply = found.entry, found.reply
    return {
        "kind": entry.family,
        "title": entry.title,
        "url": found.url,
        "excerpt": str(found.excerpt),
        "principles": list(entry.principles),
        "sectors": list(entry.sectors),
        "language": entry.language,
        "day": entry.date.date() if entry.date else None,
        "part": reply.url if reply else "",
        "chosen": found.chosen,
    }
