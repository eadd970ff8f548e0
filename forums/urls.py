"""Addresses of the forums room."""

from django.urls import path

from forums.views import events, moderation, reflections, threads

app_name = "forums"
urlpatterns = [
    path("threads/", threads.thread_list, name="thread-list"),
    path("threads/new/", threads.thread_create, name="thread-create"),
    path("threads/<int:pk>/", threads.thread_detail, name="thread-detail"),
    path("threads/<int:pk>/reply/", threads.post_create, name="post-create"),
    path("threads/<int:pk>/take-away/", threads.take_away, name="take-away"),
    path("threads/<int:pk>/events", events.thread_events, name="thread-events"),
    path("posts/<int:pk>/concern/", threads.post_concern, name="post-concern"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/<int:pk>/", moderation.decide, name="moderation-decide"),
    path("reflections/", reflections.reflection_list, name="reflection-list"),
    path("reflections/new/", reflections.reflection_create, name="reflection-create"),
    path("reflections/<uuid:uuid>/edit/", reflections.reflection_edit, name="reflection-edit"),
    path("reflections/<uuid:uuid>/share/", reflections.reflection_share, name="reflection-share"),
    path("reflections/<uuid:uuid>/withdraw/", reflections.reflection_withdraw, name="reflection-withdraw"),
]
