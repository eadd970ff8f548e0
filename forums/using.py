"""Telling a member that what they told of a resource rests. Nothing that leaves the site says of which."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.registries import NotificationKind
from forums.models import ResourceUse
from forums.models.authored import State

USE_RESTS = "use-rests"


def fetch(viewer, ids):
    """One's own that are hidden."""
    mine = ResourceUse.objects.visible_to(viewer).filter(author=viewer.pk, state=State.HIDDEN)
    return mine.select_related("resource").in_bulk(list(ids))


def words(uses):
    return _(
        "Somebody was worried about a family’s privacy. How you used it rests until a moderator has read it"
    )


def line(uses):
    return _("Something you told of a resource rests until a moderator has read it")


KINDS = {
    USE_RESTS: NotificationKind(
        label=gettext_lazy("When what I told of a resource is hidden for privacy"),
        icon="shield",
        words=words,
        line=line,
        title=lambda use: use.resource.title,
        url=lambda use: reverse("library:resource-detail", args=[use.resource_id]) + "#used",
        fetch=fetch,
    )
}
