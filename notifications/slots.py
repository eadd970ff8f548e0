"""What this room adds to the frame of every page, and to the service worker."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.permissions import is_member
from notifications.services.push_service import public_key


def inbox_script(context):
    """For members: the badge follows what happens."""
    if not is_member(context["request"].user):
        return SafeString()
    return render_to_string("notifications/fragments/inbox_script.html")


def push_worker(context):
    """Where devices are alerted: what the service worker does with it."""
    return render_to_string("notifications/worker.js") if public_key() else SafeString()
