"""The frame of the community: content, not code. Another community has other principles."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cop.core.kept import Kept


@dataclass(frozen=True)
class Words:
    name: str
    essence: str
    url: str


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

    def uses(self):
        """What hangs on it: pairs of what it is and how much of it there is. Only what nothing hangs on may go."""
        found = []
        for relation in self._meta.related_objects:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: self.pk}).distinct()
            if number := rows.count():
                found.append((relation.related_model._meta.verbose_name_plural, number))
        return found

    @classmethod
    def known(cls):
        """By key, as kept."""
        return known_principles()

    @property
    def words(self):
        """Of the live page in the current language, else in any; None before one is published."""
        by_language = words_by_principle().get(self.pk, {})
        wanted = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        return by_language.get(wanted) or next(iter(by_language.values()), None)

    @property
    def name(self):
        return self.words.name if self.words else self.slug

    @property
    def url(self):
        return self.words.url if self.words else ""


def _words_by_principle():
    pages = Principle._meta.get_field("pages").related_model.objects.live().select_related("locale")
    found: dict[int, dict[str, Words]] = {}
    for page in pages.order_by("pk"):
        words = Words(page.title, page.essence, page.url or "")
        found.setdefault(page.principle_id, {})[page.locale.language_code] = words
    return found


#: Every principle by key, in their order.
known_principles = Kept(lambda: {one.pk: one for one in Principle.objects.all()})
#: The words of each principle by language.
words_by_principle = Kept(_words_by_principle)
