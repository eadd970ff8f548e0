"""Whom somebody can call by name while they write: people who can read it, and nobody else."""

from django.db.models import Q

from forums.readers import members_of
from members.permissions import MEMBERS

MOST = 8
SHORTEST = 1


def mentionable(viewer, audience, said):
    """A few members who can read an audience, by the beginning of one of their names, in the order of the alphabet.

    It knows nothing of who said what, so it tells nothing of who is anonymous. Who blocked whom is left out both ways.
    """
    return by_name(without_blocks(members_of(audience, with_moderators=True), viewer), said)


def by_name(people, said):
    """A few of these people, by the beginning of one of their names."""
    said = " ".join(said.split())[:40]
    if len(said) < SHORTEST:
        return []
    return list(
        people.filter(begins("display_name", said))
        .select_related("profile")
        .order_by("display_name", "pk")[:MOST]
    )


def begins(field, said):
    """That one of the words of a field begins so, as a condition."""
    return Q(**{f"{field}__istartswith": said}) | Q(**{f"{field}__icontains": f" {said}"})


def without_blocks(people, viewer):
    """These people but for the viewer, and who blocked whom is left out both ways."""
    return people.exclude(pk=viewer.pk).exclude(blocks__blocked=viewer).exclude(blocked_by__member=viewer)


def may_meet(viewer):
    """Whom somebody may ask for a conversation between two."""
    return without_blocks(members_of(MEMBERS), viewer)
