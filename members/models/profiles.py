"""Where a member sits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.people import User

INVITATIONS_A_WEEK = (1, 2, 3, 5)  # how many somebody may wish to get at most


class Profile(models.Model):
    """A member's seat: sector, role, and what colleagues may know."""

    user = models.OneToOneField(User, models.CASCADE, related_name="profile")
    sector = models.ForeignKey(
        "members.Sector",
        models.PROTECT,
        related_name="profiles",
        verbose_name=_("sector"),
        null=True,
        blank=True,
    )
    role = models.CharField(_("role"), max_length=80, blank=True)
    credentials = models.CharField(_("credentials"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    about = models.TextField(_("about me"), max_length=600, blank=True)
    show_presence = models.BooleanField(_("show when I am here"), default=True)
    welcomes_invitations = models.BooleanField(
        _("invite me when colleagues wait for my sector"), default=False
    )
    invitations_a_week = models.PositiveSmallIntegerField(
        _("at most this many invitations a week"), default=2, choices=[(n, n) for n in INVITATIONS_A_WEEK]
    )
    reads_drafts = models.BooleanField(_("ask me to read drafts of guides"), default=False)
    promised_at = models.DateTimeField(_("accepted the promises"), null=True, blank=True)
    coach = models.BooleanField(_("notice how I speak of families"), default=True)
    slash_key = models.BooleanField(_("the key / leads to the search box"), default=True)
    text_size = models.CharField(
        _("size of letters"),
        max_length=8,
        blank=True,
        choices=[("large", _("larger")), ("largest", _("largest"))],
    )
    contrast = models.CharField(
        _("contrast"), max_length=8, blank=True, choices=[("more", _("more")), ("usual", _("as usual"))]
    )
    email_notifications = models.BooleanField(_("tell me by e-mail"), default=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self):
        return f"{self.user}"


def profile_of(user):
    """The seat of a user, an empty one where nothing was told yet."""
    return getattr(user, "profile", None) or Profile(user=user)
