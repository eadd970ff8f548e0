"""Practice guides: paper that is worth the visit with no conversation at all."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageLogEntry

from cop.core import registries
from cop.core.text import normalise
from library.blocks import GuideBlocks
from library.blocks.gathered import gathered
from library.blocks.quotations import keys_in
from library.models.attached import GuideTag
from library.models.editing import GuideForm
from library.models.handouts import HANDOUT_PANEL, ShowsHandouts, handout_languages, with_handouts
from library.models.media import PracticeDocument, PracticeImage, with_sizes
from library.models.parts import OWN, Own, in_parts
from library.models.principles import Principle, known_principles
from library.models.proposing import thanks_of, with_thanks
from library.models.resources import Resource, named_by_guide
from library.models.visibility import PUBLISHED, LibraryPage, Rights, VisiblePageManager, VisiblePageQuerySet
from library.reading import chosen, minutes
from members.models.sectors import known_sectors
from members.permissions import is_member

A_PAGE = 24  # guides on one page of the list


class GuideQuerySet(VisiblePageQuerySet):
    def newest(self):
        return self.order_by("-last_published_at", "-pk")

    def to_open(self, viewer):
        broken = self.model.links.rel.related_model.objects.filter(guides=OuterRef("pk"), state="broken")
        told = self.with_version().with_earlier_note().annotate(names_broken=Exists(broken))
        told = with_thanks(with_handouts(told))
        if not is_member(viewer):
            return told
        to_members = GuidePage.objects.open_to_members().filter(pk=OuterRef("pk"))
        return told.annotate(is_for_members=Exists(to_members))

    def with_earlier_note(self):
        """`earlier_note`, which is not looked for where the live version says nothing."""
        return self.annotate(
            earlier_note=Case(When(version_note="", then=Value(None)), default=earlier_note())
        )


def earlier_note():
    """What was said last to be new, in a version before the live one."""
    told = PageLogEntry.objects.filter(page=OuterRef("pk"), action=PUBLISHED)
    told = told.annotate(note=Cast(KeyTextTransform("version_note", "revision__content"), models.TextField()))
    told = told.exclude(revision=OuterRef("live_revision")).exclude(note="").exclude(note=None)
    return Subquery(told.order_by("-timestamp", "-pk").values("note")[:1])


class GuideIndexPage(LibraryPage):
    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, "intro"]
    parent_page_types = ["library.FrontPage"]
    subpage_types = ["library.GuidePage"]
    max_count_per_parent = 1
    template = "library/guide_list.html"

    class Meta:
        verbose_name = _("list of guides")
        verbose_name_plural = _("lists of guides")

    def get_context(self, request, *args, **kwargs):
        """`guides` that the viewer may open, newest first, narrowed by `?principle=` and `?sector=`.

        `elsewhere` are guides that exist in other languages only.
        """
        wanted = {name: normalise(request.GET.get(name, "")[:50]) for name in ("principle", "sector")}
        everywhere = GuidePage.objects.visible_to(request.user)
        here = everywhere.descendant_of(self)
        elsewhere = everywhere.exclude(locale=self.locale).exclude(
            translation_key__in=here.values("translation_key")
        )
        narrowed = {f"{name}s__slug": slug for name, slug in wanted.items() if slug}
        here, elsewhere = here.filter(**narrowed), elsewhere.filter(**narrowed)
        page = Paginator(here.in_words().newest(), A_PAGE).get_page(request.GET.get("page"))
        return super().get_context(request, *args, **kwargs) | {
            "guides": page,
            "elsewhere": [] if page.has_previous() else elsewhere.in_words().newest()[:A_PAGE],
            "principles": list(known_principles().values()),
            "sectors": [sector for sector in known_sectors().values() if sector.is_active],
            "chosen": wanted,
            "params": request.GET,
        }


class GuidePage(ShowsHandouts, LibraryPage):
    """A practice guide. What points at it from outside keeps its `translation_key`, which all languages share."""

    summary = models.TextField(_("summary"), max_length=500)
    principles = ParentalManyToManyField(Principle, related_name="guides", verbose_name=_("principles"))
    sectors = ParentalManyToManyField(
        "members.Sector", related_name="guides", blank=True, verbose_name=_("sectors")
    )
    tags = ClusterTaggableManager(through=GuideTag, blank=True, verbose_name=_("tags"))
    body = StreamField(GuideBlocks(), verbose_name=_("sections"))
    provenance = models.TextField(_("where it comes from"), max_length=600, blank=True)
    version_note = models.CharField(_("new in this version"), max_length=240, blank=True)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="guides_kept",
        verbose_name=_("who looks after it"),
    )
    read_again_by = models.DateField(_("read again by"), null=True, blank=True)
    source_id = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = VisiblePageManager.from_queryset(GuideQuerySet)()
    base_form_class = GuideForm

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary", help_text=_("What it is about and for whom, in one or two sentences.")),
        MultiFieldPanel(
            [
                FieldPanel("principles", widget=CheckboxSelectMultiple),
                FieldPanel("sectors", widget=CheckboxSelectMultiple),
                FieldPanel("tags"),
            ],
            _("Where it belongs"),
        ),
        FieldPanel(
            "body",
            help_text=_(
                "One page: why, what to try, what to watch for, what to talk about. A quote stands beside the section above it."
            ),
        ),
        InlinePanel("related_resources", heading=_("Related resources"), label=_("Resource")),
        HANDOUT_PANEL,
        MultiFieldPanel(
            [
                FieldPanel(
                    "provenance",
                    help_text=_(
                        "Who wrote and read it, and which conversations it grew out of. No names without consent."
                    ),
                ),
                FieldPanel(
                    "version_note",
                    help_text=_(
                        "What readers of an earlier version should know, in one line. It is shown with the version that it was written for."
                    ),
                ),
            ],
            _("Where this comes from"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "keeper",
                    help_text=_(
                        "A curator, who hears a week before it is to be read again. Readers do not see who."
                    ),
                ),
                FieldPanel("read_again_by", help_text=_("When somebody should look whether it still holds.")),
            ],
            _("So that it stays true"),
        ),
    ]
    parent_page_types = ["library.GuideIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["source_id"]
    template = "library/guide_detail.html"
    short = "summary"

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")

    def clean(self):
        super().clean()
        if self.alias_of_id:
            self.source_id = None  # Wagtail's copies that follow their original copy every field

    def with_content_json(self, content):
        """Which row this is does not come from a revision, nor from the original of an alias."""
        page = super().with_content_json(content)
        page.source_id = self.source_id
        return page

    def get_context(self, request, *args, **kwargs):
        """What it says, as `shown_to` tells, and what its reader keeps of it."""
        own = self.reading_of(request.user)
        context = super().get_context(request, *args, **kwargs) | self.shown_to(request.user)
        return context | {
            "version": self.published_times(),
            "has_lists": self.has_lists,
            "handouts": handout_languages(self),
            "broken": self.broken_links(),
            "ticked": set(own.ticked),
            "version_read": own.version,
            "kept": own,
            "thanks": thanks_of(self),
        }

    def shown_to(self, viewer):
        """What it says, for a template. What blocks choose is shown as far as the viewer may see it: `open_resources` and
        `open_documents`."""
        keys = chosen(self.body)
        rows = self.chosen_by_parts(viewer, keys)
        links, resources = self.resources_for(viewer, keys["resource"])
        quotations = self.quotations()
        with gathered(rows | {Resource: resources}):
            parts = in_parts(self.body, quotations)
        about, seats = {each.pk for each in self.principles.all()}, set(keys["sector"])
        return {
            "parts": parts,
            "contents": [part for part in parts if part.heading],
            "quotations": quotations,
            "seats": [sector for pk, sector in known_sectors().items() if pk in seats],
            "principles": [one for pk, one in known_principles().items() if pk in about],
            "minutes": self.reading_minutes,
            "resources": [resources[pk] for pk in links if pk in resources],
            "open_resources": set(resources),
            "open_documents": set(rows[PracticeDocument]),
            "open_guides": rows[GuidePage],
        }

    def chosen_by_parts(self, viewer, keys):
        """What its parts name and the viewer may see: by model, rows by key. Nothing is asked for what no part names, nor a
        question made."""
        found = {PracticeDocument: {}, GuidePage: {}, PracticeImage: with_sizes(keys["image"])}
        if files := keys["document"] + keys["file"] + keys["captions"]:
            found[PracticeDocument] = PracticeDocument.objects.visible_to(viewer).in_bulk(files)
        if guides := [key for key in keys["guides"] if key != self.pk]:
            found[GuidePage] = GuidePage.objects.visible_to(viewer).select_related("locale").in_bulk(guides)
        return found

    def resources_for(self, viewer, keys):
        """Keys of the resources of the whole guide, in order, and of these and those of its parts (`keys`) all that the viewer
        may see, by key."""
        if (
            self.pk is None
            or self.__dict__.get("_cluster_related_objects", {}).get("related_resources") is not None
        ):
            links = [link.resource_id for link in self.related_resources.all()]
            rows = Resource.objects.visible_to(viewer).with_files(viewer)
            return links, rows.in_bulk(links + keys)
        found = named_by_guide(Rights.of(viewer), guide=self.pk, keys=tuple(keys))
        return [row.pk for row in found if row.named is not None], {row.pk: row for row in found}

    def broken_links(self):
        """Addresses that it names and that do not open any more; asks nothing where there are none."""
        if not getattr(self, "names_broken", False):
            return set()
        return set(self.links.filter(state="broken").values_list("url", flat=True))

    @property
    def has_lists(self):
        return any(block["type"] == "checklist" for block in self.body.raw_data)

    def reading_of(self, viewer):
        """What a member keeps of this guide for themselves; nothing of a visitor."""
        if not (self.pk and viewer.is_authenticated):
            return Own()
        kept = self.readings.visible_to(viewer).values_list(*OWN).first()
        return Own(*kept) if kept else Own()

    def quotations(self):
        """What its parts quote of conversations and may stand there now, by key: whoever looks, and whichever revision this
        is. Nothing is asked where no part quotes."""
        keys, found = self.quotation_keys, registries.quotations
        return dict(found.shown(self.translation_key, keys)) if keys and found else {}

    @property
    def quotation_keys(self):
        return keys_in(self.body)

    def parts(self, quotations=()):
        """Its sections in order; see `in_parts`."""
        return in_parts(self.body, quotations)

    def published_times(self):
        """How often it was published."""
        if self.pk is None:
            return 0
        if hasattr(self, "version"):
            return self.version or 0
        return type(self).objects.with_version().values_list("version", flat=True).get(pk=self.pk) or 0

    @property
    def new_in_version(self):
        """What its editors say is new in it; what they said of an earlier version already is not new."""
        if not self.version_note or self.pk is None:
            return self.version_note
        if not hasattr(self, "earlier_note"):
            earlier = type(self).objects.annotate(earlier_note=earlier_note()).filter(pk=self.pk)
            self.earlier_note = earlier.values_list("earlier_note", flat=True).first()
        return "" if self.version_note == self.earlier_note else self.version_note

    @property
    def is_read_again(self):
        """Whether a day is set that is still to come."""
        return bool(self.read_again_by) and self.read_again_by >= timezone.localdate()

    @property
    def reading_minutes(self):
        """At 200 words a minute, rounded up; costs no query."""
        return minutes(self.body, self.summary)
