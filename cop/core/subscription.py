"""One topic on one socket, and the questions whether it may still be heard."""

import logging
from collections.abc import Sequence
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404

from cop.core import registries
from cop.core.database import in_database
from cop.core.hub import Message
from cop.core.identity import Identity, load_all
from cop.core.presence import Person, person_of
from cop.core.registries import CatchUp

log = logging.getLogger(__name__)

MAX_HELD = 256  # live messages that wait for one answer
BATCH = 50  # questions a visit to the database
REFUSED = (
    ValueError,
    OverflowError,
    Http404,
    PermissionDenied,
    ValidationError,
)  # a key that cannot be one is missing


class Nobody(Enum):
    """The identity no longer stands for anybody: its session ended or its token was revoked."""

    SIGNED_OUT = "signed out"


class Subscription:
    """While `held` is a list, live messages wait in it until a question to the database is answered.

    `cursor` is the last sequence number written to the socket, `caught_up` the last that catching up covered. `doubts`
    counts how often the right to listen was doubted: a question that was asked before the last doubt frees nothing.
    `version` is that of the rights that were seen, never a newer one: a question reads rights and version one after the
    other, and what changes them may come between. `opening`: what was missed is not sent yet.
    """

    __slots__ = (
        "caught_up", "cursor", "doubts", "held", "key", "name", "opening", "prefix", "socket", "version", "wire"
    )  # fmt: skip

    def __init__(self, socket: Any, wire: str, since: int):
        self.socket, self.wire, self.cursor, self.caught_up = socket, wire, since, since
        self.prefix, _, self.key = wire.partition(":")
        if is_personal(self.prefix):
            self.key = str(socket.user_id or "")
        self.name = f"{self.prefix}:{self.key}"
        self.version = self.doubts = 0
        self.opening = True
        self.held: list[Message] | None = []

    @property
    def alive(self) -> bool:
        return self.socket.subscriptions.get(self.wire) is self

    @property
    def language(self) -> str:
        return self.socket.language

    def say(self, text: str) -> None:
        self.socket.push(text)

    @property
    def question(self) -> tuple[Identity, str, str]:
        return self.socket.identity, self.prefix, self.key

    def receive(self, message: Message) -> None:
        if self.held is not None:
            self._hold(self.held, message)
        elif (message["version"] or 0) > self.version:
            self.held = [message]
            self.socket.ask(self)
        else:
            self._push(message)

    def doubt(self) -> None:
        self.doubts += 1
        if self.held is None:
            self.held = []
        self.socket.ask(self)

    def opened(self, version: int, doubts: int) -> None:
        """What was missed is sent; `version` and `doubts` are those of before its question."""
        self.opening = False
        if doubts == self.doubts:
            self.answered(version, doubts)
        else:
            self.socket.ask(self)

    def answered(self, version: int, doubts: int) -> None:
        """Go on with what was held. `version`: the newest that was known when the question was asked, `doubts` too."""
        if doubts != self.doubts or not self.alive:
            return
        self.version = max(self.version, version)
        held, self.held = self.held or [], None
        for position, message in enumerate(held):
            if (message["version"] or 0) > self.version:  # came while the question was on its way
                self.held = held[position:]
                self.socket.ask(self)
                return
            self._push(message)

    def newest_held(self) -> int:
        return max((message["version"] or 0 for message in self.held or ()), default=0)

    def _hold(self, held: list[Message], message: Message) -> None:
        if len(held) < MAX_HELD:
            held.append(message)
        else:
            self.socket.fall_behind(self)

    def _push(self, message: Message) -> None:
        seq, frames = message["seq"], message["frames"]
        if seq is not None and seq <= self.caught_up:
            return
        text = frames.get(self.socket.language) or frames.get("") or frames.get(settings.LANGUAGE_CODE)
        self.socket.push(text or next(iter(frames.values())), self, seq)


def is_personal(prefix: str) -> bool:
    return getattr(registries.topics.get(prefix), "personal", False)


async def ask(subscriptions: Sequence[Subscription]) -> None:
    """Ask for each whether it may still be heard; what was held goes out, or the subscription goes."""
    for start in range(0, len(subscriptions), BATCH):
        batch = subscriptions[start : start + BATCH]
        asked = [
            (each, each.held is not None, each.newest_held(), each.doubts)
            for each in batch
            if each.alive and not each.opening
        ]
        try:
            answers = await in_database(_answers, [each.question for each, *_known in asked])
        except Exception:
            log.exception("could not ask who may still listen")
            for each, holding, *_known in asked:
                if holding:  # without an answer nothing may be sent
                    each.socket.close(1013, "try again later")
            continue
        for (each, holding, newest, doubts), answer in zip(asked, answers, strict=True):
            if not each.alive:
                continue
            if answer is Nobody.SIGNED_OUT:
                each.socket.close(4401, "signed out")
            elif answer is None:
                each.socket.lose(each)
            elif holding:
                each.answered(newest, doubts)


def open_topic(
    identity: Identity, prefix: str, key: str, since: int, language: str
) -> tuple[int, CatchUp, Person | None] | Nobody | None:
    """The access version, what was missed, and as whom the viewer counts; None when they may not listen. Queries.

    The version is read before the rights: what changes both meanwhile is newer than it."""
    before = _version(prefix, key)
    if (viewer := identity.load()) is None:
        return Nobody.SIGNED_OUT
    if (version := _authorised(viewer, prefix, key)) is None:
        return None
    missed = registries.topics[prefix].catch_up(viewer, key, since, language)
    return version if before is None else min(before, version), missed, person_of(viewer, prefix, key)


def _answers(questions: Sequence[tuple[Identity, str, str]]) -> list[int | Nobody | None]:
    viewers = load_all(identity for identity, _prefix, _key in questions)
    topics: dict[tuple[str, str], set[Identity]] = {}
    for identity, prefix, key in questions:
        if viewers[identity] is not None:
            topics.setdefault((prefix, key), set()).add(identity)
    known: dict[tuple[Identity, str, str], int | Nobody | None] = {}
    for (prefix, key), identities in topics.items():
        asked = list(identities)
        answers = _all_authorised([viewers[identity] for identity in asked], prefix, key)
        known |= {(identity, prefix, key): answer for identity, answer in zip(asked, answers, strict=True)}
    return [known.get(question, Nobody.SIGNED_OUT) for question in questions]


def _all_authorised(viewers: list[Any], prefix: str, key: str) -> list[int | None]:
    together = getattr(registries.topics.get(prefix), "authorise_all", None)
    if together is None or len(viewers) == 1:
        return [_authorised(viewer, prefix, key) for viewer in viewers]
    try:
        return together(viewers, key)
    except REFUSED:
        return [None for _viewer in viewers]


def _version(prefix: str, key: str) -> int | None:
    """The topic's access version now, where it has one that changes."""
    version_of = getattr(registries.topics.get(prefix), "version_of", None)
    try:
        return version_of(key) if version_of else None
    except REFUSED:
        return None


def _authorised(viewer: Any, prefix: str, key: str) -> int | None:
    topic = registries.topics.get(prefix)
    try:
        return topic.authorise(viewer, key) if topic else None
    except REFUSED:
        return None
