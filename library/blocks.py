"""The parts of a practice guide. Every block has a form that curators understand and a template of its own."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "h3"]
PLAIN_FEATURES = ["bold", "italic", "link"]


class SectorChoice(SnippetChooserBlock):
    def __init__(self, **kwargs):
        super().__init__("members.Sector", **kwargs)


class AdaptationBlock(blocks.StructBlock):
    """How one step changes in one sector's setting."""

    sector = SectorChoice(label=_("Sector"))
    text = blocks.TextBlock(label=_("Adaptation"), max_length=400)

    class Meta:
        icon = "group"
        label = _("Adaptation for a sector")


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Step"), max_length=120)
    detail = blocks.RichTextBlock(label=_("How"), features=PLAIN_FEATURES)
    adaptations = blocks.ListBlock(AdaptationBlock(), label=_("Adaptations"), default=[], required=False)


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
    text = blocks.TextBlock(label=_("Words"), max_length=600)
    attribution = blocks.CharBlock(label=_("Who said it"), max_length=160, required=False)

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
    """Video or audio of another site: nothing is asked of that site before the reader presses play."""

    url = blocks.URLBlock(label=_("Link to the video or audio"))
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    poster = ImageBlock(label=_("Still picture"), required=False)
    transcript = blocks.RichTextBlock(label=_("Transcript"), features=TEXT_FEATURES, required=False)

    class Meta:
        icon = "media"
        label = _("Video or audio")
        template = "library/blocks/embed.html"


class ResourceReferenceBlock(blocks.StructBlock):
    resource = SnippetChooserBlock("library.Resource", label=_("Resource"))
    note = blocks.CharBlock(label=_("Why it helps here"), max_length=240, required=False)

    class Meta:
        icon = "link"
        label = _("Resource")
        template = "library/blocks/resource_reference.html"


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    note = blocks.CharBlock(label=_("What it is"), max_length=240, required=False)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "library/blocks/download.html"


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
    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, icon="pilcrow", template="library/blocks/text.html"
    )


class LookBlock(blocks.StructBlock):
    sector = SectorChoice(label=_("Sector"))
    text = blocks.TextBlock(label=_("What it can look like"), max_length=600)


class WordingBlock(blocks.StructBlock):
    reconsider = blocks.CharBlock(label=_("Reconsider"), max_length=160)
    prefer = blocks.CharBlock(label=_("Prefer"), max_length=240)
    why = blocks.CharBlock(label=_("Why"), max_length=240, required=False)


class PrincipleBlocks(blocks.StreamBlock):
    meaning = blocks.RichTextBlock(
        label=_("What it means for practice"), features=TEXT_FEATURES, icon="pilcrow"
    )
    looks = blocks.ListBlock(LookBlock(), label=_("What it can look like"), icon="group")
    questions = blocks.ListBlock(
        blocks.CharBlock(max_length=300), label=_("Questions for reflection"), icon="help"
    )
    wording = blocks.ListBlock(WordingBlock(), label=_("Words to weigh"), icon="edit")


class ReplyExampleBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("notice", _("I notice")),
            ("wonder", _("I wonder")),
            ("seat", _("From my seat")),
            ("idea", _("An idea to try")),
            ("resource", _("A resource")),
        ],
    )
    sector = SectorChoice(label=_("Sector"))
    label = blocks.CharBlock(label=_("Who and when"), max_length=80)
    text = blocks.TextBlock(label=_("Words"), max_length=400)


class ConversationBlock(blocks.StructBlock):
    """A quoted conversation for visitors: editorial content, chosen with its authors, never a query."""

    principle = SnippetChooserBlock("library.Principle", label=_("Principle"))
    sector = SectorChoice(label=_("Sector of the author"))
    label = blocks.CharBlock(label=_("Who asked"), max_length=80)
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    question = blocks.TextBlock(label=_("Question"), max_length=500)
    replies = blocks.ListBlock(ReplyExampleBlock(), label=_("Replies"), min_num=1, max_num=4)

    class Meta:
        icon = "comment"
        label = _("Quoted conversation")


class PromiseBlock(blocks.StructBlock):
    icon_name = blocks.ChoiceBlock(
        label=_("Icon"),
        choices=[("notice", _("eye")), ("lock", _("lock")), ("shield", _("shield")), ("warn", _("triangle"))],
    )
    title = blocks.CharBlock(label=_("Promise"), max_length=120)
    text = blocks.TextBlock(label=_("What it means"), max_length=300)

    class Meta:
        icon = "lock"
        label = _("Promise")


class OrdinaryMomentBlock(blocks.StructBlock):
    principle = SnippetChooserBlock("library.Principle", label=_("Principle"))
    text = blocks.TextBlock(label=_("Words"), max_length=400)
    attribution = blocks.CharBlock(label=_("Who and where"), max_length=120)

    class Meta:
        icon = "openquote"
        label = _("An ordinary moment")


class FrontBlocks(blocks.StreamBlock):
    conversation = ConversationBlock()
    promise = PromiseBlock()
    moment = OrdinaryMomentBlock()
