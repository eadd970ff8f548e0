"""A page for families that a guide carries, in as many languages as somebody has written it in."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from library.blocks.handouts import HandoutBlocks
from library.reading import texts

MOST_WORDS = 180  # that fit on one sheet, A4 or Letter, in letters that are easy to read
LANGUAGES = [code for code, name in settings.LANGUAGES]


class GuideHandout(Orderable):
    """It is a part of its guide: reviewed, published, scheduled and taken back with it. That a language stands once is for
    the editor's form: no constraint lets two rows exchange theirs, which are saved one after the other."""

    guide = ParentalKey("library.GuidePage", on_delete=models.CASCADE, related_name="handouts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    title = models.CharField(_("title"), max_length=80)
    intro = models.TextField(_("first sentence"), max_length=240)
    body = StreamField(HandoutBlocks(), verbose_name=_("parts"))

    panels = [
        FieldPanel("language"),
        FieldPanel(
            "title", help_text=_("As one would say it to a parent: “Two minutes for what already works”.")
        ),
        FieldPanel("intro", help_text=_("What it is about, in plain words.")),
        FieldPanel(
            "body",
            help_text=_("Short sentences, everyday words, “you”. It has to fit on one sheet of paper."),
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("handout for families")
        verbose_name_plural = _("handouts for families")

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if (number := self.words) > MOST_WORDS:
            message = _("One sheet holds about %(most)d words, and these are %(n)d. Say less.")
            raise ValidationError({"body": message % {"most": MOST_WORDS, "n": number}})

    @property
    def words(self):
        said = [self.title, self.intro, *texts(self.body.stream_block, self.body.raw_data)]
        return sum(len(text.split()) for text in said)


HANDOUT_PANEL = InlinePanel(
    "handouts", heading=_("Handouts for families"), label=_("Handout"), max_num=len(LANGUAGES)
)


def check_languages(formset):
    """Refuse a second handout in the same language, beside the field of the second."""
    taken = set()
    for form in formset.forms:
        language = form.cleaned_data.get("language") if form.is_valid() else None
        if not language or form in formset.deleted_forms:
            continue
        if language in taken:
            form.add_error("language", _("There is a handout in this language already."))
        taken.add(language)


def with_handouts(guides):
    """Guides that know in which languages they carry one, so that their page asks nothing for it."""
    rows = GuideHandout.objects.filter(guide=OuterRef("pk"))
    return guides.annotate(**{_known(code): Exists(rows.filter(language=code)) for code in LANGUAGES})


def handout_languages(guide):
    """In which languages a guide carries a handout; of what is being written, as it is now."""
    if hasattr(guide, _known(LANGUAGES[0])):
        return [code for code in LANGUAGES if getattr(guide, _known(code))]
    there = {row.language for row in guide.handouts.all()}
    return [code for code in LANGUAGES if code in there]


def _known(code):
    return f"handout_{code.replace('-', '_')}"
