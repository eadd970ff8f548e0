"""How much a program's owner wants to hear of what."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from forums.api.schemas.conversations import Key
from forums.followed import KINDS, lines, row_of
from members.models import Follow
from members.services import level_of, set_level, unfollow

router = Router(tags=["following"])

SHOWN = 50

Kind = Literal["thread", "person", "forum", "principle", "tag"]


class FollowIn(Schema):
    """`off`: nothing chosen. `muted`: never told. `normal`: told when meant. `following`: new conversations of a place or
    a person, every reply of a conversation. `watching`: every post."""

    level: Literal["off", "muted", "normal", "following", "watching"]


class FollowOut(Schema):
    """`key`: the id of a thread, the UUID of a person, the slug of anything else. `url`: a path of the site."""

    kind: Kind
    key: str
    name: str
    url: str
    level: Literal["off", "muted", "normal", "following", "watching"]


class FollowsOut(Schema):
    follows: list[FollowOut]
    next: int | None


class Turned(Schema):
    before: Key | None = None


@router.get("/follows", response=FollowsOut, summary="What you chose to follow, watch or mute")
def follow_list(request: HttpRequest, turned: Query[Turned]) -> dict[str, Any]:
    """The newest first. What you may not see any more is left out. `next` is the value of `before` for those that
    follow."""
    viewer = request.auth  # type: ignore[attr-defined]
    rows = Follow.objects.filter(member=viewer).order_by("-pk")
    if turned.before:
        rows = rows.filter(pk__lt=turned.before)
    page = list(rows[: SHOWN + 1])
    more, page = len(page) > SHOWN, page[:SHOWN]
    told = [line | {"key": str(line["key"]), "name": str(line["name"])} for line in lines(viewer, page)]
    return {"follows": told, "next": page[-1].pk if more else None}


@router.post("/follow/{kind}/{key}", response=FollowOut, summary="Follow, watch or mute")
def follow_set(request: HttpRequest, kind: Kind, key: str, payload: FollowIn) -> dict[str, Any]:
    """A level goes before that of what it belongs to: a conversation's before its author's, its forum's, those of its
    principles and words. What somebody says anonymously is touched by no level of a person."""
    actor = request.auth  # type: ignore[attr-defined]
    found = KINDS[kind]
    target = row_of(found, actor, key)
    if payload.level == "off":
        unfollow(actor=actor, target=target)
    else:
        set_level(actor=actor, target=target, level=payload.level)
    level = payload.level if payload.level == "off" else level_of(actor, target)
    return {
        "kind": kind,
        "key": key,
        "name": str(found.name(target)),
        "url": found.url(target),
        "level": level,
    }
