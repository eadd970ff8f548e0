"""Addresses of the search room."""

from django.urls import path

from search.views import asked, saved, searching

app_name = "search"
urlpatterns = [
    path("search/", searching.search, name="search"),
    path("search/related/<slug:kind>/<int:pk>/", searching.related, name="related"),
    path("search/asked/", asked.asked_list, name="asked-list"),
    path("search/opened/", asked.opened_result, name="opened"),
    path("search/kept/", saved.saved_list, name="saved-list"),
    path("search/kept/add/", saved.saved_add, name="saved-add"),
    path("search/kept/<int:pk>/", saved.saved_open, name="saved-open"),
    path("search/kept/<int:pk>/change/", saved.saved_change, name="saved-change"),
    path("search/suggestions/", searching.suggestions, name="suggestions"),
    path("search/alike/", searching.alike, name="alike"),
    path("search/targets/", searching.forum_targets, name="forum-targets"),
    path("search/targets/<int:pk>/", searching.thread_targets, name="thread-targets"),
]
