"""The words of the principles, one page a language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from library.blocks import PrincipleBlocks
from library.models.guides import GuidePage
from library.models.principles import Principle
from library.models.resources import Resource
from library.models.visibility import LibraryPage

SHOWN = 12  # guides on the page of a principle; the list has them all
RESOURCES_SHOWN = 6


class PrincipleIndexPage(LibraryPage):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, "intro"]
    parent_page_types = ["library.FrontPage"]
    subpage_types = ["library.PrinciplePage"]
    max_count_per_parent = 1
    template = "library/principle_list.html"

    class Meta:
        verbose_name = _("list of principles")
        verbose_name_plural = _("lists of principles")

    def get_context(self, request, *args, **kwargs):
        pages = PrinciplePage.objects.visible_to(request.user).child_of(self)
        return super().get_context(request, *args, **kwargs) | {
            "pages": pages.select_related("principle", "locale").order_by(
                "principle__order", "principle__slug"
            ),
        }


class PrinciplePage(LibraryPage):
    """The words of one principle in one language."""

    principle = models.ForeignKey(
        Principle, models.PROTECT, related_name="pages", verbose_name=_("principle")
    )
    essence = models.CharField(_("in one line"), max_length=240)
    body = StreamField(PrincipleBlocks(), blank=True, verbose_name=_("parts"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("principle", help_text=_("Its place, color and mark; the words are on this page.")),
        FieldPanel("essence"),
        FieldPanel("body"),
    ]
    parent_page_types = ["library.PrincipleIndexPage"]
    subpage_types: list[str] = []
    template = "library/principle_detail.html"

    class Meta:
        verbose_name = _("principle page")
        verbose_name_plural = _("principle pages")

    def get_context(self, request, *args, **kwargs):
        """Guides in the page's own language come first; of one guide in several languages, only its own."""
        here = GuidePage.objects.visible_to(request.user).filter(principles=self.principle_id)
        own = here.filter(locale=self.locale)
        only_elsewhere = here.exclude(locale=self.locale).exclude(
            translation_key__in=own.values("translation_key")
        )
        resources = Resource.objects.visible_to(request.user).filter(principles=self.principle_id)
        return super().get_context(request, *args, **kwargs) | {
            "principle": self.principle,
            "number": Principle.objects.count(),
            "guides": own.in_words().newest()[:SHOWN],
            "guides_elsewhere": only_elsewhere.in_words().newest()[:SHOWN],
            "resources": resources.own_language_first(self.locale.language_code)[:RESOURCES_SHOWN],
            "more_resources": resources.count() > RESOURCES_SHOWN,
        }
