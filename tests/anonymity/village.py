"""A village in which one of two home visitors did everything that can be done without a name.

Both bear names that nobody else bears, did the same things by name, and one of them, Wilhelmina, is followed, muted,
blocked by some and blocks one herself. Whether she or Zuzanna was the anonymous one is the only thing that two
villages differ in.
"""

import random
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from cop.core.schedule import registered
from forums.models import Thread
from forums.services import posting
from members.models import Follow
from members.services import relations
from tests.factories import UserFactory
from tests.forums import scenes

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HIDDEN = "samovar"  # stands in everything that is said anonymously
NAMED = "quincunx"  # stands in everything that either of the two says by name
NAMES = {"wilhelmina": "Wilhelmina Quist", "zuzanna": "Zuzanna Przybylska"}
ROLES = {"wilhelmina": "Neonatologist", "zuzanna": "Doula"}


class Clock:
    """The time of the village: it stands still while one thing happens, and goes on between two."""

    def __init__(self):
        self.now = BEGAN

    def __call__(self):
        return self.now

    def go_on(self, **much):
        self.now += timedelta(**(much or {"minutes": 7}))


@dataclass
class Village:
    """`hidden`: who did what was done without a name, and `moments`: when. Each `do` is one request: what waits for its
    commit happens."""

    hidden: str
    clock: Clock
    commits: AbstractContextManager
    run_tasks: object
    people: dict = field(default_factory=dict)
    things: SimpleNamespace = field(default_factory=SimpleNamespace)
    moments: list = field(default_factory=list)

    def do(self, verb, name, *args, **kwargs):
        self.clock.go_on()
        random.seed(
            str(self.clock.now)
        )  # so that its lots do not depend on what the process has warmed up before
        if name == "hidden":
            self.moments.append(self.clock.now)
        actor = self.who(name)
        with self.commits():
            done = verb(*args, actor=actor, **kwargs)
        with self.commits():
            self.run_tasks()
        return done

    def who(self, name):
        """As another request loads them."""
        member = self.people[self.hidden if name == "hidden" else name]
        return type(member).objects.get(pk=member.pk)

    def say(self, name, thread, body, **fields):
        thread = Thread.objects.get(pk=thread.pk)
        return self.do(posting.reply, name, thread=thread, body=body, **fields)

    def time_passes(self, **much):
        """And the worker does what is due."""
        self.clock.go_on(**much)
        for periodic in registered.values():
            with self.commits():
                periodic.function()
        with self.commits():
            self.run_tasks()


def settle(village):
    """Who lives there. A viewer of each kind that might be shown something else."""
    at = {"date_joined": BEGAN, "approved_at": BEGAN}
    for name, label in NAMES.items():
        village.people[name] = UserFactory(
            display_name=label, email=f"{name}@example.org", sector__role=ROLES[name],
            sector__welcomes_invitations=True, **at,
        )  # fmt: skip
    for n in range(5):
        village.people[f"neighbor{n}"] = UserFactory(**at)
    village.people |= {
        "near": UserFactory(**at),
        "doctor": UserFactory(sector="pediatrics", **at),
        "apart": UserFactory(sector="early-education", **at),
        "moderator": UserFactory(moderator=True, sector="pediatrics", **at),
        "curator": UserFactory(curator=True, sector="pediatrics", **at),
        "visitor": None,
    }
    people = village.people
    # The relations of the whole test: they are about Wilhelmina, whoever is the hidden one.
    wilhelmina = people["wilhelmina"]
    relations.set_level(actor=people["near"], target=wilhelmina, level=Follow.Level.WATCHING)
    relations.set_level(actor=people["apart"], target=wilhelmina, level=Follow.Level.MUTED)
    relations.block(actor=people["apart"], member=wilhelmina)
    relations.block(actor=wilhelmina, member=people["apart"])
    village.things.square = scenes.table()
    village.things.porch = scenes.circle_forum(
        *(people[name] for name in (*NAMES, "near", "doctor", "apart"))
    )


def scene(function):
    """A scene of tests/forums/scenes.py as a verb of the village."""
    return lambda *, actor, **fields: function(actor, **fields)


def follow(level):
    return lambda *, actor, target: relations.set_level(actor=actor, target=target, level=level)
