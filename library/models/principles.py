"""The frame of the community: content, not code. Another community has other principles."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class PrincipleQuerySet(models.QuerySet):
    def with_words(self):
        """Prefetch the pages that carry names, so that lists cost one query."""
        page_model = self.model._meta.get_field("pages").related_model
        pages = page_model.objects.live().select_related("locale")
        return self.prefetch_related(models.Prefetch("pages", queryset=pages, to_attr="live_pages"))


class Principle(models.Model):
    """One language-neutral row; its words are PrinciplePages, one a language.

    `hue` is an OKLCH angle in degrees and `chroma` an OKLCH chroma; `mark` names a drawing (`p-<mark>`).
    """

    slug = models.SlugField(_("slug"), unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    hue = models.PositiveSmallIntegerField(
        _("hue"),
        default=138,
        validators=[MaxValueValidator(360)],
        help_text=_("An angle from 0 to 360: 60 apricot, 102 straw, 138 sage, 228 rain, 345 heather."),
    )
    chroma = models.DecimalField(
        _("strength of the color"),
        max_digits=4,
        decimal_places=3,
        default="0.036",
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("0.06"))],
        help_text=_("From 0 (gray) to 0.06; above 0.05 text on it becomes hard to read."),
    )
    mark = models.SlugField(
        _("mark"), blank=True, help_text=_("A drawing of the icon set; empty for the neutral one.")
    )

    objects = PrincipleQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(condition=models.Q(hue__lte=360), name="principle_hue_is_an_angle"),
            models.CheckConstraint(
                condition=models.Q(chroma__gte=0, chroma__lte=0.06), name="principle_chroma_is_soft"
            ),
        ]
        verbose_name = _("principle")
        verbose_name_plural = _("principles")

    def __str__(self):
        return self.name

    @cached_property
    def page(self):
        """The live page in the current language, else in any; None before one is published."""
        pages = getattr(self, "live_pages", None)
        if pages is None:
            pages = list(self.pages.live().select_related("locale"))
        wanted = (get_language() or "en").split("-")[0]
        return next((p for p in pages if p.locale.language_code == wanted), None) or next(iter(pages), None)

    @property
    def name(self):
        return self.page.title if self.page else self.slug

    @property
    def url(self):
        return self.page.url if self.page else ""
