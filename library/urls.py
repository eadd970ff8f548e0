"""Addresses of the library that are not Wagtail pages."""

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from library import views
from library.sitemaps import SITEMAPS

app_name = "library"
urlpatterns = [
    path("principles.css", views.principle_styles, name="principle-styles"),
    path("resources/", views.resource_list, name="resource-list"),
    path("resources/<int:pk>/", views.resource_detail, name="resource-detail"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "library:sitemap-section"},
        name="sitemap",
    ),
    path("sitemap-<slug:section>.xml", sitemaps.sitemap, {"sitemaps": SITEMAPS}, name="sitemap-section"),
]
