"""Whether what the library says still holds: the addresses that it names, and when somebody is to look."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from library.models.guides import GuidePage
from library.models.resources import Resource
from members.permissions import is_curator, is_member


def for_curators(rows, viewer):
    return rows.all() if is_member(viewer) and is_curator(viewer) else rows.none()


class LinkQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Curators', as far as they may open a guide or a resource that names it."""
        guides = GuidePage.objects.visible_to(viewer).values("pk")
        listed = Resource.objects.visible_to(viewer).filter(url=OuterRef("url"))
        return for_curators(self, viewer).filter(Q(guides__in=guides) | Q(Exists(listed))).distinct()


class Link(models.Model):
    """An address that guides name as a source, or a resource leads to, and what became of asking it.

    `broken` is said only of what failed again and again over days while others answered (services/links.py).
    `asked_at`: when it was last given to a worker; `failing_since` and `failures`: of tries without an answer in a row.
    """

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        OK = "ok", _("opens")
        MOVED = "moved", _("has moved")
        BROKEN = "broken", _("does not open")

    url = models.URLField(max_length=500, unique=True)
    host = models.CharField(max_length=255, db_index=True)
    guides = models.ManyToManyField(GuidePage, related_name="links")
    state = models.CharField(max_length=8, choices=State.choices, default=State.UNKNOWN)
    moved_to = models.URLField(max_length=500, blank=True)
    asked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True, db_index=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self):
        return self.url

    @staticmethod
    def host_of(url):
        """In small letters; empty for what is no address of the web."""
        try:
            parts = urlsplit(url)
            return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
        except ValueError:
            return ""


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own, while one looks after the guide and may open it."""
        guides = GuidePage.objects.visible_to(viewer).filter(keeper=viewer.pk).values("pk")
        return for_curators(self, viewer).filter(keeper=viewer.pk, guide__in=guides)


class Review(models.Model):
    """That whoever looks after a guide was reminded of the day by which it is to be read again: once for each day."""

    guide = models.ForeignKey(GuidePage, models.CASCADE, related_name="reviews")
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide", "keeper", "day"], name="keeper_is_reminded_once")
        ]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")

    def __str__(self):
        return f"{self.guide_id} · {self.day}"
