"""Telling somebody that a guide would like to quote them, and curators that a quote rests. Nothing that leaves the site says
of what; who said it is told to nobody."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cop.core.registries import NotificationKind
from forums.models import Excerpt
from forums.models.authored import AuthorKind
from library.models import GuidePage

CONSENT, QUOTE_RESTS = "consent", "quote-rests"


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


def fetch_resting(viewer, ids):
    """Quotes of published guides that rest since what was said was changed, for curators who may read it; each with its
    `guide`."""
    rows = Excerpt.objects.curated_by(viewer).resting().select_related("post").in_bulk(list(ids))
    keys = {row.guide_key for row in rows.values()}
    pages = GuidePage.objects.visible_to(viewer).filter(translation_key__in=keys) if keys else ()
    guides = {page.translation_key: page for page in pages}
    for row in rows.values():
        row.guide = guides.get(row.guide_key)
    return {pk: row for pk, row in rows.items() if row.guide is not None}


def resting_words(excerpts):
    return _("A quote rests: what was said there has changed. It stands there again once its author agrees")


def resting_line(excerpts):
    return _("A quote in a guide that you look after rests, since what was said has changed")


KINDS = {
    QUOTE_RESTS: NotificationKind(
        label=gettext_lazy("When a quote rests in a guide that I look after"),
        icon="quote",
        words=resting_words,
        line=resting_line,
        title=lambda excerpt: excerpt.guide.title,
        url=lambda excerpt: reverse("forums:guide-excerpts", args=[excerpt.guide.pk]),
        fetch=fetch_resting,
        by_day=lambda excerpt: excerpt.post.author_kind == AuthorKind.ANONYMOUS,
    ),
    CONSENT: NotificationKind(
        label=gettext_lazy("When a guide would like to quote me"),
        icon="quote",
        words=words,
        line=line,
        title=title,
        url=url,
        fetch=fetch,
    ),
}
