"""Why curators are told of the library."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cop.core.registries import NotificationKind
from library.models import Review

REVIEW = "review"


def fetch(viewer, ids):
    return Review.objects.visible_to(viewer).select_related("guide").in_bulk(list(ids))


KINDS = {
    REVIEW: NotificationKind(
        label=gettext_lazy("When a guide that I look after is to be read again"),
        icon="book",
        title=lambda review: review.guide.title,
        words=lambda reviews: (
            ngettext(
                "A guide that you look after is to be read again",
                "%(n)s guides that you look after are to be read again",
                len(reviews),
            )
            % {"n": len(reviews)}
        ),
        line=lambda reviews: _("A guide that you look after is to be read again"),
        url=lambda review: reverse("library:desk") + "#due",
        fetch=fetch,
    ),
}
