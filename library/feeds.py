"""What is new among the guides that everybody may read, for whoever follows by a feed reader. One feed a language."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils import feedgenerator, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from cop.core.text import normalise
from library.models import GuideIndexPage, GuidePage

NEWEST = 30


class GuideFeed(Feed):
    """Atom. What is closed to visitors is in no feed, whoever asks."""

    feed_type = feedgenerator.Atom1Feed

    def get_object(self, request, language):
        if language not in dict(settings.LANGUAGES):
            raise Http404
        index = GuideIndexPage.objects.visible_to(AnonymousUser()).filter(locale__language_code=language)
        page = index.select_related("locale").first()
        if page is None:
            raise Http404
        return page

    def __call__(self, request, *args, language):
        with translation.override(language):
            return super().__call__(request, *args, language=language)

    def title(self, index):
        return normalise(f"{index.title} · {settings.COMMUNITY_NAME}")

    def subtitle(self, index):
        return normalise(index.intro)

    def link(self, index):
        return index.canonical

    def feed_url(self, index):
        path = reverse("library:guide-feed", args=[index.locale.language_code])
        return f"{settings.BASE_URL.rstrip('/')}{path}"

    def items(self, index):
        open_to_all = GuidePage.objects.visible_to(AnonymousUser()).filter(locale=index.locale_id)
        return open_to_all.in_words().with_earlier_note().newest()[:NEWEST]

    def item_title(self, guide):
        return normalise(guide.title)

    def item_description(self, guide):
        """Readers take it for HTML, which it is not."""
        if not (note := guide.new_in_version):
            return escape(normalise(guide.summary))
        told = _("New in this version: %(note)s") % {"note": note}
        return escape(normalise(f"{guide.summary} {told}"))

    def item_link(self, guide):
        return guide.canonical

    def item_pubdate(self, guide):
        return guide.first_published_at

    def item_updateddate(self, guide):
        return guide.last_published_at

    def item_categories(self, guide):
        return [principle.name for principle in guide.principles.all()]
