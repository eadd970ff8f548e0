"""Addresses of the library that are not Wagtail pages."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from library.feeds import GuideFeed
from library.sitemaps import SITEMAPS
from library.views import curating, handouts, pages, readings

app_name = "library"
urlpatterns = [
    path("principles.css", pages.principle_styles, name="principle-styles"),
    path("curating/", curating.desk, name="desk"),
    path("curating/translations/", curating.translations, name="translations"),
    path("feeds/guides.<str:language>.atom", GuideFeed(), name="guide-feed"),
    path("reading/<int:pk>/cite.bib", readings.cite, name="cite"),
    path("reading/", readings.kept, name="kept"),
    path("reading/<int:pk>/keep/", readings.keep, name="keep"),
    path("reading/<int:pk>/keep/no-more/", readings.let_go, name="let-go"),
    path("reading/<int:pk>/handout/<str:language>/", handouts.handout, name="handout"),
    path("reading/<int:pk>/changes/", readings.changes, name="changes"),
    path("reading/<int:pk>/read/", readings.read, name="read"),
    path("reading/<int:pk>/ticks/", readings.ticks, name="ticks"),
    path("resources/", pages.resource_list, name="resource-list"),
    path("resources/<int:pk>/", pages.resource_detail, name="resource-detail"),
    path("robots.txt", pages.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "library:sitemap-section"},
        name="sitemap",
    ),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap-section"),
]
