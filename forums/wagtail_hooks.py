"""What this room adds to the editors' admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from forums.admin import ForumPolicy, ForumViewSet
from forums.models import Forum

register_permission_policy(Forum, ForumPolicy(Forum))


@hooks.register("register_admin_viewset")
def forums():
    return ForumViewSet()
