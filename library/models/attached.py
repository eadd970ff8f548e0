"""What hangs on a guide as a whole."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from library.models.resources import Resource


class GuideTag(TaggedItemBase):
    content_object = ParentalKey("library.GuidePage", on_delete=models.CASCADE, related_name="tagged_items")


class GuideResource(Orderable):
    """A resource that belongs to a guide as a whole."""

    guide = ParentalKey("library.GuidePage", on_delete=models.CASCADE, related_name="related_resources")
    resource = models.ForeignKey(
        Resource, models.CASCADE, related_name="guide_links", verbose_name=_("resource")
    )

    panels = [FieldPanel("resource")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["guide", "resource"], name="guide_names_a_resource_once")
        ]
