"""The parts of a collection: stages, each with what to read, watch or talk about, in order."""

from django.core.exceptions import ValidationError
from django.forms import CharField
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cop.core import registries
from library.blocks.gathered import GuideChoice, ResourceChoice
from library.blocks.stored import Parts

MOST_STAGES, MOST_THINGS = 26, 30


class ConversationField(CharField):
    """The address of a conversation that every member may read, as its key."""

    def clean(self, value):
        address = super().clean(value)
        if not address:
            return None
        found = registries.conversations
        key = found.named(address) if found else None
        if key is None:
            raise ValidationError(
                _("This is not the address of a conversation that all members can read. Copy it from there.")
            )
        return key


class ConversationChoice(blocks.FieldBlock):
    """A key; a form shows its address, as one copies it from the browser."""

    def __init__(self, required=True, help_text=None, **kwargs):
        self._options = {"required": required, "help_text": help_text, "max_length": 300}
        super().__init__(**kwargs)

    @cached_property
    def field(self):
        return ConversationField(**self._options)

    def value_for_form(self, value):
        return reverse("forums:thread-detail", args=[value]) if isinstance(value, int) else value


def note():
    return blocks.CharBlock(
        label=_("Why, or what to look for"),
        max_length=240,
        required=False,
        help_text=_("Readers see it where they may see the thing itself."),
    )


class GuideItem(blocks.StructBlock):
    guide = GuideChoice(page_type="library.GuidePage", label=_("Guide"))
    note = note()

    class Meta:
        icon = "doc-full"
        label = _("Guide")


class ResourceItem(blocks.StructBlock):
    resource = ResourceChoice("library.Resource", label=_("Resource"))
    note = note()

    class Meta:
        icon = "link"
        label = _("Resource")


class ConversationItem(blocks.StructBlock):
    conversation = ConversationChoice(
        label=_("Address of the conversation"),
        help_text=_("Open it and copy its address. It must be one that all members can read."),
    )
    note = note()

    class Meta:
        icon = "comment"
        label = _("Conversation")


class ItemBlocks(Parts):
    guide = GuideItem()
    resource = ResourceItem()
    conversation = ConversationItem()


class StageBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Title"), max_length=80, help_text=_("“Week 1: before the first visit”, or what it is about.")
    )
    lead = blocks.TextBlock(label=_("A line of introduction"), max_length=300, required=False, rows=2)
    things = ItemBlocks(label=_("In this order"), max_num=MOST_THINGS)

    class Meta:
        icon = "list-ol"
        label = _("Stage")


class CollectionBlocks(Parts):
    stage = StageBlock()

    class Meta:
        max_num = MOST_STAGES
