"""What a member puts aside to find again: folders of their own, and resources. Guides are kept in `Reading`."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Circle
from members.permissions import is_member


class OwnQuerySet(models.QuerySet):
    def visible_to(self, viewer):
        """One's own, and nobody else's: not even staff learn who read, ticked or kept what."""
        return self.filter(member_id=viewer.pk) if viewer.is_authenticated else self.none()


class FolderQuerySet(OwnQuerySet):
    def given_to(self, circle_id, viewer):
        """Folders that members gave a circle that the viewer may see; what stands in them is another question."""
        if not is_member(viewer):
            return self.none()
        sits = models.Q(circle__memberships__member=models.F("member"))  # as long as its owner sits there
        return self.filter(sits, circle=circle_id, circle__in=Circle.objects.visible_to(viewer))


class Folder(models.Model):
    """What its owner kept under one name. `circle`: who sits in it sees what is in the folder, never the notes."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="folders")
    name = models.CharField(_("name"), max_length=60)
    circle = models.ForeignKey(
        "members.Circle", models.SET_NULL, null=True, blank=True, related_name="folders"
    )

    objects = FolderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["member", "name"], name="member_names_a_folder_once")]
        verbose_name = _("folder")
        verbose_name_plural = _("folders")

    def __str__(self):
        return self.name


class KeptResource(models.Model):
    """A resource that a member put aside, with a note that only they see."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="kept_resources")
    resource = models.ForeignKey("library.Resource", models.CASCADE, related_name="kept")
    folder = models.ForeignKey(Folder, models.SET_NULL, null=True, blank=True, related_name="resources")
    note = models.TextField(max_length=600, blank=True)
    kept_at = models.DateTimeField(auto_now_add=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "resource"], name="member_keeps_a_resource_once")
        ]
        verbose_name = _("kept resource")
        verbose_name_plural = _("kept resources")

    def __str__(self):
        return f"{self.member_id} · {self.resource_id}"
