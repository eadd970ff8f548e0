"""Collections: guides, resources and conversations in an order that somebody thought about. One in stages is a path."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from library.blocks.collections import CollectionBlocks
from library.models.keeping import OwnQuerySet
from library.models.principles import Principle, known_principles
from library.models.stages import stages_of
from library.models.visibility import LibraryPage
from members.models import Circle
from members.permissions import circles_of, is_member


class CollectionIndexPage(LibraryPage):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, "intro"]
    parent_page_types = ["library.FrontPage"]
    subpage_types = ["library.CollectionPage"]
    max_count_per_parent = 1
    template = "library/collection_list.html"

    class Meta:
        verbose_name = _("list of collections")
        verbose_name_plural = _("lists of collections")

    def get_context(self, request, *args, **kwargs):
        """`pages` in this language, in the order of the tree, and `elsewhere` those that exist in others only."""
        everywhere = CollectionPage.objects.visible_to(request.user).select_related("locale")
        here = everywhere.child_of(self)
        others = everywhere.exclude(locale=self.locale_id)
        return super().get_context(request, *args, **kwargs) | {
            "pages": here.order_by("path"),
            "elsewhere": others.exclude(translation_key__in=here.values("translation_key")).order_by("path"),
        }


class CollectionPage(LibraryPage):
    """What points at it from outside keeps its `translation_key`, which all languages share; what points at one of its
    things keeps that one's own identity, so that moving it loses nothing."""

    summary = models.TextField(_("summary"), max_length=500)
    principles = ParentalManyToManyField(
        Principle, related_name="collections", blank=True, verbose_name=_("principles")
    )
    sectors = ParentalManyToManyField(
        "members.Sector", related_name="collections", blank=True, verbose_name=_("sectors")
    )
    stages = StreamField(CollectionBlocks(), verbose_name=_("stages"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary", help_text=_("Whom it is for and what it leads to, in one or two sentences.")),
        MultiFieldPanel(
            [
                FieldPanel("principles", widget=CheckboxSelectMultiple),
                FieldPanel("sectors", widget=CheckboxSelectMultiple),
            ],
            _("Where it belongs"),
        ),
        FieldPanel(
            "stages",
            help_text=_(
                "Weeks of a path, or parts of a collection. Moving a thing takes no tick from readers."
            ),
        ),
    ]
    parent_page_types = ["library.CollectionIndexPage"]
    subpage_types: list[str] = []
    template = "library/collection_detail.html"
    short = "summary"

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def get_context(self, request, *args, **kwargs):
        """`stages` as the viewer may see them (library.models.stages), and what they keep or share of it."""
        viewer = request.user
        stages = stages_of(self, viewer, self.done_by(viewer))
        about = {each.pk for each in self.principles.all()}
        return super().get_context(request, *args, **kwargs) | {
            "stages": stages,
            "done": sum(stage.done for stage in stages),
            "total": sum(stage.total for stage in stages),
            "next_item": next((item for stage in stages for item in stage.items if item.waits), None),
            "principles": [one for pk, one in known_principles().items() if pk in about],
            "circles": self.circles_for(viewer),
        }

    def done_by(self, viewer):
        rows = Progress.objects.visible_to(viewer).filter(key=self.translation_key)
        return frozenset(rows.values_list("done", flat=True).first() or ())

    def circles_for(self, viewer):
        """The circles that a member sits in, each with whether it was given this."""
        seats = circles_of(viewer)
        if not seats:
            return []
        rows = CollectionShare.objects.visible_to(viewer).filter(key=self.translation_key)
        shared = set(rows.values_list("circle_id", flat=True))
        return [(seat, int(seat.key) in shared) for seat in seats]


class Progress(models.Model):
    """How far a member came in a collection, whatever the language. `done`: identities of its things, as text. `finished`: when they
    ticked last, nothing was left that they may open."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="progress")
    key = models.UUIDField()
    done = models.JSONField(default=list, blank=True)
    finished = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="member_progresses_once")]
        verbose_name = _("progress")
        verbose_name_plural = _("progress")

    def __str__(self):
        return f"{self.member_id} · {self.key}"


class CollectionShareQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        return self.filter(circle__in=Circle.objects.visible_to(viewer)) if is_member(viewer) else self.none()

    def collections_for(self, viewer, language):
        """Collections that a circle was given and the viewer may open, each once: in the language where it is there."""
        pages = CollectionPage.objects.visible_to(viewer).filter(translation_key__in=self.values("key"))
        by_key = {}
        for page in pages.annotate(language=F("locale__language_code")).order_by("title", "pk"):
            if page.translation_key not in by_key or page.language == language:
                by_key[page.translation_key] = page
        return list(by_key.values())


class CollectionShare(models.Model):
    """A collection that a member gave their circle. Who may not open it does not learn of it there."""

    circle = models.ForeignKey("members.Circle", models.CASCADE, related_name="collections")
    key = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CollectionShareQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle", "key"], name="circle_has_a_collection_once")]
        verbose_name = _("collection of a circle")
        verbose_name_plural = _("collections of circles")

    def __str__(self):
        return f"{self.circle_id} · {self.key}"
