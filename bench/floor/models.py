from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class BarePage(Page):
    """What Wagtail's own tutorial arrives at: a page with a stream of headings and rich text."""

    body = StreamField([("heading", CharBlock()), ("text", RichTextBlock())])

    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "floor/bare_page.html"


class Heading(StructBlock):
    text = CharBlock()
    size = ChoiceBlock(choices=[("h2", "h2"), ("h3", "h3")])

    class Meta:
        template = "floor/blocks/heading.html"


class Quote(StructBlock):
    text = TextBlock()
    who = CharBlock(required=False)

    class Meta:
        template = "floor/blocks/quote.html"


class DemoBlocks(StreamBlock):
    heading = Heading()
    text = RichTextBlock(template="floor/blocks/text.html")
    quote = Quote()


class DemoPage(Page):
    """As Wagtail's demonstration site (wagtail/bakerydemo) builds its pages: an introduction, a stream of blocks with
    templates of their own, a menu and a trail from the tree of pages, a footer that is a snippet. Without pictures, which
    would cost it more: the guides of the starter content have none."""

    introduction = models.TextField()
    body = StreamField(DemoBlocks())

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    template = "floor/demo_page.html"


class Footer(models.Model):
    body = models.TextField()

    def __str__(self):
        return self.body
