"""What this room adds to the frame of every page."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.permissions import is_member, is_moderator


def seat_notice(context):
    """To whom is signed in without being a full member: why, and the way on. Not on the page that says it all."""
    request = context["request"]
    match = request.resolver_match
    if not request.user.is_authenticated or is_member(request.user):
        return SafeString()
    if match is not None and match.view_name == "members:welcome":
        return SafeString()
    return render_to_string("members/unverified.html", {"viewer": request.user})


def warning_notice(context):
    """A warning that waits to be acknowledged stands above every page but its own. Only who has one is asked about."""
    request = context["request"]
    match = request.resolver_match
    if not request.user.is_authenticated or not request.user.has_warning:
        return SafeString()
    if match is not None and match.view_name in {"members:message-detail", "members:welcome"}:
        return SafeString()
    waiting = request.user.moderator_messages.unanswered().first()
    if waiting is None:
        return SafeString()
    return render_to_string("members/fragments/warning.html", {"message": waiting})


def moderators_entry(context):
    """In a moderator's own menu: who waits for a seat."""
    if not is_moderator(context["request"].user):
        return SafeString()
    return render_to_string("members/fragments/moderation_entry.html", {"request": context["request"]})
