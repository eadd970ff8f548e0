"""How a member relates to things and to people."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """A member's level of interest in any object (thread, forum, principle, tag, member); muted is a level."""

    class Level(models.TextChoices):
        MUTED = "muted", _("muted")
        NORMAL = "normal", _("normal")
        FOLLOWING = "following", _("following")
        WATCHING = "watching", _("watching")

    member = models.ForeignKey("members.User", models.CASCADE, related_name="follows")
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.FOLLOWING)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "content_type", "object_id"], name="follow_once"),
        ]
        indexes = [
            models.Index(fields=["content_type", "object_id", "level"]),
            models.Index(fields=["content_type", "object_id", "member"], name="follow_by_member"),
        ]
        verbose_name = _("follow")
        verbose_name_plural = _("follows")

    def __str__(self):
        return f"{self.member}: {self.level}"


class Block(models.Model):
    """`member` does not want to hear from `blocked`. Never touches anonymous posts."""

    member = models.ForeignKey("members.User", models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey("members.User", models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~models.Q(member=models.F("blocked")), name="block_not_oneself"),
        ]
        verbose_name = _("block")
        verbose_name_plural = _("blocks")

    def __str__(self):
        return f"{self.member}"
