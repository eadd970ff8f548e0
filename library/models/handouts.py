"""A page for families that a guide carries, in as many languages as somebody has written it in."""

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.safestring import mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from library.blocks.handouts import HandoutBlocks
from library.reading import texts

SHEET, FOR_FAMILIES = "handout-", _("For families: {language}")
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


def sheet(guide, handout, leads_to):
    """What the page of a handout shows, but what is said in the reader's language. Its code leads to `leads_to`."""
    address = leads_to.canonical or settings.BASE_URL
    with override(handout.language):
        code = code_of(address, _("Code that leads to the guide"))
    return {
        "guide": guide,
        "handout": handout,
        "leads_to": leads_to,
        "address": address,
        "code": code,
        "principle": next(iter(guide.principles.all()), None),
    }


def code_of(address, name):
    """A QR code as a drawing, dark on light by day and by night, or no camera would read it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(
        omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff", title=str(name)
    )
    return mark_safe(drawn.replace("<svg ", '<svg role="img" ', 1))  # noqa: S308 - segno escapes the name


class ShowsHandouts(models.Model):
    """In the editor, what is being written of a handout can be looked at as families will have it, in each language."""

    class Meta:
        abstract = True

    @property
    def preview_modes(self):
        sheets = [
            (f"{SHEET}{code}", format_lazy(FOR_FAMILIES, language=name)) for code, name in settings.LANGUAGES
        ]
        return [*self.DEFAULT_PREVIEW_MODES, *sheets]

    def get_preview_template(self, request, mode_name):
        if mode_name.startswith(SHEET):
            return "library/handout.html"
        return super().get_preview_template(request, mode_name)

    def get_preview_context(self, request, mode_name):
        if not mode_name.startswith(SHEET):
            return super().get_preview_context(request, mode_name)
        language = mode_name.removeprefix(SHEET)
        row = next((row for row in self.handouts.all() if row.language == language), None)
        shown = sheet(self, row, self) if row else {"guide": self, "handout": None}
        return shown | {"others": []}


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
