"""Guides that somebody is to read again."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cop.core.events import emit
from library.events import ReviewDue
from library.models import GuidePage, Review

BEFORE = timedelta(days=7)


def due_by(day):
    """Published guides that are to be read again by a day, the most urgent first."""
    return GuidePage.objects.live().filter(read_again_by__lte=day).order_by("read_again_by", "pk")


@transaction.atomic
def remind_due():
    """Whoever looks after a guide hears, a week before its day and once, that it is to be read again."""
    guides = due_by(timezone.localdate() + BEFORE).exclude(keeper=None)
    for guide in guides.values_list("pk", "keeper_id", "read_again_by"):
        review, fresh = Review.objects.get_or_create(guide_id=guide[0], keeper_id=guide[1], day=guide[2])
        if fresh:
            emit(ReviewDue(review.pk))
