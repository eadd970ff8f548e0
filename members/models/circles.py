"""Closed groups of colleagues. What a circle's forum holds is in `forums`."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class CircleQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """A circle shows to who sits in it, and to moderators. For everybody else it is not there."""
        if not (viewer.is_authenticated and viewer.is_full_member):
            return self.none()
        return (
            self if viewer.has_role("moderator", "administrator") else self.filter(memberships__member=viewer)
        )

    def of(self, member):
        """The circles a full member sits in, as a list; for moderators too only their own."""
        if not (member.is_authenticated and member.is_full_member):
            return []
        return list(self.filter(memberships__member=member))


class Circle(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), max_length=600, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    members = models.ManyToManyField("members.User", through="CircleMembership", related_name="circles")

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("circle")
        verbose_name_plural = _("circles")

    def __str__(self):
        return self.name


class CircleMembership(models.Model):
    class Role(models.TextChoices):
        MEMBER = "member", _("member")
        FACILITATOR = "facilitator", _("facilitator")

    circle = models.ForeignKey(Circle, models.CASCADE, related_name="memberships")
    member = models.ForeignKey("members.User", models.CASCADE, related_name="circle_memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "member"], name="circle_member_once")]
        verbose_name = _("circle membership")
        verbose_name_plural = _("circle memberships")

    def __str__(self):
        return f"{self.member} · {self.circle}"
