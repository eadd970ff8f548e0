"""Alerts on devices: the line that a mail has as its subject, and a link. Who may see it is asked again for each device."""

import http.client
import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from library import asking
from notifications.models import Device, Notification
from notifications.services import push_service
from notifications.services.devices import lives, subscription_of
from notifications.services.outside import outside
from notifications.services.preferences import wants_push

log = logging.getLogger(__name__)

LONGEST = 300  # letters; a push service takes four kilobytes
PATIENCE = timedelta(hours=1)
GONE = {404, 410}
LATER = {429, 503}


class Undelivered(Exception):
    """A push service could not be reached, or failed. It never says which address, which is the device's secret."""


def claim(*, notification_id):
    """The devices to alert of a line that is unread and alerted none; from then on it has. In the caller's transaction."""
    line = _unread().filter(pk=notification_id, pushed_at=None).first()
    if line is None or not wants_push(line.member, line.kind) or outside(line) is None:
        return []
    devices = list(line.member.devices.values_list("pk", flat=True))
    mine = devices and Notification.objects.filter(pk=line.pk, pushed_at=None).update(
        pushed_at=timezone.now()
    )
    return devices if mine else []


def push(*, notification_id, device_id):
    """Alert a device of a line, if its member still may see it, wants it and has not read it. What is sent twice replaces itself.

    Answers how long its push service wants to be left alone; None: it is done. A device that is gone is forgotten.
    """
    line = _unread().filter(pk=notification_id, pushed_at__isnull=False).first()
    device = Device.objects.filter(pk=device_id).select_related("member").first()
    if not settings.PUSH_KEY or line is None or device is None or device.member_id != line.member_id:
        return None
    subscription = subscription_of(device) if lives(device) else None
    if subscription is None:
        device.delete()
        return None
    told = outside(line) if wants_push(line.member, line.kind) else None
    return _deliver(device, subscription, line, told) if told else None


def _deliver(device, subscription, line, told):
    topic = f"n{line.pk}"
    message = {"title": told.words[:LONGEST], "url": told.path, "tag": topic, "lang": told.language}
    try:
        answer = push_service.send(subscription, message, topic=topic)
    except (asking.Barred, ValueError):  # an address that may not be asked, or is none
        _forget(device)
        return None
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(type(error).__name__) from None
    if 200 <= answer.status < 300:
        Device.objects.filter(pk=device.pk).update(used_at=timezone.now())
        return None
    if answer.status in GONE:
        _forget(device)
        return None
    if answer.status in LATER and answer.retry_after.isdigit():
        return min(timedelta(seconds=max(int(answer.retry_after[:6]), 1)), PATIENCE)
    if answer.status == 429 or answer.status >= 500:
        raise Undelivered(f"HTTP {answer.status}")
    # Too large, a key that it does not take, a redirect: the same a second time.
    log.error("a push service refused an alert: HTTP %s", answer.status)
    return None


def _forget(device):
    """Unless it was renewed while its former address was asked."""
    Device.objects.filter(pk=device.pk, endpoint_hash=device.endpoint_hash).delete()


def _unread():
    return Notification.objects.unread().select_related("member")
