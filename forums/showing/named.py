"""Conversations that the library names: the one door through which their titles get there (`registries.conversations`)."""

import re

from django.urls import reverse

from cop.core.registries import Conversation
from forums.models import Thread
from forums.models.authored import State
from members.permissions import MEMBERS, PUBLIC

ADDRESS = re.compile(r"(?:^|/)threads/(\d{1,15})(?:[/?#]|$)")


def named(address):
    """The key of the conversation with this address, if all members may read it; else None."""
    match = ADDRESS.search(address)
    if match is None:
        return None
    open_ones = Thread.objects.filter(audience__in=(PUBLIC, MEMBERS), state=State.VISIBLE)
    return open_ones.filter(pk=int(match[1])).values_list("pk", flat=True).first()


def shown(viewer, keys):
    """Of these keys what the viewer may read now, by key."""
    rows = Thread.objects.visible_to(viewer).filter(pk__in=keys, state=State.VISIBLE)
    return {
        pk: Conversation(title, reverse("forums:thread-detail", args=[pk]), language)
        for pk, title, language in rows.values_list("pk", "title", "language")
    }
