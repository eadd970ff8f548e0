"""What those who look after conversations see: the places that are theirs, and what waits there."""

from datetime import timedelta

from django.db.models import F
from django.http import Http404
from django.utils import timezone

from forums.across.answered import is_seen_held
from forums.models import Forum, Invitation, Reflection, Thread
from forums.models.authored import State
from members.permissions import is_moderator

LOOKED_BACK = timedelta(days=90)


def forums_led(viewer):
    """Of a moderator all forums in which reflections can stand, of a facilitator those of their circles."""
    forums = Forum.objects.visible_to(viewer).exclude(audience=Forum.Audience.PUBLIC)
    if not is_moderator(viewer):
        forums = forums.filter(circle__in=[int(seat.key) for seat in viewer.sits_in("facilitates")])
    return list(forums.select_related("circle"))


def place_of(viewer, slug, *, needed=False):
    """(forums that the viewer looks after, the one with this slug or else the first). 404 for any other, and where there
    is none although one is `needed`."""
    led = forums_led(viewer)
    found = next((one for one in led if not slug or one.slug == slug), None)
    if found is None and (slug or needed):
        raise Http404
    return led, found


def still_waiting(forums):
    """Open reflections of the last 90 days in these forums that colleagues of other sectors have not answered, as far as
    readers may know it."""
    heard = is_seen_held({forum.audience_token for forum in forums})
    return shared_in(forums, timezone.now() - LOOKED_BACK).filter(~heard, is_locked=False)


def shared_in(forums, since):
    """Reflections that stand open in these forums, shared since then."""
    return Thread.objects.filter(
        forum__in=forums, kind=Thread.Kind.REFLECTION, state=State.VISIBLE, reflection__kind=Reflection.Kind.CASE,
        created_at__gte=since,
    )  # fmt: skip


def handed_in(threads):
    """Names of those whom facilitators asked, by thread. Whether they answered is not told: they may have answered by
    their sector only."""
    rows = Invitation.objects.filter(thread__in=[one.pk for one in threads], kind=Invitation.Kind.HANDED)
    found: dict[int, list[str]] = {}
    for thread, name in rows.order_by("created_at").values_list("thread", F("member__display_name")):
        found.setdefault(thread, []).append(name)
    return found
