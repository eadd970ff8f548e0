"""What this room adds to pages of the rooms below."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from members.permissions import is_member


def saved_entry(context) -> SafeString:
    """In a member's own menu: the searches that they keep."""
    if not is_member(context["request"].user):
        return SafeString()
    return render_to_string("search/fragments/saved_entry.html", {"request": context["request"]})


def asked_link(context) -> SafeString:
    """On the curators' desk: to what people search for."""
    return render_to_string("search/fragments/asked_link.html")


def within_thread(context, thread) -> SafeString:
    """A box that looks in this conversation alone."""
    return render_to_string("search/fragments/within.html", {"thread": thread})


def related_to_thread(context, thread) -> SafeString:
    return related("thread", thread)


def related_to_guide(context, guide) -> SafeString:
    return related("guide", guide)


def related_to_resource(context, resource) -> SafeString:
    return related("resource", resource)


def related(kind: str, shown: Any) -> SafeString:
    """A place for what is close to an entry, looked up when it comes into view; without scripts a way to search.

    Nothing for a page that an editor previews before it was ever saved.
    """
    if shown.pk is None:
        return SafeString()
    context = {"kind": kind, "pk": shown.pk, "title": shown.title}
    return render_to_string("search/fragments/related_place.html", context)
