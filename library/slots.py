"""What this room adds to pages of the rooms below."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.permissions import is_curator, is_member


def kept_entry(context):
    """In a member's own menu: the guides that they put aside."""
    if not is_member(context["request"].user):
        return SafeString()
    return render_to_string("library/fragments/kept_entry.html", {"request": context["request"]})


def curating_entry(context):
    """In a curator's own menu: the desk."""
    viewer = context["request"].user
    if not (is_member(viewer) and is_curator(viewer)):
        return SafeString()
    return render_to_string("library/fragments/curating_entry.html", {"request": context["request"]})
