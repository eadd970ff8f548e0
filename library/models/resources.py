"""Things to read, watch or use that others made. A plain model, since there may be a million."""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Value, When
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from cop.core.prepared import Prepared
from library.models.ages import AgeBand, span
from library.models.media import PracticeDocument
from library.models.several import SeveralField
from members.permissions import is_curator, is_member


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """What is published for the viewer's audience; curators see drafts too."""
        if is_member(viewer) and is_curator(viewer):
            return self
        audiences = ["public", "members"] if is_member(viewer) else ["public"]
        return self.filter(state=Resource.State.PUBLISHED, audience__in=audiences)

    def with_files(self, viewer, *, picture=False):
        """Each with its file, as far as the viewer may have it, and what is known of its first page (`first_page`)."""
        documents = PracticeDocument.objects.visible_to(viewer).filter(pk=OuterRef("document"))
        rows = self.select_related("document__extract").annotate(has_file=Exists(documents))
        left = ["document__extract__text"] + ([] if picture else ["document__extract__picture"])
        return rows.defer(*left)

    def own_language_first(self, language):
        """For lists beside a page: what is in its language comes first."""
        own = Case(When(language=language, then=Value(0)), default=Value(1))
        return self.order_by(own, "title", "pk")


class Resource(models.Model):
    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        VIDEO = "video", _("Video")
        TOOLKIT = "toolkit", _("Toolkit")
        PROGRAM = "program", _("Program")
        WEBSITE = "website", _("Website")
        REPORT = "report", _("Report")
        BOOK = "book", _("Book")
        COURSE = "course", _("Course")
        AUDIO = "audio", _("Audio")

    class Audience(models.TextChoices):
        PUBLIC = "public", _("everyone")
        MEMBERS = "members", _("members")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class License(models.TextChoices):
        CC0 = "cc0", _("CC0: free of all rights")
        PUBLIC = "public", _("Public domain")
        BY = "cc-by", _("CC BY: share and adapt, name who made it")
        BY_SA = "cc-by-sa", _("CC BY-SA: share and adapt under the same license, name who made it")
        BY_ND = "cc-by-nd", _("CC BY-ND: share unchanged, name who made it")
        BY_NC = "cc-by-nc", _("CC BY-NC: share and adapt without selling, name who made it")
        BY_NC_SA = (
            "cc-by-nc-sa",
            _("CC BY-NC-SA: share and adapt without selling, under the same license, name who made it"),
        )
        BY_NC_ND = "cc-by-nc-nd", _("CC BY-NC-ND: share unchanged without selling, name who made it")
        RESERVED = "reserved", _("All rights reserved: link to it, do not copy it")
        OWN = "own", _("Terms of its own")

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        SIGN_UP = "sign-up", _("Free with sign-up")
        PARTLY = "partly", _("Partly free")
        PAID = "paid", _("Paid")

    class Evidence(models.TextChoices):
        TESTED = "tested", _("Research-tested")
        INFORMED = "informed", _("Research-informed")
        PRACTICE = "practice", _("Practice wisdom")
        LIVED = "lived", _("Lived experience")

    #: What each level of evidence means, for readers and for whoever chooses it.
    EVIDENCE_MEANS = {
        Evidence.TESTED: _("Studies have asked whether it helps, and found that it does."),
        Evidence.INFORMED: _("Built on research; whether it helps has not been studied itself."),
        Evidence.PRACTICE: _("What colleagues have seen and done for years."),
        Evidence.LIVED: _("What parents and families tell from their own lives."),
    }

    evidence_help = lazy(
        lambda means: " ".join(f"{level.label}: {text}" for level, text in means.items()), str
    )(EVIDENCE_MEANS)

    class Setting(models.TextChoices):
        CLINIC = "clinic", _("Clinic or health center")
        HOSPITAL = "hospital", _("Hospital")
        CLASSROOM = "classroom", _("Child care or classroom")
        HOME = "home", _("A family’s home")
        COMMUNITY = "community", _("Library, park, place of worship")
        REMOTE = "remote", _("By phone or video")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1800), MaxValueValidator(2100)]
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    url = models.URLField(
        _("link"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    document = models.ForeignKey(
        "library.PracticeDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("file"),
    )
    license = models.CharField(_("license"), max_length=12, choices=License.choices, blank=True)
    cost = models.CharField(_("cost"), max_length=12, choices=Cost.choices, blank=True)
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence.choices, blank=True)
    ages = SeveralField(_("ages"), choices=AgeBand.choices)
    settings = SeveralField(_("settings"), choices=Setting.choices)
    audience = models.CharField(
        _("who may see it"), max_length=12, choices=Audience.choices, default=Audience.PUBLIC
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PUBLISHED)
    principles = models.ManyToManyField(
        "library.Principle", related_name="resources", verbose_name=_("principles")
    )
    sectors = models.ManyToManyField(
        "members.Sector", related_name="resources", blank=True, verbose_name=_("sectors")
    )
    tags = TaggableManager(blank=True, verbose_name=_("tags"))
    source_id = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["state", "audience", "kind"]),
            models.Index(fields=["url"], name="resource_by_address"),
        ]
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def __str__(self):
        return self.title

    @property
    def host(self):
        """Where the link leads, for whoever wants to know before following it."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @property
    def file_for_viewer(self):
        """Its document, where the viewer that it was found for (`with_files`) may have it."""
        return self.document if getattr(self, "has_file", False) else None

    @property
    def first_page(self):
        """What is known of a picture of its file, where it was found for a viewer who may have that."""
        found = self.file_for_viewer and self.document.extracted
        known = found and found.state in (found.State.READ, found.State.EMPTY) and found.width
        return found if known else None

    @property
    def age_span(self):
        return span(self.ages)

    @property
    def setting_labels(self):
        return [self.Setting(one).label for one in self.settings if one in self.Setting]

    @property
    def evidence_means(self):
        return self.EVIDENCE_MEANS.get(self.evidence, "")

    def clean(self):
        if self.url and self.document_id:
            raise ValidationError(
                _("Give a link or a file, not both: people would not know which is the newer.")
            )


@Prepared
def named_by_guide(rights, *, guide, keys):
    """What rights let one see of what a guide names: of its own list, in order, and of these keys; `named` and `place` are
    of the list."""
    link = FilteredRelation("guide_links", condition=Q(guide_links__guide=guide))
    seen = Resource.objects.visible_to(rights).with_files(rights)
    rows = seen.annotate(own=link, named=F("own__pk"), place=F("own__sort_order"))
    rows = rows.filter(Q(own__isnull=False) | Q(pk__in=keys))
    return rows.order_by(F("place").asc(nulls_last=True), "own__pk")
