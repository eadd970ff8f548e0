from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self):
        from cop.core.registries import site_context, slots, topics
        from notifications import slots as fragments
        from notifications import subscribers  # noqa: F401
        from notifications.selectors import unread_count
        from notifications.topics import InboxTopic

        topics.register("inbox", InboxTopic)
        slots.register("page.head", fragments.inbox_script)
        slots.register("worker", fragments.push_worker)
        site_context.register("unread_count", lambda request: unread_count(request.user))
