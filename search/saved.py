"""What there is of searches that members keep: how they are read, and what is new in them for their member now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation

from forums.models import Post, ResourceUse, Thread
from forums.models.authored import AuthorKind
from members.models import Block, Follow
from members.permissions import audience_tokens
from search.asked import asked, kept
from search.chips import said_of
from search.engines import database
from search.models import SavedSearch, SearchEntry, SearchFind
from search.results import still_visible

WINDOW = timedelta(days=14)  # what is older is not new, though it came to be seen only now
MOST = 50  # things that one look finds


def address_of(params: QueryDict) -> str:
    """What of a search is kept: what was asked and what it was narrowed to, not its order, its page or one conversation."""
    params = kept(params)
    for name in ("sort", "thread", "view"):
        params.pop(name, None)
    return params.urlencode()


def name_of(params: QueryDict, member: Any, language: str) -> str:
    """How it is read, in a line; empty where nothing is asked."""
    this = asked(member, params, language=language)
    return ", ".join(filter(None, [this.box.text, *said_of(this, params)]))


def found_lately(saved: SavedSearch, member: Any) -> list[str]:
    """Keys of entries of the last two weeks that hold all that is asked and that the member may see now, the newest first:
    without their own, those of whom they block and of conversations that they muted."""
    language = member.language or settings.LANGUAGE_CODE
    with translation.override(language):  # a day is written in one's own way
        query = asked(member, QueryDict(saved.address), language=language, size=MOST).query
    since = timezone.now() - WINDOW
    since = max(query.after, since) if query.after else since
    query = replace(query, sort="newest", page=1, after=since, whole=True)
    keys = [key for hit in database.search(query).hits for key in hit.keys]  # it lags behind nothing
    rows = list(SearchEntry.objects.filter(key__in=keys, date__gte=since))
    wanted = still_visible(rows, member) - unwanted(rows, member)
    return [key for key in keys if key in wanted]


def unwanted(rows: Iterable[SearchEntry], member: Any) -> set[str]:
    """Keys of what a member said themselves, or does not wish to hear of."""
    ids: dict[str, dict[int, str]] = {"post": {}, "thread": {}, "use": {}}
    for row in rows:
        if row.owner in ids:
            ids[row.owner][row.object_id] = row.key
    blocked = Block.objects.filter(member=member).values("blocked")
    muted = Follow.objects.filter(
        member=member,
        content_type=ContentType.objects.get_for_model(Thread),
        level=Follow.Level.MUTED,
    ).values("object_id")
    theirs = Q(author=member) | Q(author__in=blocked, author_kind=AuthorKind.MEMBER)
    posts = Post.objects.filter(theirs | Q(thread__in=muted), pk__in=ids["post"])
    threads = Thread.objects.filter(theirs | Q(pk__in=muted), pk__in=ids["thread"])
    uses = ResourceUse.objects.filter(theirs, pk__in=ids["use"])
    return {
        ids[owner][pk]
        for owner, found in (("post", posts), ("thread", threads), ("use", uses))
        for pk in found.values_list("pk", flat=True)
    }


def still_there(viewer: Any, finds: Iterable[SearchFind]) -> list[SearchFind]:
    """The viewer's own of them, each with `there`: the groups of what is there in places that they may read."""
    finds = [find for find in finds if find.saved.member_id == viewer.pk]
    keys = {key for find in finds for key in find.keys}
    open_to = SearchEntry.objects.filter(key__in=keys, audience__in=audience_tokens(viewer))
    there = dict(open_to.values_list("key", "group")) if keys else {}
    for find in finds:
        find.there = {there[key] for key in find.keys if key in there}  # type: ignore[attr-defined]
    return [find for find in finds if find.there]  # type: ignore[attr-defined]


def listed(viewer: Any) -> list[SavedSearch]:
    """The viewer's kept searches, each with `new`: how much was found since they last went there."""
    rows = list(SavedSearch.objects.visible_to(viewer))
    finds = SearchFind.objects.filter(saved__in=rows).select_related("saved")
    new: dict[int, set[str]] = {}
    for find in still_there(viewer, finds):
        if find.saved.opened_at is None or find.created_at > find.saved.opened_at:
            new.setdefault(find.saved_id, set()).update(find.there)  # type: ignore[attr-defined]
    for row in rows:
        row.new = len(new.get(row.pk, ()))  # type: ignore[attr-defined]
    return rows
