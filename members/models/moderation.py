"""What members report, and the append-only record of what was done."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Flag(models.Model):
    class Kind(models.TextChoices):
        PRIVACY = "privacy", _("privacy concern")
        SPAM = "spam", _("spam")
        UNKIND = "unkind", _("unkind")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    reporter = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="flags")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    note = models.TextField(_("note"), max_length=600, blank=True)
    hid_at_once = models.BooleanField(_("hidden at once"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    claimed_by = models.ForeignKey(
        "members.User", models.SET_NULL, null=True, blank=True, related_name="claimed_flags"
    )
    decided_by = models.ForeignKey(
        "members.User", models.SET_NULL, null=True, blank=True, related_name="decided_flags"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "content_type", "object_id", "kind"], name="flag_once_a_person"
            ),
        ]
        indexes = [models.Index(fields=["state", "created_at"])]
        verbose_name = _("flag")
        verbose_name_plural = _("flags")

    def __str__(self):
        return f"{self.get_kind_display()}"


class AuditEntry(models.Model):
    """Who did what to which object, and why. Rows are added, never changed; texts of cases never stand here."""

    actor = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="audit_entries")
    verb = models.SlugField(_("what"), max_length=40)
    content_type = models.ForeignKey(ContentType, models.SET_NULL, null=True)
    object_id = models.PositiveBigIntegerField(null=True)
    target = GenericForeignKey("content_type", "object_id")
    reason = models.TextField(_("why"), blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")

    def __str__(self):
        return self.verb
