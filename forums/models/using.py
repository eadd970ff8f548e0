"""How members used what the library points at, told by themselves for all members."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.models.authored import Authored, AuthorKind
from forums.models.threads import state_open_to
from library.models import Resource
from members.permissions import is_member

MAX_USED = 600  # characters
MAX_SETTING = 120


def erase_named(collector, field, rows, using):
    """With an account goes what it told by name. What it told by sector stays, nobody's: that it went would say whose it
    was."""
    anonymous = models.Q(author_kind=AuthorKind.ANONYMOUS)
    models.CASCADE(collector, field, rows.exclude(anonymous), using)
    models.SET_NULL(collector, field, rows.filter(anonymous), using)


class ResourceUseQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """For members, of resources that they may see. Hidden ones show to moderators and to whoever told it."""
        if not is_member(viewer):
            return self.none()
        return self.filter(state_open_to(viewer), resource__in=Resource.objects.visible_to(viewer))

    def newest(self):
        return self.order_by("-created_at", "-pk")


class ResourceUse(Authored):
    """What one member says of one resource; other words take the place of the earlier ones. `setting`: where, or with whom."""

    author = models.ForeignKey(
        "members.User",
        erase_named,
        null=True,
        blank=True,
        related_name="resource_uses",
        verbose_name=_("author"),
    )
    resource = models.ForeignKey(Resource, models.CASCADE, related_name="uses", verbose_name=_("resource"))
    words = models.TextField(_("how I used it"), max_length=MAX_USED)
    setting = models.CharField(_("where, or with whom"), max_length=MAX_SETTING, blank=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")

    objects = ResourceUseQuerySet.as_manager()

    class Meta(Authored.Meta):
        constraints = [
            *Authored.Meta.constraints,
            models.UniqueConstraint(fields=["resource", "author"], name="resourceuse_once_a_member"),
        ]
        indexes = [
            *Authored.Meta.indexes,
            models.Index(fields=["resource", "-created_at", "-id"], name="resourceuse_newest"),
        ]
        verbose_name = _("use of a resource")
        verbose_name_plural = _("uses of resources")

    def __str__(self):
        return f"{self.resource_id} · {self.state}"
