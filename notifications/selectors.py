"""Notifications as pages and mails need them: with targets fetched as the member may see them now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch

from cop.core.prepared import Prepared
from cop.core.registries import kinds
from members.permissions import is_member
from notifications.models import Notification, Occasion


@dataclass(frozen=True)
class Line:
    """A notification that has something left to tell.

    `when` is the moment, or only the day of it where `by_day`; `language` is that of the title.
    """

    pk: int
    icon: str
    title: str
    language: str
    words: str
    when: datetime
    by_day: bool
    unread: bool


def unread_count(viewer):
    """One query, for the badge on every page."""
    return sum(_unread(member=viewer.pk)) if is_member(viewer) else 0


@Prepared
def _unread(*, member):
    found = Notification.objects.unread().filter(member=member).order_by().values("member")
    return found.annotate(number=Count("pk")).values_list("number", flat=True)


def newest(viewer):
    """The viewer's notifications, with what `lines` needs."""
    occasions = Prefetch("occasions", queryset=Occasion.objects.fresh())
    return Notification.objects.visible_to(viewer).select_related("thread").prefetch_related(occasions)


def lines(viewer, notifications):
    """What a page shows of these, in their order; what may not be seen any more is left out. Kinds that ask the same are
    asked together."""
    notifications = [one for one in notifications if one.kind in kinds]
    wanted: dict[Any, set[int]] = {}
    for one in notifications:
        keys = wanted.setdefault(kinds[one.kind].fetch, set())
        keys.update(occasion.target_id for occasion in one.occasions.all())
    found = {fetch: fetch(viewer, keys) for fetch, keys in wanted.items()}
    return [line for one in notifications if (line := line_of(one, found[kinds[one.kind].fetch]))]


def line_of(notification, found):
    told = [one for one in notification.occasions.all() if one.target_id in found]
    fresh = [one for one in told if one.is_fresh] if notification.read_at is None else []
    targets = [found[one.target_id] for one in fresh or told]
    if not targets:
        return None
    kind = kinds[notification.kind]
    return Line(
        pk=notification.pk,
        icon=kind.icon,
        title=kind.title(targets[-1]),
        language=notification.thread.language if notification.thread else "",
        words=kind.words(targets),
        when=notification.latest_at,
        by_day=kind.by_day(targets[-1]),
        unread=bool(fresh),
    )


def fresh_targets(notification):
    """Targets that the member may see and has not read, in their order."""
    return _targets(notification, notification.occasions.fresh().filter(is_fresh=True))


def first_target(notification) -> Any:
    """Where opening a notification leads: to the first thing not read, else to the last; None: nowhere any more."""
    if fresh := fresh_targets(notification):
        return fresh[0]
    return next(reversed(_targets(notification, notification.occasions.all())), None)


def _targets(notification, occasions):
    ids = [occasion.target_id for occasion in occasions]
    kind = kinds.get(notification.kind)
    found = kind.fetch(notification.member, ids) if kind and ids else {}
    return [found[pk] for pk in ids if pk in found]
