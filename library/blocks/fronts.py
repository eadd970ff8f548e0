"""The editorial parts of a visitor's front page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from library.blocks.choosers import PrincipleChoice, SectorChoice
from library.blocks.stored import Parts


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
    text = blocks.TextBlock(label=_("Words"), max_length=400, rows=3)


class ConversationBlock(blocks.StructBlock):
    """A quoted conversation for visitors: editorial content, chosen with its authors, never a query."""

    principle = PrincipleChoice(label=_("Principle"))
    sector = SectorChoice(label=_("Sector of the author"))
    label = blocks.CharBlock(label=_("Who asked"), max_length=80)
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    question = blocks.TextBlock(label=_("Question"), max_length=500, rows=3)
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
    text = blocks.TextBlock(label=_("What it means"), max_length=300, rows=3)

    class Meta:
        icon = "lock"
        label = _("Promise")


class OrdinaryMomentBlock(blocks.StructBlock):
    principle = PrincipleChoice(label=_("Principle"))
    text = blocks.TextBlock(label=_("Words"), max_length=400, rows=3)
    attribution = blocks.CharBlock(label=_("Who and where"), max_length=120)

    class Meta:
        icon = "openquote"
        label = _("An ordinary moment")


class FrontBlocks(Parts):
    conversation = ConversationBlock()
    promise = PromiseBlock()
    moment = OrdinaryMomentBlock()
