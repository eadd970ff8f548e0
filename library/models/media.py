"""Own image and document models from the start: stored names are random, so that none tells what it holds."""

import uuid
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


def random_name(filename):
    return f"{uuid.uuid4().hex}{Path(filename).suffix.lower()[:8]}"


class PracticeImage(AbstractImage):
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    admin_form_fields = ("title", "file", "description", "credit", "collection", "tags")

    def get_upload_to(self, filename):
        return super().get_upload_to(random_name(filename))

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class PracticeRendition(AbstractRendition):
    image = models.ForeignKey(PracticeImage, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class PracticeDocument(AbstractDocument):
    admin_form_fields = ("title", "file", "collection", "tags")

    def get_upload_to(self, filename):
        return f"documents/{random_name(filename)}"

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
