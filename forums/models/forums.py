"""Places to talk: one open to all members, and one for each closed circle."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.permissions import audience_tokens


class ForumQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        tokens = audience_tokens(viewer)
        circles = [int(token.removeprefix("circle:")) for token in tokens if token.startswith("circle:")]
        return self.filter(models.Q(audience__in=tokens) | models.Q(circle__in=circles))


class Forum(models.Model):
    class Audience(models.TextChoices):
        PUBLIC = "public", _("everyone may read")
        MEMBERS = "members", _("members")
        CIRCLE = "circle", _("a circle")

    class Identifiers(models.TextChoices):
        WARN = "warn", _("it is sent, and listed to moderators")
        HOLD = "hold", _("it waits for a moderator")
        BLOCK = "block", _("it cannot be sent before it is changed")

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), max_length=600, blank=True)
    audience = models.CharField(
        _("who may read"), max_length=12, choices=Audience.choices, default=Audience.MEMBERS
    )
    circle = models.OneToOneField(
        "members.Circle",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="forum",
        verbose_name=_("circle"),
    )
    #: Raised with whatever changes who may read; a message of a newer version makes listeners be asked again.
    access_version = models.PositiveIntegerField(default=1, editable=False)
    is_open = models.BooleanField(_("open for new threads"), default=True)
    #: Until when the last of its threads is pinned, so that lists look for pinned ones only where there are any.
    pins_until = models.DateTimeField(null=True, blank=True, editable=False)
    hold_first = models.PositiveSmallIntegerField(
        _("first words that wait"),
        default=0,
        validators=[MaxValueValidator(20)],
        help_text=_("How many first contributions of a new member wait for a moderator here. 0: none."),
    )
    identifiers = models.CharField(
        _("what may tell who a family is"),
        max_length=8,
        choices=Identifiers.choices,
        default=Identifiers.HOLD,
        help_text=_("What becomes of something that was found and that its author says is no identifier."),
    )
    source_id = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = ForumQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(audience="circle", circle__isnull=False)
                | (~models.Q(audience="circle") & models.Q(circle__isnull=True)),
                name="forum_circle_exactly_when_closed",
                violation_error_message=_("Name the circle exactly when only a circle may read."),
            ),
        ]
        verbose_name = _("forum")
        verbose_name_plural = _("forums")

    def __str__(self):
        return self.name

    @property
    def audience_token(self):
        """The token that threads of this forum carry."""
        return f"circle:{self.circle_id}" if self.audience == self.Audience.CIRCLE else self.audience
