"""Own image and document models from the start: stored names are random, so that none tells what it holds."""

import uuid
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import CollectionViewRestriction

from library.contents import Unlike, check_contents
from library.models.extracts import Extract
from library.models.visibility import closed_at
from members.permissions import is_curator, is_member
from safeguards.scanning import Harmful, Unscanned, look_through


def random_name(filename):
    return f"{uuid.uuid4().hex}{Path(filename).suffix.lower()[:8]}"


def document_name(document, filename):
    return f"documents/{random_name(filename)}"


def protected():
    """Documents are not among the public files: each is asked for through a view that knows who may have it."""
    return storages["protected"]


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


def with_sizes(keys):
    """Images by key, each with the sizes in which it was shown before: one query where all were."""
    found = {}
    sizes = PracticeRendition.objects.filter(image__in=keys).select_related("image") if keys else ()
    for size in sizes:
        image = found.setdefault(size.image_id, size.image)
        vars(image).setdefault("prefetched_renditions", []).append(size)
    if missing := set(keys) - set(found):
        found |= PracticeImage.objects.prefetch_related("renditions").in_bulk(missing)
    return found


class PracticeDocumentQuerySet(DocumentQuerySet):
    def visible_to(self, viewer):
        """Files whose collection is open to a viewer; a resource's file only to whoever may see the resource."""
        if is_member(viewer) and is_curator(viewer):
            return self
        closed = closed_at("collection__path", viewer, CollectionViewRestriction)
        resources = self.model._meta.get_field("resources").related_model.objects
        any_at_all = resources.filter(document=OuterRef("pk"))
        shown = resources.visible_to(viewer).filter(document=OuterRef("pk"))
        return self.exclude(closed).filter(~Exists(any_at_all) | Exists(shown))


class PracticeDocument(AbstractDocument):
    file = models.FileField(_("file"), upload_to=document_name, storage=protected)

    admin_form_fields = ("title", "file", "collection", "tags")

    objects = PracticeDocumentQuerySet.as_manager()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    @property
    def extracted(self):
        """What was read of the file that it has now; one that waits and holds nothing, where nothing was."""
        found = getattr(self, "extract", None)
        read = found and found.file == self.file.name and found.state != Extract.State.WAITING
        return found if read else Extract(document=self)

    def clean(self):
        """A file must be what its name says and harm nobody; one that was stored before is not looked at again."""
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_contents(self.file.file, Path(self.file.name).suffix)
                look_through(self.file.file)
            except (Unlike, Harmful, Unscanned) as error:
                raise ValidationError({"file": str(error)}) from error
