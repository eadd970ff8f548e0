"""Words from a conversation. The block keeps a key: what is said and by whom is asked of its author's consent, each time."""

from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cop.core import registries
from cop.core.registries import Quotation
from library.blocks.bases import PracticeBlock

SAMPLE = "sample"  # no key of anything


def choices():
    """For whoever writes a guide: what there is, with what its author answered."""
    return list(registries.quotations.choices()) if registries.quotations else []


class QuotationChoice(blocks.ChoiceBlock):
    """A key. Its choices are read only where a form shows them."""

    def to_python(self, value):
        return value

    def get_searchable_content(self, value):
        return []

    def render_basic(self, value, context=None):
        """Where editors compare versions: what its form would show, never a key."""
        known = {key: said for _guide, group in choices() for key, said in group}
        return escape(known.get(value) or gettext("Words that are there no longer"))


class QuotationBlock(PracticeBlock):
    """It stands beside the section above it where the screen is wide, like a quote without a conversation."""

    said = QuotationChoice(
        label=_("Words"),
        choices=choices,
        required=False,
        help_text=_(
            "From a conversation, by “Distil into a guide” there. Readers see them once their author said yes, and no "
            "longer than that."
        ),
    )

    class Meta:
        icon = "openquote"
        group = _("From practice, for practice")
        label = _("From a conversation")
        description = _("What a colleague said in a conversation, as long as they agree to it.")
        template = "library/blocks/quotation.html"

    def get_context(self, value, parent_context=None):
        """`quotation`: what may stand there now; None where nothing may."""
        quotation = (parent_context or {}).get("quotations", {}).get(value["said"])
        if value["said"] == SAMPLE:
            quotation = Quotation(gettext("Begin with the tower."), gettext("A home visitor"))
        return super().get_context(value, parent_context) | {"quotation": quotation}

    def sample(self):
        return {"said": SAMPLE}


def keys_in(stream):
    """The keys that a stream holds, in their order, read from its stored form."""
    values = (block["value"] for block in stream.raw_data if block["type"] == "quotation")
    return [value["said"] for value in values if isinstance(value, dict) and value.get("said")]
