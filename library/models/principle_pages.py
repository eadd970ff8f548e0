"""The words of the principles, one page a language."""

from django.db import models
from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from library.blocks import PrincipleBlocks
from library.models.guides import GuidePage
from library.models.principles import Principle, known_principles
from library.models.resources import Resource
from library.models.visibility import LibraryPage, VisiblePageManager, VisiblePageQuerySet

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

    @property
    def in_short(self):
        return self.search_description or self.intro

    def get_context(self, request, *args, **kwargs):
        pages = PrinciplePage.objects.visible_to(request.user).child_of(self)
        return super().get_context(request, *args, **kwargs) | {
            "pages": pages.select_related("principle", "locale").order_by(
                "principle__order", "principle__slug"
            ),
        }


class PrinciplePageQuerySet(VisiblePageQuerySet):
    def to_open(self):
        return self.select_related("principle")


class PrinciplePage(LibraryPage):
    """The words of one principle in one language."""

    principle = models.ForeignKey(
        Principle, models.PROTECT, related_name="pages", verbose_name=_("principle")
    )
    essence = models.CharField(_("in one line"), max_length=240)
    body = StreamField(PrincipleBlocks(), blank=True, verbose_name=_("parts"))

    objects = VisiblePageManager.from_queryset(PrinciplePageQuerySet)()

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

    @property
    def in_short(self):
        return self.search_description or self.essence

    def get_context(self, request, *args, **kwargs):
        """Guides in the page's own language come first; of one guide in several languages, only its own."""
        guides = list(self.guides_for(request.user))
        resources = Resource.objects.visible_to(request.user).filter(principles=self.principle_id)
        resources = resources.own_language_first(self.locale.language_code)[: RESOURCES_SHOWN + 1]
        resources = list(resources)
        return super().get_context(request, *args, **kwargs) | {
            "principle": self.principle,
            "number": len(known_principles()),
            "guides": [guide for guide in guides if guide.locale_id == self.locale_id],
            "guides_elsewhere": [guide for guide in guides if guide.locale_id != self.locale_id],
            "resources": resources[:RESOURCES_SHOWN],
            "more_resources": len(resources) > RESOURCES_SHOWN,
        }

    def guides_for(self, viewer):
        """The newest guides in the page's own language, and as many that there are in others alone."""
        here = GuidePage.objects.visible_to(viewer).filter(principles=self.principle_id)
        own = Q(locale=self.locale_id)
        known = here.filter(own).values("translation_key")
        place = Window(
            RowNumber(),
            partition_by=Case(When(own, then=Value(0)), default=Value(1)),
            order_by=[F("last_published_at").desc(), F("pk").desc()],
        )
        found = here.filter(own | ~Q(translation_key__in=known)).annotate(place=place)
        return found.filter(place__lte=SHOWN).select_related("locale").with_version().newest()
