"""Parts of a page for families: few, plain and short."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from library.blocks.choosers import PLAIN_FEATURES
from library.blocks.stored import Parts


class HandoutTextBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=60, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=[*PLAIN_FEATURES, "ul"])

    class Meta:
        icon = "pilcrow"
        label = _("A few sentences")
        template = "library/handout/text.html"


class HandoutStepsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=60)
    steps = blocks.ListBlock(
        blocks.CharBlock(label=_("One thing to try"), max_length=160), label=_("Things to try"), min_num=1
    )

    class Meta:
        icon = "list-ol"
        label = _("Things to try")
        template = "library/handout/steps.html"


class HandoutWordsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=60)
    sentences = blocks.ListBlock(
        blocks.CharBlock(label=_("Sentence"), max_length=160), label=_("Sentences"), min_num=1
    )

    class Meta:
        icon = "openquote"
        label = _("Words to say")
        template = "library/handout/words.html"


class HandoutBlocks(Parts):
    text = HandoutTextBlock()
    steps = HandoutStepsBlock()
    words = HandoutWordsBlock()

    class Meta:
        max_num = 6
