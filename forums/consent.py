"""Telling somebody that a guide would like to quote them. Nothing that leaves the site says of what."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.registries import NotificationKind
from forums.models import Excerpt

CONSENT = "consent"


def fetch(viewer, ids):
    """One's own that wait for an answer, to words that all members can still read."""
    asked = Excerpt.objects.visible_to(viewer).readable().filter(consent=Excerpt.Consent.ASKED)
    return asked.select_related("post__thread").in_bulk(list(ids))


def title(excerpt):
    return excerpt.post.thread.title


def words(excerpts):
    return _("A guide would like to quote what you said")


def line(excerpts):
    return _("A guide would like to quote something you said")


def url(excerpt):
    return f"{reverse('forums:excerpt-list')}#q-{excerpt.uuid}"


KINDS = {
    CONSENT: NotificationKind(
        label=gettext_lazy("When a guide would like to quote me"),
        icon="quote",
        words=words,
        line=line,
        title=title,
        url=url,
        fetch=fetch,
    )
}
