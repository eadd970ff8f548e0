"""Conversations that a moderator slowed down."""

from math import ceil

from django.utils import timezone
from django.utils.translation import ngettext

from cop.core.problems import TooMany
from members.permissions import is_moderator


def check_pace(actor, thread):
    """In a slow thread a member speaks once in a while; a moderator whenever it is needed."""
    if not thread.slow_seconds or is_moderator(actor):
        return
    last = (
        thread.posts.filter(author=actor).order_by("-created_at").values_list("created_at", flat=True).first()
    )
    left = thread.slow_seconds - (timezone.now() - last).total_seconds() if last else 0
    if left > 0:
        raise TooMany(
            ngettext(
                "This conversation goes slowly. Your next reply can stand here in a minute; your words are still here.",
                "This conversation goes slowly. Your next reply can stand here in %(n)d minutes; your words are "
                "still here.",
                minutes := ceil(left / 60),
            )
            % {"n": minutes},
            retry_after=ceil(left),
        )
