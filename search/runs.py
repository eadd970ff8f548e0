"""Judged queries, asked as a member asks them: what `search_run` writes and tests/relevance measures."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import QueryDict

from forums.readers import Reader
from members.models import User
from members.permissions import MEMBERS, is_member
from search import results
from search.asked import asked
from search.models import SearchEntry


def member_who_reads_most() -> Any:
    """A member who sits in as many circles as any, and looks after nothing; where there is none, whoever is a member."""
    people = User.objects.with_seat().filter(is_active=True, is_superuser=False)
    for person in people.annotate(seats_taken=Count("circle_memberships")).order_by("-seats_taken", "pk")[
        :20
    ]:
        if is_member(person) and not person.has_role("moderator", "administrator", "curator"):
            return person
    return Reader(MEMBERS)


def run(qid: str, text: str, *, engine: Any, viewer: Any, depth: int) -> Iterator[str]:
    """The lines `qid Q0 docid rank score tag` of one query, best first."""
    for rank, (docid, score) in enumerate(found(text, engine=engine, viewer=viewer, depth=depth), 1):
        yield f"{qid} Q0 {docid} {rank} {score:.6f} {engine.name}"


def found(text: str, *, engine: Any, viewer: Any, depth: int) -> list[tuple[str, float]]:
    """Content ids with falling scores: a guide with its sections, and a thread with its posts, is one document."""
    params = QueryDict(mutable=True)
    params["q"] = text
    this = asked(viewer, params, language=settings.LANGUAGE_CODE, size=depth)
    hits = engine.search(this.query).hits if this.box.parts else []  # nothing is asked by a sign alone
    rows = {row.key: row for row in SearchEntry.objects.filter(key__in=[hit.group for hit in hits])}
    visible = results.still_visible(rows.values(), viewer)
    known = [(rows[hit.group].source_id, hit.score) for hit in hits if hit.group in visible]
    return list({docid: (docid, score) for docid, score in reversed(known) if docid}.values())[::-1]
