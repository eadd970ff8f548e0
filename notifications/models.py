"""What a member is told: that something happened in a conversation, never who did it or what was said."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from forums.models import ReadPosition
from members.permissions import is_member


def read_along(member, thread, position):
    """Whether the member has read past this position in the thread itself: reading is remembered once, there."""
    return Exists(ReadPosition.objects.filter(member=member, thread=thread, position__gte=position))


class NotificationQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own."""
        return self.filter(member=viewer) if is_member(viewer) else self.none()

    def unread(self):
        """Neither opened here nor read in the thread."""
        return self.filter(~self._read_along(), read_at__isnull=True)

    def read_along(self):
        """Not opened here, but read in the thread."""
        return self.filter(self._read_along(), read_at__isnull=True)

    @staticmethod
    def _read_along():
        return read_along(OuterRef("member"), OuterRef("thread"), OuterRef("position"))


class Notification(models.Model):
    """One line for one member. While it is unread, what happens further in its thread folds into it.

    `kind` is a name in `registries.kinds`. `position` is that of the newest post it tells of; empty where reading on
    in the thread says nothing about it. `emailed_at`: when it was mailed, once; `pushed_at`: the same for alerts on devices.
    """

    member = models.ForeignKey("members.User", models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=24)
    thread = models.ForeignKey("forums.Thread", models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(_("told"), auto_now_add=True)
    latest_at = models.DateTimeField(_("happened again"))
    read_at = models.DateTimeField(_("read"), null=True)
    emailed_at = models.DateTimeField(_("mailed"), null=True)
    pushed_at = models.DateTimeField(_("sent to devices"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-latest_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "thread"],
                condition=Q(read_at__isnull=True),
                name="notification_folds_while_unread",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-latest_at", "-id"], name="notification_newest"),
            models.Index(fields=["member"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(fields=["read_at"], name="notification_read"),
        ]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")

    def __str__(self):
        return f"{self.kind} {self.pk}"


class OccasionQuerySet(models.QuerySet):
    def fresh(self):
        """With `is_fresh`: not yet read in the thread."""
        thread = OuterRef("notification__thread")
        return self.annotate(is_fresh=~read_along(OuterRef("member"), thread, OuterRef("position")))


class Occasion(models.Model):
    """One thing that a notification tells of, each once a member and kind: so a task that runs twice doubles nothing."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="occasions")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    target_id = models.PositiveBigIntegerField()
    position = models.PositiveIntegerField(null=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        ordering = [F("position").asc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "target_id"], name="occasion_told_once"),
        ]
        indexes = [models.Index(fields=["kind", "target_id"], name="occasion_target")]

    def __str__(self):
        return f"{self.kind}:{self.target_id}"


class OptOut(models.Model):
    """A kind of notification that a member does not want one way. No row: as the kind says by itself."""

    kind = models.CharField(_("kind"), max_length=24)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.kind


class MailOptOut(OptOut):
    """By mail."""

    member = models.ForeignKey("members.User", models.CASCADE, related_name="mail_opt_outs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="mail_opt_out_once")]


class PushOptOut(OptOut):
    """On devices."""

    member = models.ForeignKey("members.User", models.CASCADE, related_name="push_opt_outs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="push_opt_out_once")]


class DeviceQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own."""
        return self.filter(member=viewer) if is_member(viewer) else self.none()


class Device(models.Model):
    """A browser on which a member is alerted.

    SECURITY: its address at a push service is a secret, since whoever has it may send there: it is kept sealed with the keys
    of the device (`sealed`) and found by its hash. `token_hash` is that of a cookie of this browser, by which a sign-out, a
    renewal and the next member who signs in there know the row. `session_hash` is the member's when they asked for it: what
    ends their sessions, a new password too, ends this. `key`: the public key of ours that the device was told.
    """

    member = models.ForeignKey("members.User", models.CASCADE, related_name="devices")
    name = models.CharField(_("name"), max_length=60)
    endpoint_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    session_hash = models.CharField(max_length=64)
    key = models.CharField(max_length=100)
    sealed = models.TextField()
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self):
        return self.name
