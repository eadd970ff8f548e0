"""Files of posts, and those that wait for theirs. They live outside the public media and leave only through a view that asks."""

import uuid
from pathlib import Path

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.models.posts import Post
from members.permissions import is_member, is_moderator


def protected_storage():
    return storages["protected"]


def random_path(attachment, filename):
    return f"attachments/{uuid.uuid4().hex}{Path(filename).suffix.lower()[:8]}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """Files of visible posts; for moderators also those of what waits at their desk or may come back, and what an author
        took out. What was not sent yet is for who uploaded it, and nobody else."""
        if is_moderator(viewer):
            at_desk, to_restore = Post.objects.at_desk_of(viewer), Post.objects.restorable_by(viewer)
            seen = Q(post__in=at_desk.values("pk")) | Q(post__in=to_restore.values("pk"))
        else:
            seen = Q(post__in=Post.objects.visible_to(viewer), taken_at=None)
        if viewer.is_authenticated and is_member(viewer):
            seen |= Q(post=None, uploader=viewer.pk)
        return self.filter(seen)

    def standing(self):
        """Those that readers see."""
        return self.filter(taken_at=None)

    def taken_out(self):
        """What authors took out of their posts, and moderators still see."""
        return self.filter(taken_at__isnull=False)

    def waiting_for(self, member):
        """What a member uploaded and has not sent yet."""
        return self.filter(post=None, uploader=member)


class Attachment(models.Model):
    """Until its post is sent it has none and belongs to its `uploader`; from then on the post alone says whose it is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="attachments")
    uploader = models.ForeignKey("members.User", models.CASCADE, null=True, related_name="uploads")
    file = models.FileField(upload_to=random_path, storage=protected_storage)
    name = models.CharField(_("name"), max_length=120)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    alt = models.CharField(_("what it shows"), max_length=240, blank=True)
    #: A face is probably to be seen (safeguards.faces); its author is asked before it is sent.
    has_face = models.BooleanField(default=False, editable=False)
    #: Where it stands among the files of its post.
    place = models.PositiveSmallIntegerField(default=0, editable=False)
    #: When its author took it out of the post: readers have it no longer, moderators for a while.
    taken_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=True) ^ Q(uploader__isnull=True), name="attachment_sent_or_waiting"
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(post__isnull=True), name="attachment_waiting"),
            models.Index(
                fields=["taken_at"], condition=Q(taken_at__isnull=False), name="attachment_taken_out"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return self.media_type.startswith("image/")
