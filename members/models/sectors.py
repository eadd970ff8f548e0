"""The kinds of work around a child: rows that administrators edit, named in each language."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cop.core.kept import Kept


class SectorQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(is_active=True)


class Sector(models.Model):
    """One language-neutral row; `mark` names its drawing in the icon sprite (`s-<mark>`)."""

    slug = models.SlugField(_("slug"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    mark = models.SlugField(
        _("mark"), blank=True, help_text=_("A drawing of the icon set; empty for the neutral one.")
    )
    is_active = models.BooleanField(_("offered"), default=True)

    objects = SectorQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")

    def __str__(self):
        return self.name

    @classmethod
    def known(cls):
        """By key, as kept."""
        return known_sectors()

    def _word(self, form):
        """In the current language, else the site's, else any; the slug where nobody has named it."""
        kept = known_sectors.row(self.pk)
        by_language = kept.words if kept else {}
        wanted = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        label = (
            by_language.get(wanted)
            or by_language.get(settings.LANGUAGE_CODE)
            or next(iter(by_language.values()), None)
        )
        return getattr(label, form) if label else self.slug

    @property
    def name(self):
        return self._word("name")

    @property
    def noun(self):
        """Somebody of this sector, with the article: "A home visitor"."""
        return self._word("noun")

    @property
    def plural(self):
        """Several of this sector, without an article: "home visitors"."""
        return self._word("plural")


class SectorLabel(models.Model):
    sector = models.ForeignKey(Sector, models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    name = models.CharField(_("name"), max_length=60, help_text=_("Home visiting"))
    noun = models.CharField(_("somebody of it"), max_length=60, help_text=_("A home visitor"))
    plural = models.CharField(_("several of it"), max_length=60, help_text=_("home visitors"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sector", "language"], name="sector_label_once_a_language")
        ]
        verbose_name = _("sector name")
        verbose_name_plural = _("sector names")

    def __str__(self):
        return self.name


def _read():
    rows = {one.pk: one for one in Sector.objects.prefetch_related("labels")}
    for one in rows.values():
        one.words = {label.language: label for label in one.labels.all()}
    return rows


#: Every sector by key, in their order, with its `words` by language.
known_sectors = Kept(_read)
