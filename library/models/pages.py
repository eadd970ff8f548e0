"""Wagtail pages: the visitor's front, principles with their words, practice guides."""

from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from cop.core.text import plain
from library.blocks import FrontBlocks, GuideBlocks, PrincipleBlocks
from library.models.principles import Principle
from library.models.resources import Resource
from members.models import Sector
from members.permissions import is_member


class VisiblePageQuerySet(PageQuerySet):
    def visible_to(self, viewer):
        """Live pages a viewer may open: a restriction 'signed in' means full members; other restrictions by group."""
        pages = self.live()
        if not is_member(viewer):
            return pages.public()
        closed = PageViewRestriction.objects.exclude(
            restriction_type=PageViewRestriction.LOGIN
        ).select_related("page")
        for restriction in closed.prefetch_related("groups"):
            groups = {group.name for group in restriction.groups.all()}
            if viewer.is_superuser or not groups.isdisjoint(viewer.group_names):
                continue
            pages = pages.not_descendant_of(restriction.page, inclusive=True)
        return pages

    def with_principles(self):
        """For lists: principles with their names."""
        return self.prefetch_related(models.Prefetch("principles", queryset=Principle.objects.with_words()))


VisiblePageManager = PageManager.from_queryset(VisiblePageQuerySet)


class FrontPage(Page):
    """What a visitor reads first. `/` shows its words; rows that live elsewhere join there."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("lead"), max_length=400)
    note = models.CharField(_("small print under the button"), max_length=160, blank=True)
    source_note = models.TextField(_("where the frame comes from"), max_length=600, blank=True)
    body = StreamField(FrontBlocks(), blank=True)

    def serve(self, request, *args, **kwargs):
        """The home page stands at `/`, whatever the language of this page."""
        return redirect("home")

    content_panels = [*Page.content_panels, "headline", "lead", "note", "body", "source_note"]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["library.GuideIndexPage", "library.PrincipleIndexPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("front page")


class GuideIndexPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, "intro"]
    parent_page_types = ["library.FrontPage"]
    subpage_types = ["library.GuidePage"]
    template = "library/guide_list.html"

    def get_context(self, request, *args, **kwargs):
        """`guides` that the viewer may open, newest first, narrowed by `?principle=` and `?sector=`."""
        guides = GuidePage.objects.visible_to(request.user).descendant_of(self).select_related("locale")
        chosen = {name: request.GET.get(name, "") for name in ("principle", "sector")}
        if chosen["principle"]:
            guides = guides.filter(principles__slug=chosen["principle"])
        if chosen["sector"]:
            guides = guides.filter(sectors__slug=chosen["sector"])
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "guides": guides.with_principles().order_by("-last_published_at", "-pk"),
            "principles": Principle.objects.with_words(),
            "sectors": Sector.objects.in_use().with_labels(),
            "chosen": chosen,
        }

    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of guides")


class PrincipleIndexPage(Page):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, "intro"]
    parent_page_types = ["library.FrontPage"]
    subpage_types = ["library.PrinciplePage"]
    template = "library/principle_list.html"

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"principles": Principle.objects.with_words()}

    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of principles")


class PrinciplePage(Page):
    """The words of one principle in one language."""

    principle = models.ForeignKey(
        "library.Principle", models.PROTECT, related_name="pages", verbose_name=_("principle")
    )
    essence = models.CharField(_("in one line"), max_length=240)
    body = StreamField(PrincipleBlocks(), blank=True)

    objects = VisiblePageManager()

    content_panels = [*Page.content_panels, "principle", "essence", "body"]
    parent_page_types = ["library.PrincipleIndexPage"]
    subpage_types: list[str] = []

    template = "library/principle_detail.html"

    class Meta:
        verbose_name = _("principle page")

    def get_context(self, request, *args, **kwargs):
        guides = GuidePage.objects.visible_to(request.user).filter(
            principles=self.principle, locale=self.locale
        )
        resources = Resource.objects.visible_to(request.user).filter(principles=self.principle)
        return super().get_context(request, *args, **kwargs) | {
            "principle": self.principle,
            "guides": guides.with_principles().order_by("-last_published_at", "-pk"),
            "resources": resources[:8],
        }


class GuideTag(TaggedItemBase):
    content_object = ParentalKey("library.GuidePage", on_delete=models.CASCADE, related_name="tagged_items")


class GuidePage(Page):
    """A practice guide. What points at it from outside keeps its `translation_key`, which all languages share."""

    summary = models.TextField(_("summary"), max_length=500)
    principles = ParentalManyToManyField(
        "library.Principle", related_name="guides", verbose_name=_("principles")
    )
    sectors = ParentalManyToManyField(
        "members.Sector", related_name="guides", blank=True, verbose_name=_("sectors")
    )
    tags = ClusterTaggableManager(through=GuideTag, blank=True, verbose_name=_("tags"))
    body = StreamField(GuideBlocks())
    source_id = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = VisiblePageManager()

    content_panels = [
        *Page.content_panels,
        "summary",
        FieldPanel("principles"),
        FieldPanel("sectors"),
        "tags",
        "body",
    ]
    parent_page_types = ["library.GuideIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["source_id"]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def serve(self, request, *args, **kwargs):
        """Who may not see a guide finds nothing, as everywhere."""
        if not GuidePage.objects.visible_to(request.user).filter(pk=self.pk).exists():
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request, *args, **kwargs):
        others = GuidePage.objects.visible_to(request.user).filter(translation_key=self.translation_key)
        return super().get_context(request, *args, **kwargs) | {
            "principles": Principle.objects.with_words().filter(guides=self),
            "translations": others.exclude(pk=self.pk).select_related("locale"),
            "version": self.revisions.count(),
            "minutes": self.reading_minutes,
        }

    template = "library/guide_detail.html"

    @property
    def reading_minutes(self):
        """At 200 words a minute, rounded up."""
        words = sum(len(plain(str(block.value)).split()) for block in self.body)
        return max(1, -(-(words + len(self.summary.split())) // 200))
