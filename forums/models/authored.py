"""What threads and posts share: an author who may be anonymous, a state, and a memory of retries."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthorKind(models.TextChoices):
    MEMBER = "member", _("member")
    ANONYMOUS = "anonymous", _("known by sector only")
    FORMER = "former", _("former member")
    SYSTEM = "system", _("the platform")


class State(models.TextChoices):
    VISIBLE = "visible", _("visible")
    HELD = "held", _("waiting for a moderator")
    HIDDEN = "hidden", _("hidden")
    REMOVED = "removed", _("removed")


class Authored(models.Model):
    """The author stands here once and leaves the database only through `author_for(viewer)`.

    `sector` and `role` are those of the moment of posting. `alias` numbers those who are anonymous in one thread, from
    1 in the order in which they first spoke, so that two of one sector can be told apart there and nowhere else.
    """

    author = models.ForeignKey(
        "members.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("author"),
    )
    author_kind = models.CharField(max_length=12, choices=AuthorKind.choices, default=AuthorKind.MEMBER)
    sector = models.ForeignKey("members.Sector", models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=80, blank=True)
    alias = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.VISIBLE)
    idempotency_key = models.UUIDField(null=True, blank=True)
    payload_digest = models.CharField(max_length=64, blank=True)
    source_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["author", "idempotency_key"],
                condition=models.Q(idempotency_key__isnull=False),
                name="%(class)s_once_a_key",
            ),
            models.CheckConstraint(
                condition=~models.Q(author_kind="anonymous") | models.Q(alias__isnull=False),
                name="%(class)s_anonymous_has_alias",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(idempotency_key__isnull=False),
                name="%(class)s_keys",
            ),
            models.Index(fields=["state"], condition=~models.Q(state="visible"), name="%(class)s_unseen"),
        ]
