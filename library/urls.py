"""Addresses of the library that are not Wagtail pages."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from library.feeds import GuideFeed
from library.sitemaps import SITEMAPS
from library.views import (
    adding,
    collections,
    curating,
    exchanging,
    handouts,
    keeping,
    offline,
    pages,
    pictures,
    readings,
)

app_name = "library"
urlpatterns = [
    path("principles.css", pages.principle_styles, name="principle-styles"),
    path("curating/", curating.desk, name="desk"),
    path("curating/translations/", curating.translations, name="translations"),
    path("curating/files/<int:pk>/read/", curating.file_read, name="file-read"),
    path("curating/resources/add/", adding.add, name="resource-add"),
    path("curating/resources/", exchanging.exchange, name="exchange"),
    path("curating/resources/all.<str:form>", exchanging.export, name="resource-export"),
    path("feeds/guides.<str:language>.atom", GuideFeed(), name="guide-feed"),
    path("reading/<int:pk>/cite.bib", readings.cite, name="cite"),
    path("reading/", keeping.kept, name="kept"),
    path("reading/folders/<int:pk>/", keeping.folder_change, name="folder-change"),
    path("reading/folders/<int:pk>/remove/", keeping.folder_remove, name="folder-remove"),
    path("reading/<int:pk>/keep/", keeping.keep, name="keep"),
    path("reading/<int:pk>/keep/no-more/", keeping.let_go, name="let-go"),
    path("resources/<int:pk>/keep/", keeping.keep_resource, name="keep-resource"),
    path("resources/<int:pk>/keep/no-more/", keeping.let_resource_go, name="let-resource-go"),
    path("reading/<int:pk>/handout/<str:language>/", handouts.handout, name="handout"),
    path("reading/<int:pk>/changes/", readings.changes, name="changes"),
    path("reading/<int:pk>/read/", readings.read, name="read"),
    path("reading/<int:pk>/ticks/", readings.ticks, name="ticks"),
    path("collected/<int:pk>/ticks/", collections.ticks, name="collection-ticks"),
    path("collected/<int:pk>/forget/", collections.forget, name="collection-forget"),
    path("collected/<int:pk>/share/", collections.share, name="collection-share"),
    path("reading/<int:pk>/offline/", offline.copy, name="offline-copy"),
    path("offline/", offline.offline, name="offline"),
    path("worker.js", offline.worker, name="worker"),
    path("resources/", pages.resource_list, name="resource-list"),
    path("resources/<int:pk>/picture.webp", pictures.resource_picture, name="resource-picture"),
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
