"""Counting what members ask, without keeping who asks what (search.models.asking)."""

import hmac
from datetime import date
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cop.core.kept import Kept
from cop.core.still import is_still
from members.permissions import is_member
from safeguards.identifiers import find
from search.box import Box
from search.models import AskedMonth, AskedSalt, OpenedMonth
from search.models.asking import LONGEST

SEATS = 60
ENOUGH = 5  # people, from whom on a question is told
POSITIONS = 11  # the last one for all beyond
MOST_WORDS = 6


def this_month(today: date | None = None) -> date:
    return (today or timezone.now().date()).replace(day=1)


def counts() -> bool:
    return settings.SEARCH_MONTHS > 0 and not is_still()


def question_in(box: Box) -> str:
    """What is counted of a box: a few plain words and nothing else, small; empty for all other questions."""
    said = " ".join(word for word, _open in box.plain).casefold()
    if any(part.kind != "words" for part in box.parts) or not 1 <= len(box.plain) <= MOST_WORDS:
        return ""
    return said if 1 < len(said) <= LONGEST else ""


def count(*, actor: Any, box: Box, found: bool) -> None:
    """Count a question of a member. One in which the check sees a name or anything else that could tell who a family is
    is kept by nothing."""
    query = question_in(box)
    if not query or not counts() or not is_member(actor):
        return
    month = this_month()
    seat = seat_of(actor.pk, query, _salt(month))
    more = {
        "times": F("times") + 1,
        "nothing": F("nothing") + int(not found),
        "seats": F("seats").bitor(seat),
    }
    if AskedMonth.objects.filter(month=month, query=query).update(**more) or find(query):
        return
    new = AskedMonth(month=month, query=query, times=1, nothing=int(not found), seats=seat)
    AskedMonth.objects.bulk_create([new], ignore_conflicts=True)


def seat_of(member_id: int, query: str, salt: bytes) -> int:
    """The mark of who asks: the same one for the same question all month, and told by nobody without the salt."""
    told = hmac.digest(salt, f"{member_id} {query}".encode(), sha256)
    return 1 << int.from_bytes(told[:8], "big") % SEATS


def opened(*, actor: Any, position: int) -> None:
    """A result was opened. Which, by whom and after what question is not kept."""
    if not counts() or not is_member(actor) or position < 1:
        return
    place = {"month": this_month(), "position": min(position, POSITIONS)}
    if not OpenedMonth.objects.filter(**place).update(times=F("times") + 1):
        OpenedMonth.objects.bulk_create([OpenedMonth(**place, times=1)], ignore_conflicts=True)


@transaction.atomic
def close_months(today: date | None = None) -> None:
    """Of months that are over keep the numbers of what five people asked, for as long as the settings say."""
    month = this_month(today)
    over = AskedMonth.objects.filter(month__lt=month, people=0)
    AskedSalt.objects.filter(month__lt=month).delete()
    for row in over.select_for_update(no_key=True).order_by("pk").iterator(chunk_size=1000):
        if row.askers < ENOUGH:
            row.delete()
        else:
            row.people, row.seats = row.askers, 0
            row.save(update_fields=["people", "seats"])
    first = month
    for _n in range(settings.SEARCH_MONTHS):
        first = this_month(date.fromordinal(first.toordinal() - 1))
    for model in (AskedMonth, OpenedMonth):
        model._default_manager.filter(month__lt=first).delete()
    if not settings.SEARCH_MONTHS:
        AskedMonth.objects.all().delete()
        AskedSalt.objects.all().delete()


def _read_salt(month: date) -> bytes:
    row, _new = AskedSalt.objects.get_or_create(month=month, defaults={"salt": token_bytes(32)})
    return bytes(row.salt)


_salt = Kept(_read_salt)
