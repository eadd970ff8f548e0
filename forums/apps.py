from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Forums")

    def ready(self):
        from cop.core.registries import entries, kinds, slots, topics
        from forums import entries as found
        from forums import subscribers  # noqa: F401
        from forums.kinds import KINDS
        from forums.models import Post, Thread
        from forums.presence import PresenceTopic
        from forums.slots import circle_forum, desk_entry, history_of_member, principle_discussions
        from forums.topics import DeskTopic, ForumTopic, ThreadTopic

        topics.register("thread", ThreadTopic)
        topics.register("forum", ForumTopic)
        topics.register("presence", PresenceTopic)
        topics.register("desk", DeskTopic)
        slots.register("principle.discussions", principle_discussions)
        slots.register("circle.forum", circle_forum)
        slots.register("nav.me", desk_entry)
        slots.register("member.history", history_of_member)
        entries.register("thread", Thread, found.thread_entries, found.prepare_threads)
        entries.register("post", Post, found.post_entries, found.prepare_posts)
        for name, kind in KINDS.items():
            kinds.register(name, kind)
