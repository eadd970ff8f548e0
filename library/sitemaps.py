"""What search engines may know: the pages that a visitor may open, and nothing else."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.models import Page

from library.models import (
    CollectionIndexPage,
    CollectionPage,
    GuideIndexPage,
    GuidePage,
    PrincipleIndexPage,
    PrinciplePage,
    Resource,
    VisiblePageQuerySet,
)


class HereSitemap(Sitemap):
    """Addresses under the host that this installation is known by, whatever host asks."""

    limit = 5000

    @property
    def protocol(self):
        return urlsplit(settings.BASE_URL).scheme

    def get_domain(self, site=None):
        return urlsplit(settings.BASE_URL).netloc


class PageSitemap(HereSitemap):
    def __init__(self, model):
        self.model = model

    def items(self):
        return self.model.objects.visible_to(AnonymousUser()).defer_streamfields().order_by("path")

    def location(self, page):
        return page.url

    def lastmod(self, page):
        return page.last_published_at


class ListSitemap(HereSitemap):
    """Lists of every kind in one question."""

    def items(self):
        lists = VisiblePageQuerySet(Page).type(GuideIndexPage, PrincipleIndexPage, CollectionIndexPage)
        return lists.visible_to(AnonymousUser()).order_by("path")

    def location(self, page):
        return page.url

    def lastmod(self, page):
        return page.last_published_at


class ResourceSitemap(HereSitemap):
    def items(self):
        return Resource.objects.visible_to(AnonymousUser()).order_by("pk")

    def location(self, resource):
        return reverse("library:resource-detail", args=[resource.pk])

    def lastmod(self, resource):
        return resource.updated_at


class PlaceSitemap(HereSitemap):
    def items(self):
        return ["home", "library:resource-list"]

    def location(self, name):
        return reverse(name)


SITEMAPS = {
    "places": PlaceSitemap(),
    "lists": ListSitemap(),
    "principles": PageSitemap(PrinciplePage),
    "guides": PageSitemap(GuidePage),
    "collections": PageSitemap(CollectionPage),
    "resources": ResourceSitemap(),
}
