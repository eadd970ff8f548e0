"""The push services of browsers: what we send is encrypted for one device (RFC 8291) and signed with our key (RFC 8292).

SECURITY: a browser says at which address it is reached. It is asked as any address of strangers is (`library.asking`): by
https alone, never inside, within a deadline, and where it leads elsewhere nobody follows.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from email.utils import parseaddr
from functools import cache
from time import monotonic

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from webpush import WebPush, WebPushSubscription
from webpush.types import WebPushKeys

from library import asking

DEADLINE = 15  # seconds for one device
KEPT = 24 * 60 * 60  # seconds that a push service keeps what it can't deliver
EXPIRES = 12 * 60 * 60  # seconds that a signature holds


@dataclass(frozen=True)
class Subscription:
    """How a browser is reached: an address and two keys of its own, in base64url."""

    endpoint: str
    p256dh: str
    auth: str

    def as_text(self):
        return json.dumps(asdict(self))

    def as_known(self):
        """As the library knows it; raises ValueError for an address that is none."""
        keys = WebPushKeys(p256dh=self.p256dh, auth=self.auth)
        return WebPushSubscription(endpoint=self.endpoint, keys=keys)

    @classmethod
    def from_text(cls, text):
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Answer:
    """What a push service answered; `retry_after` in its words, empty where it says nothing."""

    status: int
    retry_after: str = ""


def new_key():
    """A secret key for `PUSH_KEY`: 32 bytes in base64url, as other programs write it too."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def public_key():
    """What browsers are told; empty where no device is alerted."""
    return _signer(settings.PUSH_KEY)[1] if settings.PUSH_KEY else ""


def send(subscription, message, *, topic):
    """Hand over a message of a few hundred bytes. A newer one of the same topic replaces it while it waits.

    Raises `asking.Barred` for an address that may not be asked, and what a broken line raises.
    """
    place = asking.place_of(subscription.endpoint)
    if place.scheme != "https":
        raise asking.Barred
    sealed = _signer(settings.PUSH_KEY)[0].get(
        message=json.dumps(message, ensure_ascii=False),
        subscription=subscription.as_known(),
        subscriber=parseaddr(str(settings.DEFAULT_FROM_EMAIL))[1],
    )
    headers = {
        **sealed.headers, "content-type": "application/octet-stream", "topic": topic, "urgency": "normal",
        "User-Agent": f"notifications of {settings.BASE_URL}",
    }  # fmt: skip
    end = monotonic() + DEADLINE
    with asking.answered("POST", place, end, headers, sealed.encrypted) as answer:
        return Answer(answer.status, answer.headers.get("Retry-After", ""))


@cache
def _signer(secret):
    try:
        number = urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        private = ec.derive_private_key(int.from_bytes(number, "big"), ec.SECP256R1())
        if len(number) != 32:
            raise ValueError
    except ValueError as error:
        raise ImproperlyConfigured("PUSH_KEY is none: `manage.py push_key` makes one") from error
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key()
    known = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    signer = WebPush(private_key=pem, public_key=known, ttl=KEPT, expiration=EXPIRES)
    return signer, urlsafe_b64encode(point).decode().rstrip("=")
