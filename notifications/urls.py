"""Addresses of the notifications room."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.notification_list, name="notification-list"),
    path("notifications/read/", views.notification_read, name="notification-read"),
    path("notifications/mails/", views.mail_choose, name="mail-choose"),
    path("notifications/<int:pk>/", views.notification_open, name="notification-open"),
    path("notifications/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
