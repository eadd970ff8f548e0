"""The parts of a practice guide, each with a template of its own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from library.blocks.choosers import PLAIN_FEATURES, TEXT_FEATURES, SectorChoice
from library.embeds import player_for

MEDIA = {"mp4": "video", "webm": "video", "mp3": "audio", "m4a": "audio", "ogg": "audio"}


class AdaptationBlock(blocks.StructBlock):
    """How one step changes in one sector's setting."""

    sector = SectorChoice(label=_("Sector"))
    text = blocks.TextBlock(label=_("Adaptation"), max_length=400, rows=2)

    class Meta:
        icon = "group"
        label = _("Adaptation for a sector")


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"), max_length=120)
    detail = blocks.RichTextBlock(label=_("How"), features=PLAIN_FEATURES)
    adaptations = blocks.ListBlock(
        AdaptationBlock(),
        label=_("Adaptations"),
        default=[],
        required=False,
        help_text=_("What is different in one sector. Readers can choose their own seat and see only that."),
    )


class WhyItMattersBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Why it matters")
        template = "library/blocks/why_it_matters.html"


class TryThisWeekBlock(blocks.StructBlock):
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "tick"
        label = _("Try this week")
        template = "library/blocks/try_this_week.html"


class WordsToSayBlock(blocks.StructBlock):
    sentences = blocks.ListBlock(blocks.CharBlock(max_length=240), label=_("Sentences"), min_num=1)

    class Meta:
        icon = "openquote"
        label = _("Words you could say")
        template = "library/blocks/words_to_say.html"


class WatchForItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("In short"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN_FEATURES)


class WatchForBlock(blocks.StructBlock):
    points = blocks.ListBlock(WatchForItemBlock(), label=_("Points"), min_num=1)

    class Meta:
        icon = "warning"
        label = _("Watch for")
        template = "library/blocks/watch_for.html"


class DiscussBlock(blocks.StructBlock):
    questions = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("Questions"), min_num=1)

    class Meta:
        icon = "comment"
        label = _("Questions to discuss")
        template = "library/blocks/discuss.html"


class QuoteBlock(blocks.StructBlock):
    """A voice from practice. It stands beside the section above it where the screen is wide."""

    text = blocks.TextBlock(label=_("Words"), max_length=600, rows=3)
    attribution = blocks.CharBlock(
        label=_("Who said it"),
        max_length=160,
        required=False,
        help_text=_("A role, not a name: “Parent educator”."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "library/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=240, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "library/blocks/picture.html"


class EmbedBlock(blocks.StructBlock):
    """A video or a recording, of another site or our own. Nothing is asked of another site before play is pressed."""

    url = blocks.URLBlock(
        label=_("Link"),
        required=False,
        help_text=_(
            "YouTube and Vimeo play on the page, after the reader pressed play; others open at their own site."
        ),
    )
    file = DocumentChooserBlock(label=_("Or a file of our own"), required=False)
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    length = blocks.CharBlock(label=_("Length"), max_length=20, required=False, help_text=_("6 min"))
    poster = ImageBlock(label=_("Still picture"), required=False)
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=TEXT_FEATURES,
        required=False,
        help_text=_("For whoever does not hear it, or sits in a waiting room without headphones."),
    )

    class Meta:
        icon = "media"
        label = _("Watch or listen")
        template = "library/blocks/embed.html"

    def clean(self, value):
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned["url"]) == bool(cleaned["file"]):
            errors["url"] = ValidationError(_("Give a link or a file of our own: one of the two."))
        elif cleaned["file"] and cleaned["file"].file_extension.lower() not in MEDIA:
            errors["file"] = ValidationError(
                _("A browser cannot play this file. Use MP4, WebM, MP3, M4A or OGG.")
            )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value, parent_context=None):
        """`player`: of a site that we know, or None; `media`: "video" or "audio" for a file of our own."""
        context = super().get_context(value, parent_context)
        file = value.get("file")
        context["player"] = player_for(value["url"]) if value.get("url") else None
        context["media"] = MEDIA.get(file.file_extension.lower(), "") if file else ""
        return context


class ResourceReferenceBlock(blocks.StructBlock):
    resource = SnippetChooserBlock("library.Resource", label=_("Resource"))
    note = blocks.CharBlock(label=_("Why it helps here"), max_length=240, required=False)

    class Meta:
        icon = "link"
        label = _("A resource")
        template = "library/blocks/resource_reference.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    note = blocks.CharBlock(label=_("What it is"), max_length=240, required=False)

    class Meta:
        icon = "download"
        label = _("To take with you")
        template = "library/blocks/download.html"


class TextSectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=60, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "library/blocks/text.html"


class GuideBlocks(blocks.StreamBlock):
    why_it_matters = WhyItMattersBlock()
    try_this_week = TryThisWeekBlock()
    words_to_say = WordsToSayBlock()
    watch_for = WatchForBlock()
    discuss = DiscussBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    embed = EmbedBlock()
    resource = ResourceReferenceBlock()
    download = DownloadBlock()
    text = TextSectionBlock()
