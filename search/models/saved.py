"""Searches that members keep, and what was new in them."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.permissions import is_member

ADDRESS = 1000  # characters of one
SLACK = timedelta(hours=1)  # between looks, which are taken by the hour


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own."""
        return self.filter(member=viewer) if is_member(viewer) else self.none()

    def due(self, now):
        """Those at which it is time to look."""
        daily = Q(pace=SavedSearch.Pace.DAILY, looked_at__lte=now - timedelta(days=1) + SLACK)
        weekly = Q(pace=SavedSearch.Pace.WEEKLY, looked_at__lte=now - timedelta(days=7) + SLACK)
        return self.filter(daily | weekly)


class SavedSearch(models.Model):
    """A search that a member kept, and how often they hear of what is new in it.

    `address` is what stands behind the question mark of its page, `name` how it was read. `known`: keys of entries that
    were found lately, of which nothing is told again. `opened_at`: when its member last went to what was new.
    """

    class Pace(models.TextChoices):
        DAILY = "daily", pgettext_lazy("how often", "Once a day")
        WEEKLY = "weekly", pgettext_lazy("how often", "Once a week")
        NEVER = "never", pgettext_lazy("how often", "Never")

    member = models.ForeignKey("members.User", models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("search"), max_length=300)
    address = models.CharField(_("address"), max_length=ADDRESS)
    pace = models.CharField(_("tell me of what is new"), max_length=8, choices=Pace, default=Pace.DAILY)
    known = models.JSONField(default=list)
    created_at = models.DateTimeField(_("kept"), auto_now_add=True)
    looked_at = models.DateTimeField(_("looked at"))
    opened_at = models.DateTimeField(_("opened"), null=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["member", "address"], name="saved_search_once")]
        indexes = [models.Index(fields=["looked_at"], name="saved_search_due")]
        verbose_name = _("kept search")
        verbose_name_plural = _("kept searches")

    def __str__(self):
        return f"{self.pk}"


class SearchFind(models.Model):
    """What was new when somebody's kept search was looked at: keys of entries. Which of them the member may see is asked
    each time it is told."""

    saved = models.ForeignKey(SavedSearch, models.CASCADE, related_name="finds")
    keys = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return f"{self.saved_id}: {len(self.keys)}"
