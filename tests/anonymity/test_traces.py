"""Nothing that another person can see or hear links what was said anonymously to who said it.

Directly: where something anonymous stands, no mark of its author stands. And by comparison, which also finds orders,
numbers, times and gaps: two villages, in which one or the other of two home visitors was the anonymous one, are the
same to everybody else, byte by byte.
"""

import difflib
import os
import random
import re
import time

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from cop.core import live as wire
from cop.core.kept import forget_all
from tests.anonymity.crawl import broadcasts, crawl, letters
from tests.anonymity.story import live
from tests.anonymity.village import HIDDEN, NAMED, NAMES, Clock, Village
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

LOOKING = ("visitor", "near", "apart", "moderator", "curator")
#: One follows every link; the others look wherever something may stand about what is anonymous.
WALKS = "near"
#: Who sits in a circle stands beside what was said there, by whomever; and what was asked for is repeated.
NAME_BOTH = ("GET /circles/", "GET /search/?q=by:", "GET /api/v1/search?q=by:")
MINUTE = re.compile(r"\d{4}-?\d\d-?\d\dt\d\d:?\d\d")


@pytest.fixture
def village_of(monkeypatch, settings, run_tasks, django_capture_on_commit_callbacks):
    """`village_of(name, look)`: what `look(village)` answers of a village in which `name` was the anonymous one.
    Nothing of it is left afterwards; one like the other has the same clock, the same lots and the same numbers."""
    settings.NOTIFICATION_MAIL_DELAY = 0
    settings.BASE_URL = "https://village.example.org"
    settings.ELASTICSEARCH_URL = ""  # its index would outlive the village
    # One in Redis forgets what other tests clear, and everything when an answer is late on a busy machine.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    for place in ("cop.core.database", "channels.db"):  # ours holds the village
        monkeypatch.setattr(f"{place}.close_old_connections", lambda: None)
    # What is kept for a while is kept as long as the village stands: how long a crawl takes must not show in it, such as in
    # the order of results, which hangs on how many entries there are. Nor in limits a minute, seals and tokens of a day.
    for kept in ("search.engines.sizes.KEPT", "search.vocabulary.KEPT"):
        monkeypatch.setattr(kept, None)
    monkeypatch.setattr("cop.core.kept.monotonic", lambda: 0.0)
    lots = random.Random()
    monkeypatch.setattr("cop.api.WRITES_A_MINUTE", 10_000)
    monkeypatch.setattr(os, "urandom", lots.randbytes)
    monkeypatch.setattr(random, "_urandom", lots.randbytes)
    monkeypatch.setattr(random, "seed", lots.seed)  # see `Person.ask`

    def village_of(name, look):
        clock, sent = Clock(), []
        monkeypatch.setattr(timezone, "now", clock)
        monkeypatch.setattr(time, "time", lambda: clock.now.timestamp())
        monkeypatch.setattr(wire, "send", lambda group, message: sent.append(message))
        lots.seed(1)
        forget()
        with transaction.atomic():
            start_numbers_again()
            UserFactory.reset_sequence(0, force=True)
            commits = lambda: django_capture_on_commit_callbacks(execute=True)  # noqa: E731
            village = Village(hidden=name, clock=clock, commits=commits, run_tasks=run_tasks)
            live(village)
            village.sent = [message for message in sent if "frames" in message]
            village.outbox = list(mail.outbox)
            found = look(village)
            transaction.set_rollback(True)
        forget()
        return found

    return village_of


def forget():
    cache.clear()
    forget_all()
    mail.outbox.clear()


def start_numbers_again():
    """SQLite's numbers go back with the rest; PostgreSQL's have to be told."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(sql)


def everything(village):
    seen = {name: crawl(village, name, links=name == WALKS) for name in LOOKING}
    seen["mail"] = letters(village.outbox, village)
    seen["wire"] = broadcasts(village.sent, village)
    return seen, marks_of(village)


def marks_of(village):
    """What says who it was, and what says to the minute when: (words, moments)."""
    member = village.who("hidden")
    words = [*member.display_name.split(), member.email, str(member.uuid), member.profile.role]
    hours = {f"{moment:{form}}" for moment in village.moments for form in ("%Y-%m-%dt%H:%M", "%Y%m%dt%H%M")}
    return [word.lower() for word in words], hours


def test_nothing_links_what_is_anonymous_to_who_said_it(village_of):
    (one, _marks), (other, (words, hours)) = (village_of(name, everything) for name in NAMES)
    for who, answers in one.items():
        assert len(answers) > (10 if who in {"mail", "wire"} else 100)
    differing = [trace for who in one for trace in traces(who, one[who], other[who])]
    assert not differing, f"{len(differing)} traces:\n" + "\n\n".join(differing[:12])
    shown = [
        (f"{who}: {asked}", asked, text.lower())
        for who, answers in other.items()
        for asked, text in answers.items()
        if asked != "NOTIFICATIONS"  # rows, of which people see the pages
    ]
    anonymous = [one for one in shown if HIDDEN in one[2] and NAMED not in one[2]]
    assert len(anonymous) > 100
    named = [
        where
        for where, asked, text in anonymous
        if not asked.startswith(NAME_BOTH) and any(word in text for word in words)
    ]
    assert named == []
    assert [
        (where, known) for where, _asked, text in shown if (known := hours & {*MINUTE.findall(text)})
    ] == []


def traces(who, one, other):
    """What is not the same to one person, as lines that say where."""
    for asked in dict.fromkeys([*one, *other]):
        first, second = one.get(asked, "(not there)"), other.get(asked, "(not there)")
        if first != second:
            lines = difflib.unified_diff(first.splitlines(), second.splitlines(), lineterm="", n=0)
            yield "\n".join([f"{who}: {asked}", *(line[:300] for line in list(lines)[2:12])])
