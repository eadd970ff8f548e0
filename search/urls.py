"""Addresses of the search room."""

app_name = "search"
urlpatterns: list = []
