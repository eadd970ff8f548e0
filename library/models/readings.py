"""What one reader keeps of a guide for themselves. Nobody else ever sees it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from library.models.guides import GuidePage
from library.models.keeping import OwnQuerySet


class Reading(models.Model):
    """A member and a guide in one language. `ticked`: identities of lines of its lists, as text. `version`: the
    newest that the member said to have read. `kept_at`: when they put it aside to find again, with a `note`,
    in one of their folders or in none."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    guide = models.ForeignKey(GuidePage, models.CASCADE, related_name="readings")
    ticked = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(max_length=600, blank=True)
    folder = models.ForeignKey(
        "library.Folder", models.SET_NULL, null=True, blank=True, related_name="readings"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "guide"], name="member_reads_a_guide_once")]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")

    def __str__(self):
        return f"{self.member_id} · {self.guide_id}"
