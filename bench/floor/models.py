from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class BarePage(Page):
    """What Wagtail's own tutorial arrives at: a page with a stream of headings and rich text."""

    body = StreamField([("heading", CharBlock()), ("text", RichTextBlock())])

    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "floor/bare_page.html"
