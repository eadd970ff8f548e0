"""How members used what the library points at, told by themselves for all members."""

from hashlib import sha256

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.models.authored import Authored, AuthorKind, State
from forums.models.threads import state_open_to
from library.models import Resource
from members.models import Flag
from members.permissions import is_member, is_moderator

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

    def at_desk_of(self, moderator):
        """What a moderator decides about: all that they see, and what its author took back while something is open about it."""
        if not is_moderator(moderator):
            return self.none()
        kind = ContentType.objects.get_for_model(self.model)
        is_open = models.Exists(
            Flag.objects.open().filter(content_type=kind, object_id=models.OuterRef("pk"))
        )
        return self.filter(state_open_to(moderator) | models.Q(is_open, state=State.REMOVED))

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

    @property
    def fingerprint(self):
        """Another one for other words, so that nobody decides about what they have not read."""
        return sha256(f"{self.words}\0{self.setting}".encode()).hexdigest()[:16]
