"""Why members are told of what moderators write. Neither on the site's list nor in a mail stands a word of it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.registries import NotificationKind
from members.models import ModeratorMessage

MODERATOR = "moderator"


def fetch(viewer, ids):
    return ModeratorMessage.objects.visible_to(viewer).in_bulk(list(ids))


def url(message):
    return reverse("members:message-detail", args=[message.uuid])


KINDS = {
    MODERATOR: NotificationKind(
        label=gettext_lazy("When a moderator writes to me"),
        icon="shield",
        words=lambda messages: messages[-1].get_kind_display(),
        line=lambda messages: _("A moderator wrote to you"),
        title=lambda message: _("A moderator wrote to you"),
        url=url,
        fetch=fetch,
    ),
}
