"""Personal bearer tokens for the API and the socket. Only a digest is kept."""

import hashlib
import secrets

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    member = models.ForeignKey("members.User", models.CASCADE, related_name="personal_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self):
        return self.name

    @staticmethod
    def digest_of(raw):
        return hashlib.sha256(raw.encode()).hexdigest()

    @classmethod
    def issue(cls, *, member, name):
        """Return (token row, raw token); the raw token is shown once and can't be read again."""
        raw = f"cop_{secrets.token_urlsafe(32)}"
        return cls.objects.create(member=member, name=name, digest=cls.digest_of(raw)), raw

    @classmethod
    def member_for(cls, raw):
        """The active owner of an unrevoked token, or None."""
        token = (
            cls.objects.filter(digest=cls.digest_of(raw), revoked_at__isnull=True, member__is_active=True)
            .select_related("member__profile__sector")
            .first()
        )
        if token is None:
            return None
        now = timezone.now()
        if token.last_used_at is None or (now - token.last_used_at).total_seconds() > 300:
            cls.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.member
