"""Addresses of the search room."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/related/<slug:kind>/<int:pk>/", views.related, name="related"),
    path("search/suggestions/", views.suggestions, name="suggestions"),
    path("search/alike/", views.alike, name="alike"),
    path("search/targets/", views.forum_targets, name="forum-targets"),
    path("search/targets/<int:pk>/", views.thread_targets, name="thread-targets"),
]
