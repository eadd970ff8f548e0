"""Whether a guide was of use to a member, and what they tried: for curators, who learn from it and not of whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.permissions import is_curator, is_member

MAX_TRIED = 600  # characters


class GuideResponseQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own."""
        return self.filter(member=viewer.pk) if is_member(viewer) else self.none()

    def curated_by(self, viewer):
        """For who writes guides: answers and words. Who gave them is to be asked of no row."""
        return self.all() if is_member(viewer) and is_curator(viewer) else self.none()


class GuideResponse(models.Model):
    """A member's last word on the guide of `guide_key`, in all its languages. It goes with the account."""

    class Answer(models.TextChoices):
        YES = "yes", _("It helped")
        PARTLY = "partly", _("In part")
        NO = "no", _("Not for me")

    guide_key = models.UUIDField(_("guide"), db_index=True)
    member = models.ForeignKey("members.User", models.CASCADE, related_name="guide_responses")
    answer = models.CharField(_("was this useful?"), max_length=8, choices=Answer.choices)
    words = models.TextField(_("what did you try?"), max_length=MAX_TRIED, blank=True)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES, default="en")
    updated_at = models.DateTimeField(auto_now=True)

    objects = GuideResponseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guide_key", "member"], name="guide_response_once_a_member")
        ]
        verbose_name = _("answer about a guide")
        verbose_name_plural = _("answers about guides")

    def __str__(self):
        return f"{self.guide_key} · {self.answer}"
