"""The parts of a principle's page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from library.blocks.choosers import TEXT_FEATURES, SectorChoice
from library.blocks.stored import Parts


class LookBlock(blocks.StructBlock):
    sector = SectorChoice(label=_("Sector"))
    text = blocks.TextBlock(label=_("What it can look like"), max_length=600, rows=3)


class WordingBlock(blocks.StructBlock):
    reconsider = blocks.CharBlock(label=_("Reconsider"), max_length=160)
    prefer = blocks.CharBlock(label=_("Prefer"), max_length=240)
    why = blocks.CharBlock(label=_("Why"), max_length=240, required=False)


class PrincipleBlocks(Parts):
    meaning = blocks.RichTextBlock(
        label=_("What it means for practice"), features=TEXT_FEATURES, icon="pilcrow"
    )
    looks = blocks.ListBlock(LookBlock(), label=_("What it can look like"), icon="group")
    questions = blocks.ListBlock(
        blocks.CharBlock(max_length=300), label=_("Questions for reflection"), icon="help"
    )
    wording = blocks.ListBlock(WordingBlock(), label=_("Words to weigh"), icon="edit")
