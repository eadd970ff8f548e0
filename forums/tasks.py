"""Background work of this room."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from cop.core.queue import background
from cop.core.schedule import every
from forums.models import Post, Thread, ThreadEvent


@background()
def renew_access(*, circle_id):
    """A circle's members changed: whoever listens to its threads is asked again."""
    Thread.objects.filter(audience=f"circle:{circle_id}").update(access_version=F("access_version") + 1)


@every(hours=6)
def prune_events():
    """Events are kept 30 days, idempotency keys 7."""
    ThreadEvent.objects.filter(created_at__lt=timezone.now() - timedelta(days=30)).delete()
    week = timezone.now() - timedelta(days=7)
    for model in (Thread, Post):
        model.objects.filter(idempotency_key__isnull=False, created_at__lt=week).update(
            idempotency_key=None, payload_digest=""
        )
