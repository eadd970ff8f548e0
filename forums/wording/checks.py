"""What looks at words before colleagues see them. One interface: a check gets an `Attempt` and answers a `Verdict`.

    @check("links")
    def too_many_links(attempt): return HOLD if … else PASS

A verdict holds a post back for a moderator, under the check's name in `CAUSES`. A check that refuses raises, with a
sentence for people; the form keeps what was typed. Checks run before the thread is locked, ask the database only where a
forum has first words read, and never send anything anywhere: what a service outside is asked (forums.wording.outside) is asked
by the worker. What is imported, and what moderators and curators write, is not looked at.
"""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.problems import TooMany
from cop.core.text import normalise, plain, unplaced
from forums.models import Post
from forums.models.authored import State
from members.permissions import is_curator

FIRST, OUTSIDE = "first", "outside"
IDENTIFIERS, DANGER = "identifiers", "danger"
MENDED = "mended"

CAUSES = {
    "honeypot": gettext_lazy("a field that people do not see was filled"),
    "links": gettext_lazy("many links"),
    "repeated": gettext_lazy("the same words in other conversations"),
    IDENTIFIERS: gettext_lazy("it may tell who the family is; its author says that it does not"),
    DANGER: gettext_lazy("its author read that this is no reporting channel, and shared it"),
    MENDED: gettext_lazy("it was hidden, and its author has changed it since"),
    OUTSIDE: gettext_lazy("the outside service is asked, or took it for advertising"),
}

LINK, ADDRESS = (
    re.compile(r"\bhref=(?!['\"]?/(?!/))", re.IGNORECASE),
    re.compile(r"https?://|\bwww\.", re.IGNORECASE),
)
SHORT = 40  # characters; shorter words are said by many
KNOWN = 20  # posts that stand, after which a member may repeat what they like
REPEATED = 24 * 3600  # seconds in which words are known again


class Verdict(Enum):
    PASS = "pass"  # noqa: S105
    HOLD = "hold"


@dataclass(frozen=True)
class Attempt:
    """What somebody is about to say. `text` is plain, `html` what was sent where it was rich; `thread_id` is None for
    a new conversation; `trap` is what stood in the field that people do not see."""

    actor: Any
    text: str
    html: str
    forum: Any
    thread_id: int | None
    trap: str = ""


Check = Callable[[Attempt], Verdict]
checks: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Add a check; its name is the cause that moderators read."""
    if name not in CAUSES:
        raise LookupError(f"say in CAUSES what {name!r} means")

    def decorator(function: Check) -> Check:
        checks[name] = function
        return function

    return decorator


@check("honeypot")
def filled_by_a_program(attempt):
    return Verdict.HOLD if attempt.trap.strip() else Verdict.PASS


@check("links")
def many_links(attempt):
    found = max(len(LINK.findall(attempt.html)), len(ADDRESS.findall(attempt.text)))
    return Verdict.HOLD if found > settings.POST_LINKS else Verdict.PASS


@check("repeated")
def said_elsewhere(attempt):
    """The same words in several other conversations, by whoever is not known here for much else."""
    most = settings.POST_REPEATS
    if not most or len(attempt.text) < SHORT:
        return Verdict.PASS
    elsewhere = set(cache.get(_key_of(attempt.text)) or ()) - {attempt.thread_id}
    again = len(elsewhere) >= most and shown_of(attempt.actor, KNOWN) < KNOWN
    return Verdict.HOLD if again else Verdict.PASS


def check_rate(actor):
    """Refuses what comes faster than anybody writes. A cache that is down refuses nobody."""
    most = settings.POSTS_A_MINUTE
    if most and (cache.get(_pace_of(actor.pk)) or 0) >= most:
        raise TooMany(
            _("That was a lot in one minute. Wait a little; your words are still here."), retry_after=60
        )


def remember_said(actor_id, text, thread_id):
    """Words that were written, and that somebody wrote some."""
    if settings.POST_REPEATS and len(text) >= SHORT:
        places = {*(cache.get(_key_of(text)) or ()), thread_id}
        cache.set(_key_of(text), sorted(places)[: settings.POST_REPEATS + 1], REPEATED)
    if settings.POSTS_A_MINUTE:
        cache.set(_pace_of(actor_id), (cache.get(_pace_of(actor_id)) or 0) + 1, 120)


def _key_of(text):
    words = " ".join(text.lower().split())
    return f"forums:said:{hashlib.sha256(words.encode()).hexdigest()}"


def _pace_of(actor_id):
    return f"forums:pace:{actor_id}:{int(time.time()) // 60}"


def causes_to_hold(attempt):
    """Names of what holds these words back: checks, `first` for first words, `outside` where a service is to be asked.
    Raises TooMany."""
    if is_curator(attempt.actor):
        return []
    check_rate(attempt.actor)
    found = [name for name, one in checks.items() if one(attempt) is Verdict.HOLD]
    if has_first_words(attempt.actor, attempt.forum):
        found.append(FIRST)
    return found


def has_first_words(actor, forum):
    """Whether a forum has the actor's next words read first. Circles do only where their forum says so."""
    wanted = forum.hold_first if forum is not None else 0
    return bool(wanted) and shown_of(actor, wanted) < wanted


def shown_of(actor, most):
    """How many of a member's posts stand, counted to `most`."""
    return len(Post.objects.filter(author=actor, state=State.VISIBLE).order_by()[:most].values_list("pk"))


def text_of(body, html):
    """What is said, as it will be stored: nothing that is taken out later can part a word before it is looked at."""
    return unplaced(normalise(body or "") if html is None else plain(html))
