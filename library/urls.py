"""Addresses of the library that are not Wagtail pages."""

from django.urls import path

from library import views

app_name = "library"
urlpatterns = [
    path("principles.css", views.principle_styles, name="principle-styles"),
    path("resources/", views.resource_list, name="resource-list"),
    path("resources/<int:pk>/", views.resource_detail, name="resource-detail"),
]
