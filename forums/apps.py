from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = _("Forums")

    def ready(self):
        from cop.core import registries
        from cop.core.registries import entries, kinds, slots, topics
        from forums import entries as found
        from forums import resource_slots as of_resource
        from forums import slots as filled
        from forums import subscribers  # noqa: F401
        from forums.append_only import HOURS
        from forums.consent import KINDS as CONSENT_KINDS
        from forums.kinds import KINDS
        from forums.models import Post, ResourceUse, Thread
        from forums.presence import PresenceTopic
        from forums.reviewing import KINDS as REVIEW_KINDS
        from forums.rounds.kinds import KINDS as ROUND_KINDS
        from forums.showing import named, quoting
        from forums.signals import connect
        from forums.topics import DeskTopic, ForumTopic, ThreadTopic
        from forums.using import KINDS as USE_KINDS

        topics.register("thread", ThreadTopic)
        topics.register("forum", ForumTopic)
        topics.register("presence", PresenceTopic)
        topics.register("desk", DeskTopic)
        slots.register("nav.me", filled.desk_entry)
        slots.register("nav.me", filled.facilitating_entry)
        slots.register("nav.me", filled.reviewing_entry)
        slots.register("record.act", filled.undo_of_act)
        slots.register("record.target", filled.way_to_target)
        slots.register("member.history", filled.history_of_member)
        slots.register("principle.discussions", filled.principle_discussions)
        slots.register("principle.head", filled.follow_principle)
        slots.register("member.page", filled.follow_person)
        slots.register("forum.head", filled.follow_forum)
        slots.register("tag.head", filled.follow_tag)
        slots.register("account.tabs", filled.following_tab)
        slots.register("account.tabs", filled.hours_tab)
        slots.register("account.tabs", filled.excerpts_tab)
        slots.register("guide.section", filled.talk_of_section)
        slots.register("guide.discussions", filled.talk_of_guide)
        slots.register("resource.mentions", of_resource.conversations_with_resource)
        slots.register("message.about", of_resource.way_to_what_was_written_about)
        slots.register("resource.used", of_resource.uses_of_resource)
        slots.register("guide.useful", filled.usefulness_of_guide)
        slots.register("guide.useful", filled.proposing_a_change)
        slots.register("guides.head", filled.proposing_a_guide)
        slots.register("desk.queue", filled.drafts_on_their_way)
        slots.register("desk.guides", filled.heard_of_guides)
        slots.register("desk.guides", of_resource.uses_lately)
        slots.register("guide.origins", filled.conversations_of_guide, lasting=True)
        slots.register("circle.forum", filled.circle_forum)
        entries.register("thread", Thread, found.thread_entries, found.prepare_threads)
        entries.register("post", Post, found.post_entries, found.prepare_posts)
        entries.register("use", ResourceUse, found.use_entries, found.prepare_uses)
        for name, kind in (KINDS | ROUND_KINDS | CONSENT_KINDS | REVIEW_KINDS | USE_KINDS).items():
            kinds.register(name, kind)
        registries.quotations = quoting
        registries.conversations = named
        connect()
        post_migrate.connect(HOURS.ensure, sender=self, dispatch_uid="forums.ensure_append_only")
