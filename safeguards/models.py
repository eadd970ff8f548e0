"""Phrases that the coach of words notices, edited by curators as content."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

LETTERS = 3  # that a form must have beside wildcards


class PhraseQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(in_use=True)


class Phrase(models.Model):
    """Something that a text may say, with its forms in one language.

    A phrase to reconsider has kinder and more exact words and a reason; a strength has the reason why it is one.
    The principle is named by its slug, since the library lies above this room.
    """

    class Kind(models.TextChoices):
        RECONSIDER = "reconsider", _("to reconsider")
        STRENGTH = "strength", _("a strength that was named")

    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.RECONSIDER)
    wording = models.TextField(
        _("forms"),
        max_length=2000,
        help_text=_(
            "One form a line, inflections included; accents and capitals make no difference. * stands for any ending, _ for any one word."
        ),
    )
    instead = models.CharField(
        _("instead"),
        max_length=200,
        blank=True,
        help_text=_(
            "Kinder and more exact words, parted by semicolons; … is for the writer to fill. What to do instead, in parentheses."
        ),
    )
    reason = models.CharField(_("reason"), max_length=200, help_text=_("One sentence, for the writer."))
    principle = models.SlugField(
        _("principle"), blank=True, help_text=_("The short name of the principle whose guide says more.")
    )
    in_use = models.BooleanField(_("in use"), default=True)
    source_id = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        ordering = ["language", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="reconsider", instead=""),
                name="phrase_to_reconsider_has_other_words",
            )
        ]
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")

    def __str__(self):
        return self.forms[0] if self.forms else ""

    @property
    def forms(self) -> list[str]:
        return [line.strip() for line in self.wording.splitlines() if line.strip()]

    def clean(self):
        if any(sum(sign.isalpha() for sign in form) < LETTERS for form in self.forms) or not self.forms:
            raise ValidationError({"wording": _("Each form needs at least three letters.")})
        if self.kind == self.Kind.RECONSIDER and not self.instead.strip():
            raise ValidationError({"instead": _("What could somebody write instead?")})
