"""What a visitor reads first."""

from django.db import models
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cop.core.kept import Kept
from library.blocks import FrontBlocks


class FrontPage(Page):
    """`/` shows its words; rows that live elsewhere join there."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("lead"), max_length=400)
    note = models.CharField(_("small print under the button"), max_length=160, blank=True)
    source_note = models.TextField(_("where the frame comes from"), max_length=600, blank=True)
    body = StreamField(FrontBlocks(), blank=True, verbose_name=_("parts"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline", help_text=_("What a visitor reads first, as large as it gets.")),
        FieldPanel("lead"),
        FieldPanel("note"),
        FieldPanel(
            "body",
            help_text=_("A quoted conversation needs the agreement of everybody whose words it shows."),
        ),
        FieldPanel("source_note"),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "library.GuideIndexPage",
        "library.PrincipleIndexPage",
        "library.CollectionIndexPage",
    ]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def serve(self, request, *args, **kwargs):
        """The home page stands at `/`, whatever the language of this page."""
        return redirect("home")

    preview_modes: list[tuple[str, str]] = []


def _fronts():
    return {page.locale.language_code: page for page in FrontPage.objects.live().select_related("locale")}


#: The front page of each language.
known_fronts = Kept(_fronts)
