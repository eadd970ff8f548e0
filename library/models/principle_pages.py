"""The words of the principles, one page a language."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
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
LATELY = timedelta(days=60)
LATELY_SHOWN = 4


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


class PrinciplePageQuerySet(VisiblePageQuerySet):
    def to_open(self, viewer):
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
    short = "essence"

    class Meta:
        verbose_name = _("principle page")
        verbose_name_plural = _("principle pages")

    def get_context(self, request, *args, **kwargs):
        """Guides in the page's own language come first; of one guide in several languages, only its own."""
        guides = list(self.guides_for(request.user))
        here = [guide for guide in guides if guide.locale_id == self.locale_id]
        elsewhere = [guide for guide in guides if guide.locale_id != self.locale_id]
        resources, lately = self.resources_for(request.user)
        return super().get_context(request, *args, **kwargs) | {
            "principle": self.principle,
            "number": len(known_principles()),
            "guides": here[:SHOWN],
            "guides_elsewhere": elsewhere[:SHOWN],
            "more_guides": len(here) > SHOWN or len(elsewhere) > SHOWN,
            "resources": resources[:RESOURCES_SHOWN],
            "more_resources": len(resources) > RESOURCES_SHOWN,
            "lately": self.changed_lately(guides, lately),
        }

    def resources_for(self, viewer):
        """(those in the page's own language first, those that came last), in one query."""
        seen = Resource.objects.visible_to(viewer).filter(principles=self.principle_id)
        first = seen.own_language_first(self.locale.language_code)
        last = seen.filter(state=Resource.State.PUBLISHED).order_by("-created_at", "-pk")
        # Joined, since either of two lists of keys makes PostgreSQL look at every resource.
        few = (first.values("pk")[: RESOURCES_SHOWN + 1], last.values("pk")[:LATELY_SHOWN])
        wanted, more = (Resource.objects.filter(pk__in=keys).order_by().values("pk") for keys in few)
        rows = Resource.objects.filter(pk__in=wanted.union(more)).with_files(viewer)
        rows = list(rows.own_language_first(self.locale.language_code))
        newest = sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=True)
        return rows[: RESOURCES_SHOWN + 1], newest[:LATELY_SHOWN]

    def changed_lately(self, guides, resources):
        """What came or changed in the last weeks, the newest first: (when, guide or None, resource or None)."""
        since = timezone.now() - LATELY
        found = [(guide.last_published_at, guide, None) for guide in guides]
        found += [(row.created_at, None, row) for row in resources if row.state == Resource.State.PUBLISHED]
        found = [each for each in found if each[0] and each[0] >= since]
        return sorted(found, key=lambda each: each[0], reverse=True)[:LATELY_SHOWN]

    def guides_for(self, viewer):
        """The newest guides in the page's own language, and as many that there are in others alone: of both one more than
        is shown."""
        here = GuidePage.objects.visible_to(viewer).filter(principles=self.principle_id)
        own = Q(locale=self.locale_id)
        known = here.filter(own).values("translation_key")
        place = Window(
            RowNumber(),
            partition_by=Case(When(own, then=Value(0)), default=Value(1)),
            order_by=[F("last_published_at").desc(), F("pk").desc()],
        )
        found = here.filter(own | ~Q(translation_key__in=known)).annotate(place=place)
        found = found.filter(place__lte=SHOWN + 1).select_related("locale")
        return found.with_version().with_earlier_note().newest()
