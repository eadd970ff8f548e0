"""Browsers on which members are alerted: they come, move to whoever uses them next, and end with a session."""

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from cop.core.sealed import seal, unseal
from members.models import User
from members.permissions import check_member
from notifications.models import Device
from notifications.services.push_service import Subscription, public_key

COOKIE = "device"
MOST = 10
TOO_MANY = _("You are notified on ten devices. Remove one of them first.")
PURPOSE = "notifications.device"


def add_device(*, actor, subscription, name):
    """Alert the actor in a browser, and nobody who used it before. Answers the device and the secret that its browser keeps."""
    check_member(actor)
    known = _hashed(subscription.endpoint)
    Device.objects.filter(endpoint_hash=known).exclude(member=actor).delete()
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
        if actor.devices.exclude(endpoint_hash=known).count() >= MOST:
            raise Refused(TOO_MANY)
        device, _created = Device.objects.update_or_create(
            endpoint_hash=known,
            defaults={
                "member": actor, "name": name, "token_hash": _hashed(token), "key": public_key(),
                "session_hash": actor.get_session_auth_hash(), "sealed": seal(subscription.as_text(), PURPOSE),
            },
        )  # fmt: skip
    return device, token


@transaction.atomic
def renew_device(*, token, subscription):
    """The browser got another address at its push service. Whoever has its secret says so; answers whether it is known."""
    device = of_browser(token)
    if device is None:
        return False
    known = _hashed(subscription.endpoint)
    Device.objects.filter(endpoint_hash=known).exclude(pk=device.pk).delete()
    device.endpoint_hash, device.key = known, public_key()
    device.sealed = seal(subscription.as_text(), PURPOSE)
    device.save(update_fields=["endpoint_hash", "key", "sealed"])
    return True


def remove_device(*, actor, device):
    """A second time changes nothing."""
    check_member(actor)
    Device.objects.visible_to(actor).filter(pk=device.pk).delete()


def of_browser(token):
    """The device whose secret a browser has, if it still is one."""
    return Device.objects.filter(token_hash=_hashed(token)).first() if token else None


def among(devices, token):
    """That of these whose secret a browser has."""
    return next((one for one in devices if token and one.token_hash == _hashed(token)), None)


def end_of_browser(*, token):
    if token:
        Device.objects.filter(token_hash=_hashed(token)).delete()


def end_of_another(*, token, member):
    if token:
        Device.objects.filter(token_hash=_hashed(token)).exclude(member=member).delete()


def end_stale(*, member_id):
    """End what was asked for in sessions that have ended."""
    for device in Device.objects.filter(member=member_id).select_related("member"):
        if not lives(device):
            device.delete()


def lives(device):
    """Whether the session in which it was asked for would still be one, and it was told the key that we sign with."""
    member = device.member
    hashes = [member.get_session_auth_hash(), *member.get_session_auth_fallback_hash()]
    known = any(constant_time_compare(device.session_hash, one) for one in hashes)
    return known and device.key == public_key() and member.is_full_member


def subscription_of(device):
    """Where and how to reach it; None where that can't be read any more."""
    text = unseal(device.sealed, PURPOSE)
    return Subscription.from_text(text) if text else None


def _hashed(secret):
    return sha256(secret.encode()).hexdigest()
