"""The parts of a practice guide, each with a template of its own."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from library.blocks.bases import PracticeBlock
from library.blocks.choosers import TEXT_FEATURES
from library.blocks.doing import (
    AdaptForBlock,
    ChecklistBlock,
    TryThisWeekBlock,
    WatchForBlock,
    WordsToSayBlock,
)
from library.blocks.gathered import DocumentChoice, GuideChoice, ResourceChoice
from library.blocks.media import SHOW, EmbedBlock, PictureBlock
from library.blocks.quotations import QuotationBlock
from library.blocks.stored import Parts

UNDERSTAND = _("To understand")
TALK = _("From practice, for practice")


class SourceBlock(blocks.StructBlock):
    """Where something is known from."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    author = blocks.CharBlock(
        label=_("Who made it"),
        max_length=200,
        required=False,
        help_text=_("Authors or publisher, as they should be cited."),
    )
    year = blocks.IntegerBlock(label=_("Year"), required=False, min_value=1800, max_value=2100)
    url = blocks.URLBlock(label=_("Link"), required=False, max_length=500)

    class Meta:
        icon = "link"
        label = _("Source")
        label_format = "{title} {year}"


class WhyItMattersBlock(PracticeBlock):
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)
    sources = blocks.ListBlock(
        SourceBlock(),
        label=_("Sources"),
        default=[],
        required=False,
        help_text=_("Where this is known from, so that readers can look it up."),
    )

    class Meta:
        icon = "help"
        group = UNDERSTAND
        label = _("Why it matters")
        description = _("Two or three paragraphs, and where it is known from.")
        template = "library/blocks/why_it_matters.html"

    def sample(self):
        text = gettext("Parents find out what we believe from what we notice first.")
        source = {
            "title": gettext("A source that readers can look up"),
            "author": "",
            "year": 2024,
            "url": "",
        }
        return {"text": f"<p>{text}</p>", "sources": [source]}

    def get_context(self, value, parent_context=None):
        """`broken`: addresses of the page that do not open any more."""
        broken = (parent_context or {}).get("broken", ())
        return super().get_context(value, parent_context) | {"broken": broken}


class MomentBlock(PracticeBlock):
    """A short vignette. Nobody in it may be recognized."""

    text = blocks.TextBlock(
        label=_("What happened"),
        max_length=900,
        rows=5,
        help_text=_(
            "A few sentences in the present tense, without names, places or dates that tell who it was."
        ),
    )
    setting = blocks.CharBlock(
        label=_("Where"), max_length=80, required=False, help_text=_("A kind of place: “a clinic hallway”.")
    )

    class Meta:
        icon = "pick"
        group = UNDERSTAND
        label = _("A moment")
        description = _("A short scene that lets readers see it happen. Nobody in it can be recognized.")
        template = "library/blocks/moment.html"

    def sample(self):
        text = gettext(
            "He holds the wooden bus until the crying is over. His mother stands below the window."
        )
        return {"text": text, "setting": gettext("A child care center")}


class DiscussBlock(PracticeBlock):
    questions = blocks.ListBlock(blocks.CharBlock(max_length=300), label=_("Questions"), min_num=1)

    class Meta:
        icon = "comment"
        group = TALK
        label = _("Questions to discuss")
        description = _("Questions without a right answer, for a team meeting or for oneself.")
        template = "library/blocks/discuss.html"

    def sample(self):
        return {"questions": [gettext("What did you notice first about the last family you met?")]}


class QuoteBlock(PracticeBlock):
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
        group = TALK
        label = _("From practice")
        description = _("What a colleague or a parent said. It stands beside the section above it.")
        template = "library/blocks/quote.html"

    def sample(self):
        return {"text": gettext("Begin with the tower."), "attribution": gettext("Parent educator")}


class ResourceReferenceBlock(PracticeBlock):
    resource = ResourceChoice("library.Resource", label=_("Resource"))
    note = blocks.CharBlock(label=_("Why it helps here"), max_length=240, required=False)

    class Meta:
        icon = "link"
        group = SHOW
        label = _("A resource")
        description = _("Something that others made, as a card, with a line on why it helps here.")
        template = "library/blocks/resource_reference.html"

    def is_there(self, value):
        return bool(value["resource"])

    def sample(self):
        """The newest one that is open to everybody, where there is one."""
        resources = self.child_blocks["resource"].target_model.objects.visible_to(AnonymousUser())
        return {
            "resource": resources.order_by("-pk").first(),
            "note": gettext("Page 3, on one good question."),
        }

    def get_preview_context(self, value, parent_context=None):
        shown = {value["resource"].pk} if value["resource"] else set()
        return super().get_preview_context(value, parent_context) | {"open_resources": shown}


@dataclass(frozen=True)
class SampleFile:
    """A file that there is none of, in the words of a document."""

    title: str
    pk: int = 0
    url: str = "#"
    file_extension: str = "pdf"
    get_file_size: int = 240_000


class DownloadBlock(PracticeBlock):
    document = DocumentChoice(label=_("File"), help_text=_("Only what we may pass on."))
    note = blocks.CharBlock(label=_("What it is"), max_length=240, required=False)

    class Meta:
        icon = "download"
        group = SHOW
        label = _("To take with you")
        description = _("A file to print or to keep.")
        template = "library/blocks/download.html"

    def is_there(self, value):
        return bool(value["document"])

    def sample(self):
        return {
            "document": SampleFile(gettext("One page for the fridge")),
            "note": gettext("To print and to fold."),
        }

    def get_preview_context(self, value, parent_context=None):
        return super().get_preview_context(value, parent_context) | {"open_documents": {SampleFile.pk}}


class RelatedGuidesBlock(PracticeBlock):
    guides = blocks.ListBlock(
        GuideChoice(page_type="library.GuidePage"),
        label=_("Guides"),
        min_num=1,
        max_num=6,
        help_text=_("What to read next. Readers see only those that are published and open to them."),
    )

    class Meta:
        icon = "doc-full-inverse"
        group = SHOW
        label = _("Goes well with")
        description = _("Other guides to read before or after this one.")
        template = "library/blocks/related_guides.html"

    def is_there(self, value):
        return any(value["guides"])

    def sample(self):
        """The newest two that are open to everybody, where there are any."""
        guides = self.child_blocks["guides"].child_block.target_model.objects.visible_to(AnonymousUser())
        return {"guides": list(guides.select_related("locale").newest()[:2])}

    def get_preview_context(self, value, parent_context=None):
        shown = {guide.pk: guide for guide in value["guides"]}
        return super().get_preview_context(value, parent_context) | {"open_guides": shown}

    def get_context(self, value, parent_context=None):
        """`guides`: of those that are named, what the reader may see (`open_guides` of the page, by key)."""
        seen = (parent_context or {}).get("open_guides", {})
        guides = [seen[guide.pk] for guide in value["guides"] if guide and guide.pk in seen]
        return super().get_context(value, parent_context) | {"guides": guides}


class TextSectionBlock(PracticeBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=60, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "pilcrow"
        group = UNDERSTAND
        label = _("Text")
        description = _("Whatever fits nowhere else.")
        template = "library/blocks/text.html"

    def sample(self):
        text = gettext("And what it says.")
        return {"heading": gettext("A heading"), "text": f"<p>{text}</p>"}


class GuideBlocks(Parts):
    why_it_matters = WhyItMattersBlock()
    moment = MomentBlock()
    text = TextSectionBlock()
    try_this_week = TryThisWeekBlock()
    words_to_say = WordsToSayBlock()
    adapt_for = AdaptForBlock()
    checklist = ChecklistBlock()
    watch_for = WatchForBlock()
    discuss = DiscussBlock()
    quote = QuoteBlock()
    quotation = QuotationBlock()
    picture = PictureBlock()
    embed = EmbedBlock()
    resource = ResourceReferenceBlock()
    guides = RelatedGuidesBlock()
    download = DownloadBlock()
