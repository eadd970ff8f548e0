"""Who is here and who is writing: numbers by group, in memory only, told at most every few seconds.

A topic gathers people when it has these two methods (see `cop/core/registries.py`):

    group(viewer, key) -> str | None
        The group in which somebody counts; None: they are not counted and may look on.
    tell(key, asked, languages) -> list[dict[str, dict[str, str]]]
        `asked` are pairs of numbers by group, who is here and who is writing; the answer has for each pair the words
        by language, as {"here": …, "typing": …}.

Nobody is named between processes: each tells the others, at most every two seconds, a digest of each person by group,
so that a member with two tabs counts once. Whoever falls silent (a tab, a process) is forgotten by itself.
"""

import asyncio
import secrets
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

from django.conf import settings
from django.utils.crypto import salted_hmac

from cop.core import registries
from cop.core.database import in_database
from cop.core.hub import Hub, Message, group_of
from cop.core.live import after_commit, dumps, send

EVERY = 2.0  # seconds between two tellings of one room
FIRST = 0.3  # seconds in which those who come at once are gathered
KEPT = 25.0  # seconds for which another process's word counts
ANNOUNCE = 10.0  # seconds after which a process repeats itself
ASK_AGAIN = 60.0  # seconds after which each is asked again whether they count
WRITING = 6.0  # seconds for which a key stroke counts
LINGER = 12.0  # seconds that a long poll may take to come back

PROCESS = secrets.token_hex(8)

Person = tuple[str, str]  # a digest and a group


class Holder(Protocol):
    """Whoever is told: a subscription of a socket, or a long poll."""

    @property
    def question(self) -> tuple[Any, str, str]: ...

    @property
    def language(self) -> str: ...

    def say(self, text: str) -> None: ...


def gathers(prefix: str) -> bool:
    return hasattr(registries.topics.get(prefix), "group")


def person_of(viewer: Any, prefix: str, key: str) -> Person | None:
    """As whom a viewer counts. Queries."""
    if not gathers(prefix) or (group := registries.topics[prefix].group(viewer, key)) is None:  # type: ignore[attr-defined]
        return None
    return digest_of(f"{prefix}:{key}", viewer.pk), group


def digest_of(name: str, user_id: Any) -> str:
    return salted_hmac("cop.core.presence", f"{name}/{user_id}", algorithm="sha256").hexdigest()[:16]


def send_away(name: str, user_id: Any) -> None:
    """From now on somebody counts no more in a room, after the commit: they spoke there anonymously."""
    message = {"type": "live.presence", "topic": name, "gone": digest_of(name, user_id)}
    after_commit(lambda: send(group_of(name), message))


class Room:
    """The people of one topic, as this process knows them. Everything runs in the hub's loop."""

    def __init__(self, hub: Hub, name: str):
        self.hub, self.name = hub, name
        self.prefix, _, self.key = name.partition(":")
        self.holders: dict[Holder, Person | None] = {}
        self.leases: dict[str, tuple[str, float]] = {}
        self.typing: dict[str, tuple[str, float]] = {}
        self.others: dict[str, tuple[float, dict[str, str], list[str]]] = {}
        self.told: dict[Holder, int] = {}
        self.announced: tuple[Any, float] = (None, 0.0)
        self.asked = hub.loop.time()
        self.timer: asyncio.TimerHandle | None = None
        self.last = 0.0

    @classmethod
    def of(cls, hub: Hub, name: str) -> "Room":
        if name not in hub.rooms:
            hub.rooms[name] = cls(hub, name)
        return hub.rooms[name]

    def enter(self, holder: Holder, person: Person | None) -> None:
        self.holders[holder] = person
        self.change()

    def leave(self, holder: Any, *, linger: bool = False) -> None:
        person = self.holders.pop(holder, None)
        self.told.pop(holder, None)
        if linger and person:
            self.leases[person[0]] = (person[1], self.hub.loop.time() + LINGER)
        self.change()

    def write(self, holder: Any) -> None:
        """Somebody struck a key; who is not counted is not heard writing either."""
        if person := self.holders.get(holder):
            self.typing[person[0]] = (person[1], self.hub.loop.time() + WRITING)
            self.change()

    def hear(self, message: Message) -> None:
        """Another process tells whom it has, or that somebody is to count no more."""
        if gone := message.get("gone"):
            for holder, person in self.holders.items():
                if person and person[0] == gone:
                    self.holders[holder] = None
            self.leases.pop(gone, None)
            self.typing.pop(gone, None)
        elif message["process"] != PROCESS:
            if message["process"] not in self.others:
                self.announced = (None, 0.0)  # one that is new does not know of ours
            until = self.hub.loop.time() + KEPT
            people = {digest: group for group, digests in message["here"].items() for digest in digests}
            self.others[message["process"]] = (until, people, message["typing"])
        self.change()

    def change(self, within: float = FIRST) -> None:
        """Tell soon, together with what else changes until then."""
        due = max(self.hub.loop.time() + within, self.last + EVERY)
        if self.timer and self.timer.when() > due:
            self.timer.cancel()
            self.timer = None
        if self.timer is None:
            self.timer = self.hub.loop.call_at(due, self._due)

    def _due(self) -> None:
        self.timer, self.last = None, self.hub.loop.time()
        self._forget()
        self._announce()
        if not self.holders and not self.leases:
            self.hub.rooms.pop(self.name, None)
            return
        self.hub.spawn(self._tell())
        self.change(
            EVERY if self.typing or any(typing for _, _, typing in self.others.values()) else ANNOUNCE
        )

    def _forget(self) -> None:
        now = self.hub.loop.time()
        self.leases = {who: lease for who, lease in self.leases.items() if lease[1] > now}
        self.typing = {who: lease for who, lease in self.typing.items() if lease[1] > now}
        self.others = {who: told for who, told in self.others.items() if told[0] > now}

    def _ours(self) -> dict[str, str]:
        return {digest: group for digest, (group, _) in self.leases.items()} | {
            person[0]: person[1] for person in self.holders.values() if person
        }

    def _announce(self) -> None:
        here: dict[str, list[str]] = {}
        for digest, group in sorted(self._ours().items()):
            here.setdefault(group, []).append(digest)
        state, now = (here, sorted(self.typing)), self.hub.loop.time()
        if state == self.announced[0] and now - self.announced[1] < ANNOUNCE - 1:
            return
        if self.announced[0] is None and not here:
            return
        self.announced = (state, now)
        send(
            group_of(self.name),
            {
                "type": "live.presence",
                "topic": self.name,
                "process": PROCESS,
                "here": here,
                "typing": state[1],
            },
        )

    async def _tell(self) -> None:
        if self.hub.loop.time() - self.asked > ASK_AGAIN:
            self.asked = self.hub.loop.time()
            await self._ask_again()
        people = self._ours()
        for _until, theirs, _typing in self.others.values():
            people |= theirs
        writing = {*self.typing, *(who for _, _, typing in self.others.values() for who in typing)} & set(
            people
        )
        here, typing = Counter(people.values()), Counter(people[who] for who in writing)
        variants = {self._variant(holder, writing) for holder in self.holders}
        texts = await in_database(self._texts, here, typing, list(variants))
        for holder in tuple(self.holders):
            variant = self._variant(holder, writing)
            if variant not in texts:  # came meanwhile, and is told next
                self.change()
                continue
            by_language = texts[variant]
            text = by_language.get(holder.language) or by_language[settings.LANGUAGE_CODE]
            if self.told.get(holder) != (mark := zlib.crc32(text.encode())):
                self.told[holder] = mark
                holder.say(text)

    def _variant(self, holder: Holder, writing: set[str]) -> tuple[str | None, bool]:
        """One is not told of oneself: in which group somebody counts, and whether they are writing."""
        person = self.holders.get(holder)
        return (person[1], person[0] in writing) if person else (None, False)

    def _texts(
        self, here: Counter[str], typing: Counter[str], variants: list[tuple[str | None, bool]]
    ) -> dict[tuple[str | None, bool], dict[str, str]]:
        asked = [
            (
                +(here - Counter([group] if group is not None else [])),
                +(typing - Counter([group] if group is not None and writes else [])),
            )
            for group, writes in variants
        ]
        languages = [code for code, _name in settings.LANGUAGES]
        answers = registries.topics[self.prefix].tell(self.key, asked, languages)  # type: ignore[attr-defined]
        return {
            variant: {
                code: dumps({"topic": self.name, "kind": "presence", **words})
                for code, words in answer.items()
            }
            for variant, answer in zip(variants, answers, strict=True)
        }

    async def _ask_again(self) -> None:
        """Who hid their presence or is known by sector only since they came counts no more."""
        holders = [holder for holder, person in self.holders.items() if person]
        for batch in _batches(holders, 50):
            people = await in_database(_people, [holder.question for holder in batch])
            for holder, person in zip(batch, people, strict=True):
                if holder in self.holders:
                    self.holders[holder] = person


def _people(questions: list[tuple[Any, str, str]]) -> list[Person | None]:
    found = []
    for identity, prefix, key in questions:
        viewer = identity.load()
        found.append(person_of(viewer, prefix, key) if viewer is not None else None)
    return found


def _batches(items: list[Any], size: int) -> Iterator[list[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


class Poll:
    """A long poll as a holder; also a listener, so that this process hears what others tell of the room."""

    def __init__(self, question: tuple[Any, str, str], language: str):
        self.question, self.language, self.text = question, language, ""
        self.doubted = False
        self.changed = asyncio.Event()

    def say(self, text: str) -> None:
        self.text = text
        self.changed.set()

    def receive(self, message: Message) -> None:
        """What is published to the topic reaches its room."""

    def doubt(self) -> None:
        self.doubted = True
        self.changed.set()


async def wait_here(
    poll: Poll,
    person: Person | None,
    known: int,
    timeout: float,
    *,
    quiet: bool = False,
    writes: bool = False,
) -> tuple[str, int]:
    """The words for somebody who polls, and their mark; within `timeout` seconds, once they are others than `known`."""
    hub, (_identity, prefix, key) = Hub.here(), poll.question
    name = f"{prefix}:{key}"
    with suppress(Exception):  # without the channel layer one hears of this process alone
        await hub.join(name, poll)
    room = Room.of(hub, name)
    if quiet and person:
        room.leases.pop(person[0], None)
        person = None
    room.enter(poll, person)
    if writes:
        room.write(poll)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while not poll.doubted and (not poll.text or zlib.crc32(poll.text.encode()) == known):
                    poll.changed.clear()
                    await poll.changed.wait()
    finally:
        room.leave(poll, linger=True)
        await hub.leave(name, poll)
    return poll.text, zlib.crc32(poll.text.encode())
