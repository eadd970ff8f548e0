"""Addresses of the notifications room."""

from django.urls import path

from notifications.views import devices, lines

app_name = "notifications"
urlpatterns = [
    path("notifications/", lines.notification_list, name="notification-list"),
    path("notifications/read/", lines.notification_read, name="notification-read"),
    path("notifications/mails/", lines.mail_choose, name="mail-choose"),
    path("notifications/devices/kinds/", devices.push_choose, name="push-choose"),
    path("notifications/devices/", devices.device_list, name="device-list"),
    path("notifications/devices/renew/", devices.device_renew, name="device-renew"),
    path("notifications/devices/<int:pk>/remove/", devices.device_remove, name="device-remove"),
    path("notifications/<int:pk>/", lines.notification_open, name="notification-open"),
    path("notifications/unsubscribe/<str:token>/", lines.unsubscribe, name="unsubscribe"),
]
