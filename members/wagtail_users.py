"""Wagtail's users app with our own listing and forms: accounts here have a name and a seat, no username."""

from wagtail.users.apps import WagtailUsersAppConfig


class WagtailUsersConfig(WagtailUsersAppConfig):
    user_viewset = "members.admin.MemberViewSet"
