"""What this room adds to pages of the rooms below."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from library.gathering import folders_of
from library.models import CollectionShare
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


def collections_of_circle(context, circle):
    """What members gave their circle to read together, as far as the viewer may open it."""
    return _collections(context, circle.pk)


def collections_of_forum(context, forum):
    """The same beside the forum of a circle."""
    return _collections(context, forum.circle_id) if forum.circle_id else SafeString()


def _collections(context, circle_id):
    viewer = context["request"].user
    rows = CollectionShare.objects.visible_to(viewer).filter(circle=circle_id)
    said = {"pages": rows.collections_for(viewer, get_language()), "folders": folders_of(circle_id, viewer)}
    if not any(said.values()):
        return SafeString()
    return render_to_string("library/fragments/circle_collections.html", said)
