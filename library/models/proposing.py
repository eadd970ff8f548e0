"""What members propose: a guide that is missing, or other words in one that is there."""

import json
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from cop.core.sealed import seal, unseal
from members.permissions import is_curator, is_member

PURPOSE = "library.proposal"


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own."""
        return self.filter(member=viewer.pk) if is_member(viewer) else self.none()

    def curated_by(self, viewer):
        """For who writes guides: what was sent, never what somebody is still writing."""
        sent = self.exclude(sent_at=None)
        return sent if is_member(viewer) and is_curator(viewer) else self.none()

    def thanked(self):
        """Whose readers may read whom they thank: what was approved, of members who agreed."""
        approved = WorkflowState.STATUS_APPROVED
        return self.filter(thanks=True, member__is_active=True, way__status=approved)


class Proposal(models.Model):
    """`guide`: the page that it made or would change; None before a new one is sent. `way`: its workflow. What is typed and
    not sent lies encrypted in `sealed`, for its member alone; once it is sent it stands in the draft of the guide.

    `note`: to the curators. `thanks`: its member would be named where the guide ends; they may change that at any time.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="proposals")
    guide = models.ForeignKey("library.GuidePage", models.SET_NULL, null=True, related_name="proposals")
    guide_key = models.UUIDField(null=True, db_index=True)
    edits = models.BooleanField(default=False)
    way = models.ForeignKey(WorkflowState, models.SET_NULL, null=True, related_name="proposals")
    note = models.TextField(max_length=1200, blank=True)
    thanks = models.BooleanField(default=False)
    sealed = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self):
        return str(self.uuid)

    @property
    def fields(self):
        """What was typed and not sent: names of fields with lists of their values."""
        text = unseal(self.sealed, PURPOSE) if self.sealed else None
        return json.loads(text) if text else {}

    @fields.setter
    def fields(self, fields):
        self.sealed = seal(json.dumps(fields), PURPOSE) if fields else ""


def with_thanks(guides):
    """Guides that know whether they thank somebody, so that the page of one that does not asks nothing for it."""
    return guides.annotate(
        has_thanks=Exists(Proposal.objects.thanked().filter(guide_key=OuterRef("translation_key")))
    )


def thanks_of(guide):
    """The names that stand where a guide ends."""
    if not getattr(guide, "has_thanks", False):
        return []
    found = Proposal.objects.thanked().filter(guide_key=guide.translation_key)
    return list(
        found.order_by("member__display_name").values_list("member__display_name", flat=True).distinct()
    )
