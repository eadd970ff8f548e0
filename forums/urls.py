"""Addresses of the forums room."""

from django.urls import path

from forums.views import attachments, choosing, events, moderation, posts, reflections, thread_acts, threads
from forums.views.reading import thread_detail

app_name = "forums"
urlpatterns = [
    path("threads/", threads.thread_list, name="thread-list"),
    path("threads/new/", threads.thread_create, name="thread-create"),
    path("threads/events", events.list_events, name="list-events"),
    path("threads/<int:pk>/", thread_detail, name="thread-detail"),
    path("threads/<int:pk>/reply/", posts.post_create, name="post-create"),
    path("threads/<int:pk>/take-away/", posts.take_away, name="take-away"),
    path("threads/<int:pk>/follow/", thread_acts.thread_follow, name="thread-follow"),
    path("threads/<int:pk>/read/", thread_acts.thread_read, name="thread-read"),
    path("threads/<int:pk>/lock/", thread_acts.thread_lock, name="thread-lock"),
    path("threads/<int:pk>/events", events.thread_events, name="thread-events"),
    path("threads/<int:pk>/presence", events.thread_presence, name="thread-presence"),
    path("threads/<int:pk>/meeting/", choosing.meeting_edit, name="meeting-edit"),
    path("threads/<int:pk>/come/", choosing.meeting_come, name="meeting-come"),
    path("threads/<int:pk>/meeting.ics", choosing.meeting_calendar, name="meeting-calendar"),
    path("meetings/", choosing.meeting_list, name="meeting-list"),
    path("calendar/<str:token>.ics", choosing.calendar_feed, name="calendar-feed"),
    path("forums/<slug:slug>/", threads.forum_detail, name="forum-detail"),
    path("posts/<int:pk>/", posts.post_detail, name="post-detail"),
    path("posts/<int:pk>/vote/", choosing.post_vote, name="post-vote"),
    path("posts/<int:pk>/poll/", choosing.poll_edit, name="poll-edit"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post-edit"),
    path("posts/<int:pk>/remove/", posts.post_remove, name="post-remove"),
    path("posts/<int:pk>/reactions/", posts.post_react, name="post-react"),
    path("posts/<int:pk>/reacted/", posts.post_reactions, name="post-reactions"),
    path("posts/<int:pk>/answer/", posts.post_answer, name="post-answer"),
    path("posts/<int:pk>/flag/", posts.post_flag, name="post-flag"),
    path("posts/<int:pk>/author/", moderation.post_author, name="post-author"),
    path("posts/<int:pk>/author/lift/", moderation.author_lift, name="author-lift"),
    path("posts/<int:pk>/author/reveal/", moderation.author_reveal, name="author-reveal"),
    path("posts/<int:pk>/concern/", posts.post_concern, name="post-concern"),
    path("attachments/<uuid:uuid>/", attachments.attachment_detail, name="attachment-detail"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/bulk/", moderation.moderation_bulk, name="moderation-bulk"),
    path("moderation/<int:pk>/", moderation.moderation_matter, name="moderation-matter"),
    path("moderation/<int:pk>/claim/", moderation.moderation_claim, name="moderation-claim"),
    path("reflections/", reflections.reflection_list, name="reflection-list"),
    path("reflections/new/", reflections.reflection_create, name="reflection-create"),
    path("reflections/<uuid:uuid>/edit/", reflections.reflection_edit, name="reflection-edit"),
    path("reflections/<uuid:uuid>/share/", reflections.reflection_share, name="reflection-share"),
    path("reflections/<uuid:uuid>/withdraw/", reflections.reflection_withdraw, name="reflection-withdraw"),
]
