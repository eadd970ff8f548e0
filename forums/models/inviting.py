"""Members who are asked to look at a reflection that waits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.models.authored import State
from forums.models.threads import thread_open_to
from members.permissions import is_member

MAX_NOTE = 200  # characters that somebody who hands it on writes with it


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own, to what one may read. Whoever began the conversation is asked nothing, and nobody learns that."""
        if not is_member(viewer):
            return self.none()
        own = self.filter(thread_open_to(viewer, "thread__"), member=viewer, thread__state=State.VISIBLE)
        return own.exclude(thread__author=viewer)

    def open(self):
        """Neither answered nor declined."""
        return self.filter(answered_at=None, declined_at=None)


class Invitation(models.Model):
    """One member, once a conversation. `missing`: their sector has not spoken there; `handed`: a facilitator thought of
    them, with a `note`. Who was invited is shown to nobody but themselves, but for whom a facilitator chose."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("a sector is missing")
        HANDED = "handed", _("handed on by a facilitator")

    thread = models.ForeignKey("forums.Thread", models.CASCADE, related_name="invitations")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="invitations")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.MISSING)
    invited_by = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=MAX_NOTE, blank=True)
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "member"], name="invitation_once"),
            models.CheckConstraint(
                condition=models.Q(note="") | models.Q(kind="handed"), name="invitation_note_by_hand"
            ),
        ]
        indexes = [
            models.Index(fields=["member", "created_at"], name="invitation_lately"),
            models.Index(fields=["invited_by", "created_at"], name="invitation_by_hand"),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"
