"""Files that members add to a post. They live outside the public media and leave only through a view that asks."""

import uuid
from pathlib import Path

from django.core.files.storage import storages
from django.db import models
from django.utils.translation import gettext_lazy as _

from forums.models.posts import Post


def protected_storage():
    return storages["protected"]


def random_path(attachment, filename):
    return f"attachments/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:8]}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        return self.filter(post__in=Post.objects.visible_to(viewer))


class Attachment(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=random_path, storage=protected_storage)
    name = models.CharField(_("name"), max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    alt = models.CharField(_("what it shows"), max_length=240, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name
