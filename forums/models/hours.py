"""The ledger of hours, which only grows (see forums/append_only.py), and certificates of what stands in it."""

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.permissions import is_member

#: Without letters and figures that are taken for each other on paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code():
    return "".join(secrets.choice(LETTERS) for _n in range(10))


class OwnQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own."""
        return self.filter(member=viewer) if is_member(viewer) else self.none()


class HoursEntry(models.Model):
    """Minutes of a member in a round, signed by a facilitator. A correction is a row of its own with what it adds or
    takes away and why. `signer`: the name under which it was signed."""

    member = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="hours")
    round = models.ForeignKey("forums.Round", models.PROTECT, related_name="hours")
    minutes = models.IntegerField(_("minutes"))
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    reason = models.CharField(_("why"), max_length=200, blank=True)
    signed_by = models.ForeignKey("members.User", models.SET_NULL, null=True, related_name="+")
    signer = models.CharField(max_length=150)
    signed_at = models.DateTimeField(auto_now_add=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "member"], condition=Q(corrects__isnull=True), name="hours_signed_once"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False) | Q(minutes__gt=0), name="hours_begin_above_zero"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(minutes=0), name="hours_correction_changes"
            ),
        ]
        verbose_name = _("hours")
        verbose_name_plural = _("hours")

    def __str__(self):
        return f"{self.member_id}: {self.minutes}"


class Certificate(models.Model):
    """What the ledger said of a member when it was made: for one round, or for the days from `since` to `until`.

    Anybody with its address learns that it is genuine; whose it is only with its `code`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=10, default=new_code, editable=False)
    member = models.ForeignKey("members.User", models.CASCADE, related_name="certificates")
    name = models.CharField(max_length=150)
    round = models.ForeignKey("forums.Round", models.PROTECT, null=True, related_name="+")
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    minutes = models.PositiveIntegerField()
    #: Keys of the rows of the ledger that it was made of: they never change, and what is added later is not in it.
    entries = models.JSONField(default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(round__isnull=False, since__isnull=True, until__isnull=True)
                | Q(round__isnull=True, since__isnull=False, until__isnull=False),
                name="certificate_of_round_or_days",
            ),
            models.UniqueConstraint(
                fields=["member", "name", "round", "minutes"],
                condition=Q(round__isnull=False),
                name="certificate_of_round_once",
            ),
            models.UniqueConstraint(
                fields=["member", "name", "since", "until", "minutes"],
                condition=Q(round__isnull=True),
                name="certificate_of_days_once",
            ),
        ]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self):
        return str(self.uuid)
