"""What this room adds to the frame of every page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.permissions import is_member


def inbox_script(context):
    """For members: the badge follows what happens."""
    if not is_member(context["request"].user):
        return SafeString()
    return render_to_string("notifications/fragments/inbox_script.html")
