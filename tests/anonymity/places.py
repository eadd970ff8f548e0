"""Where one can look: every address of the matrix, every operation of the API, and where somebody looks who wants to know.

A new address is asked because the matrix must hold it, a new operation because the schema does.
"""

import json
import re
from functools import cache

from django.test import Client
from django.urls import NoReverseMatch, reverse

from forums.models import Attachment, Forum, Post, Reflection, Thread
from members.models import User
from tests.anonymity.village import HIDDEN, NAMES
from tests.test_access_matrix import ADDRESSES, routes

#: The one verb that may tell who it was.
TELLS = {"forums:author-reveal"}


def pools(things):
    """What may stand in an address, by what it is about, the most telling first: what is anonymous, and both who may
    have been it."""
    hidden = Thread.objects.filter(author_kind="anonymous", state="visible")
    posts = Post.objects.filter(author_kind="anonymous").exclude(kind="opening").order_by("pk")
    others = Thread.objects.filter(posts__in=posts).exclude(pk__in=hidden)
    both = User.objects.filter(display_name__in=NAMES.values())
    first = [one.pk for one in (things.story, things.talk, things.round, things.asked)]
    return {
        "thread": list(dict.fromkeys([*first, *(row.pk for rows in (hidden, others) for row in rows)])),
        "post": [things.said.pk, things.offered.pk, things.opening.pk, posts.last().pk],
        "guide": [things.guide.pk, things.named_guide.pk],
        "resource": [things.film.pk],
        "used": [things.used.pk],
        "pk": [1, 2],
        "uuid": [
            row.uuid
            for rows in (both, Reflection.objects.exclude(thread=None), Attachment.objects.all())
            for row in rows.order_by("pk")[:2]
        ]
        + [excerpt.uuid for excerpt in things.excerpts],
        "slug": list(Forum.objects.order_by("pk").values_list("slug", flat=True)),
    }


def addresses(values, *, verbs):
    """(path, what is sent or None) of each route of the matrix with everything that may stand in it; and the pages about
    one person. `verbs`: with those that change something."""
    asked = {}
    for one in ADDRESSES:
        posts = one.sends is not None
        if one.route in TELLS or one.route.startswith("account_") or (posts and not verbs):
            continue
        if not one.thing:
            asked.setdefault((reverse(one.route, kwargs=one.more), posts), one.sends)
            continue
        for value in values.get(kept_for(one), values["pk"]):
            path = reverse(one.route, kwargs={one.keyword or one.by: value, **one.more})
            asked.setdefault((path, posts), one.sends)
    for name in routes():
        for value in values["uuid"]:
            try:
                asked.setdefault((reverse(name, kwargs={"uuid": value}), False), None)
            except NoReverseMatch:
                break
    return [(path, sends) for (path, _posts), sends in asked.items()]


def kept_for(one):
    """The pool of a row of the matrix."""
    if one.by != "pk":
        return one.by
    names = {
        "guide": "guide",
        "used": "used",
        "between": "thread",
        "shared": "thread",
        "meeting": "thread",
        "round": "thread",
    }
    return names.get(one.thing) or (one.thing.rpartition("_")[2] if "_" in one.thing else "pk")


@cache
def schema():
    return json.loads(Client().get("/api/v1/openapi.json").content)


def operations(values):
    """What the API's schema lets one read."""
    for path, verbs in schema()["paths"].items():
        if "get" not in verbs:
            continue
        names = re.findall(r"{(\w+)}", path)
        assert len(names) <= 1, f"{path}: say here what stands in it"
        for value in values[names[0].removesuffix("_id")] if names else [""]:
            yield re.sub(r"{\w+}", str(value), path) + "?wait=0"


def ways_in(values):
    """Where somebody looks who wants to know who it was."""
    yield from ("/", "/sitemap.xml", "/robots.txt", "/search/", "/threads/", "/guides/", "/principles/")
    yield from (f"/threads/{key}/" for key in values["thread"])
    words = [HIDDEN, *NAMES.values()]
    words += [f'by:"{name}" {HIDDEN}' for name in NAMES.values()] + [f"by:{name}" for name in NAMES]
    for word in words:
        yield f"/search/?q={word}"
        yield f"/api/v1/search?q={word}"
    yield f"/search/alike/?title={HIDDEN}"
    for key in values["guide"]:
        yield from (f"/quotes/guide/{key}/", f"/admin/pages/{key}/edit/", f"/admin/pages/{key}/history/")
    for key in values["thread"][:1]:
        for before in ("", "/api/v1"):
            yield f"{before}/threads/{key}/events?since=1&wait=0"
        for word in ("wil", "zuz", HIDDEN):
            yield f"/threads/{key}/people/?q={word}"
            yield f"/search/targets/{key}/?q={word}"
