from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Forums")

    def ready(self):
        from cop.core.registries import slots, topics
        from forums import subscribers  # noqa: F401
        from forums.slots import principle_discussions
        from forums.topics import ForumTopic, ThreadTopic

        topics.register("thread", ThreadTopic)
        topics.register("forum", ForumTopic)
        slots.register("principle.discussions", principle_discussions)
