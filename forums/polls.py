"""The poll of a post, as it is stored on its row and as readers see it.

Stored:

    {"question": "…", "options": [{"text": "…", "votes": 3}, …], "several": false, "closes": "2026-12-01T23:59:59Z" | null,
     "voters": 3}

Numbers below five are told to nobody, and none at all until five have voted: in a small circle they would say who chose what.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

SMALL = 5


@dataclass(frozen=True)
class Option:
    """`number` is what may be shown, empty for none; `share` the votes for a bar, None where no length may be shown."""

    index: int
    text: str
    number: str
    share: int | None


@dataclass(frozen=True)
class Poll:
    """`told`: enough have voted for numbers to be shown. `voters`: how many voted, as may be shown."""

    question: str
    several: bool
    closes_at: datetime | None
    closed: bool
    options: tuple[Option, ...]
    voters: str
    total: int
    told: bool


def poll_of(post):
    """The poll of a post for its readers, or None."""
    stored = post.poll
    if not stored:
        return None
    told = stored["voters"] >= SMALL
    closes_at = datetime.fromisoformat(stored["closes"]) if stored["closes"] else None
    return Poll(
        question=stored["question"],
        several=stored["several"],
        closes_at=closes_at,
        closed=closes_at is not None and closes_at <= timezone.now(),
        options=tuple(
            Option(
                index,
                option["text"],
                shown(option["votes"]) if told else "",
                option["votes"] if told and option["votes"] >= SMALL else None,
            )
            for index, option in enumerate(stored["options"])
        ),
        voters=shown(stored["voters"]) if stored["voters"] else "",
        total=stored["voters"] if told else 0,
        told=told,
    )


def shown(number):
    return str(number) if number >= SMALL else f"<{SMALL}"


def numbers_of(post):
    """What a vote changes for readers: the same in every language."""
    poll = poll_of(post)
    if poll is None:
        return None
    return {
        "voters": poll.voters,
        "total": poll.total,
        "told": poll.told,
        "options": [{"number": option.number, "share": option.share} for option in poll.options],
    }
