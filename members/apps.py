from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self):
        from cop.core import registries
        from members import permissions, slots, subscribers  # noqa: F401
        from members.append_only import RECORD
        from members.groups import ensure_groups
        from members.kinds import KINDS
        from members.look import look_of
        from members.models import ApiToken, Sector, SectorLabel, User
        from members.models.sectors import known_sectors

        registries.token_authenticator = ApiToken.member_for
        registries.people = User.objects.seated
        for name, ask in {
            "is_full_member": permissions.is_member,
            "is_curator": permissions.is_curator,
            "is_moderator": permissions.is_moderator,
            "viewer_seat": permissions.sector_of,
            "slash_key": permissions.uses_slash_key,
            "nav_circles": permissions.circles_of,
        }.items():
            registries.site_context.register(name, lambda request, ask=ask: ask(request.user))
        registries.site_context.register("look", look_of)
        registries.site_context.register("signup_open", lambda request: settings.SIGNUP == "open")
        registries.slots.register("page.notice", slots.seat_notice)
        registries.slots.register("page.notice", slots.warning_notice)
        for name, kind in KINDS.items():
            registries.kinds.register(name, kind)
        registries.slots.register("nav.me", slots.moderators_entry)
        for model in (Sector, SectorLabel):
            for signal in (post_save, post_delete):
                signal.connect(
                    known_sectors.forget, sender=model, dispatch_uid=f"members.{model.__name__}.known"
                )
        post_migrate.connect(ensure_groups, dispatch_uid="members.ensure_groups")
        post_migrate.connect(RECORD.ensure, sender=self, dispatch_uid="members.ensure_append_only")
