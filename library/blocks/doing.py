"""Parts of a guide that somebody can use tomorrow: steps, words, adaptations, a list to tick."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from library.blocks.bases import PracticeBlock, own_seat_first
from library.blocks.choosers import PLAIN_FEATURES, SectorChoice
from members.models.sectors import known_sectors

DO = _("What to do")


def some_sectors(number):
    """For samples: sectors that there are."""
    return list(known_sectors().values())[:number]


class AdaptationBlock(blocks.StructBlock):
    """How one step changes in one sector's setting."""

    sector = SectorChoice(label=_("Sector"))
    text = blocks.TextBlock(label=_("Adaptation"), max_length=400, rows=2)

    class Meta:
        icon = "group"
        label = _("Adaptation for a sector")
        label_format = "{sector}: {text}"


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

    class Meta:
        icon = "tick"
        label_format = "{title}"


class TryThisWeekBlock(PracticeBlock):
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        group = DO
        label = _("Try this week")
        description = _("One to five small steps. A step may say what is different in one sector.")
        template = "library/blocks/try_this_week.html"

    def get_context(self, value, parent_context=None):
        """`steps`: pairs of a step and its adaptations, that for the reader's own sector first."""
        steps = [(step, own_seat_first(step["adaptations"], parent_context)) for step in value["steps"]]
        return super().get_context(value, parent_context) | {"steps": steps}

    def sample(self):
        adaptations = [
            {"sector": sector, "text": gettext("Leave the bag by the door.")} for sector in some_sectors(1)
        ]
        detail = gettext("For the first minute, keep your hands off the screen and look.")
        title = gettext("Look before you log in")
        return {"steps": [{"title": title, "detail": f"<p>{detail}</p>", "adaptations": adaptations}]}


class WordsToSayBlock(PracticeBlock):
    sentences = blocks.ListBlock(blocks.CharBlock(max_length=240), label=_("Sentences"), min_num=1)

    class Meta:
        icon = "openquote"
        group = DO
        label = _("Words you could say")
        description = _("Whole sentences, as somebody would say them aloud.")
        template = "library/blocks/words_to_say.html"

    def sample(self):
        return {"sentences": [gettext("You hummed, and her shoulders came down.")]}


class WatchForItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("In short"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN_FEATURES)

    class Meta:
        label_format = "{title}"


class WatchForBlock(PracticeBlock):
    points = blocks.ListBlock(WatchForItemBlock(), label=_("Points"), min_num=1)

    class Meta:
        icon = "warning"
        group = DO
        label = _("Watch for")
        description = _("Where it goes wrong, and what must never be softened: danger, doses, dates.")
        template = "library/blocks/watch_for.html"

    def sample(self):
        text = gettext("“Good job” still grades. Describe what you saw.")
        return {"points": [{"title": gettext("Praise that judges"), "text": f"<p>{text}</p>"}]}


class PlaceAdaptationBlock(blocks.StructBlock):
    sector = SectorChoice(label=_("Sector"))
    setting = blocks.CharBlock(
        label=_("Setting"),
        max_length=80,
        required=False,
        help_text=_("Where, if it matters: “waiting room”, “by phone”. Never the name of a place."),
    )
    text = blocks.RichTextBlock(label=_("What changes there"), features=PLAIN_FEATURES)

    class Meta:
        icon = "group"
        label_format = "{sector} {setting}"


class AdaptForBlock(PracticeBlock):
    """The whole of a guide, in one sector's setting; a step that differs says so itself."""

    adaptations = blocks.ListBlock(
        PlaceAdaptationBlock(),
        label=_("Adaptations"),
        min_num=1,
        help_text=_("Whoever reads sees what is written for their own sector first."),
    )

    class Meta:
        icon = "group"
        group = DO
        label = _("Adapt it for your place")
        description = _("How the whole changes in one sector and setting; the reader’s own comes first.")
        template = "library/blocks/adapt_for.html"

    def get_context(self, value, parent_context=None):
        """`adaptations`: the reader's own sector first."""
        context = super().get_context(value, parent_context)
        return context | {"adaptations": own_seat_first(value["adaptations"], parent_context)}

    def sample(self):
        text = gettext("Sit down first. The chart can wait until the child has looked at you twice.")
        return {
            "adaptations": [
                {"sector": sector, "setting": gettext("Waiting room"), "text": f"<p>{text}</p>"}
                for sector in some_sectors(1)
            ]
        }


class ChecklistBlock(PracticeBlock):
    """Lines that one reader ticks for themselves. Nobody else ever learns which."""

    title = blocks.CharBlock(
        label=_("Heading"),
        max_length=60,
        required=False,
        help_text=_("When it is for: “Before the visit”. Empty: “A list to tick”."),
    )
    lines = blocks.ListBlock(blocks.CharBlock(max_length=160), label=_("Lines"), min_num=2, max_num=20)

    class Meta:
        icon = "tick-inverse"
        group = DO
        label = _("A list to tick")
        description = _("Lines that each reader ticks privately: nobody sees the ticks of others.")
        template = "library/blocks/checklist.html"

    def get_context(self, value, parent_context=None):
        """`lines`: pairs of a line with its identity and whether the reader ticked it. `page`: None in a sample."""
        outer = parent_context or {}
        ticked = outer.get("ticked", ())
        lines = [(line, str(line.id) in ticked) for line in value["lines"].bound_blocks]
        page = outer.get("page")
        return super().get_context(value, parent_context) | {
            "lines": lines,
            "page": page if getattr(page, "pk", None) else None,
            "is_full_member": outer.get("is_full_member", False),
            "csrf_token": outer.get("csrf_token", ""),
        }

    def sample(self):
        lines = [gettext("I know who will be there."), gettext("I have one thing to say that went well.")]
        return {"title": gettext("Before the visit"), "lines": lines}
