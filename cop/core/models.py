"""What the queue and the schedule remember."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A running worker. One whose `last_seen` is old was killed, and what it was running is run again."""

    id = models.CharField(_("id"), max_length=64, primary_key=True)
    host = models.CharField(_("host"), max_length=255)
    started_at = models.DateTimeField(_("started"))
    last_seen = models.DateTimeField(_("last seen"), db_index=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.id


class DeadLetter(models.Model):
    """A task that failed each time it was tried. It waits here until somebody requeues or deletes it."""

    task_path = models.CharField(_("task"), max_length=255)
    args = models.JSONField(_("positional arguments"), default=list)
    kwargs = models.JSONField(_("arguments"), default=dict)
    attempts = models.PositiveIntegerField(_("attempts"))
    exception = models.CharField(_("exception"), max_length=255)
    traceback = models.TextField(_("traceback"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True, db_index=True)
    requeued_at = models.DateTimeField(_("requeued"), null=True, blank=True)

    class Meta:
        verbose_name = _("dead letter")
        verbose_name_plural = _("dead letters")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.task_path}: {self.exception}"


class PeriodicTask(models.Model):
    """When a periodic function ran last, and until when a worker holds it."""

    name = models.CharField(_("name"), max_length=255, primary_key=True)
    last_run = models.DateTimeField(_("last run"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("periodic task")
        verbose_name_plural = _("periodic tasks")

    def __str__(self) -> str:
        return self.name
