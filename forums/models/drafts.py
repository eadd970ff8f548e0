"""What somebody is writing and has not said yet: encrypted, seen by its author alone, in no search and no copy."""

import json

from django.db import models
from django.db.models import Q

from cop.core.sealed import seal, unseal

PURPOSE = "forums.draft"


class DraftQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        return self.filter(member=viewer) if viewer.is_authenticated else self.none()


class Draft(models.Model):
    """One a member and place: a reply in `thread`, or a new thread where that is None. `revision` counts from 1."""

    member = models.ForeignKey("members.User", models.CASCADE, related_name="drafts")
    thread = models.ForeignKey("forums.Thread", models.CASCADE, null=True, related_name="drafts")
    sealed = models.TextField(editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "thread"], name="draft_once_a_thread"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(thread__isnull=True), name="draft_once_for_a_new_thread"
            ),
        ]

    def __str__(self):
        return f"{self.member_id}@{self.thread_id}"

    @property
    def fields(self):
        """What was typed: names of form fields and lists of their values. Empty where it cannot be opened any more."""
        text = unseal(self.sealed, PURPOSE)
        return json.loads(text) if text else {}

    @fields.setter
    def fields(self, fields):
        self.sealed = seal(json.dumps(fields), PURPOSE)

    @property
    def body(self):
        return "".join(self.fields.get("body", ()))

    @property
    def title(self):
        return "".join(self.fields.get("title", ()))
