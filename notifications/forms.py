"""Shapes of what members choose about their notifications."""

from base64 import b64decode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.services.preferences import mailed_kinds
from notifications.services.push_service import Subscription

CANNOT = _("This browser cannot be notified.")


class MailForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("Write to me about"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(name, kind.label) for name, kind in mailed_kinds().items()]


class PushForm(MailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].label = _("Notify my devices of")


class DeviceForm(forms.Form):
    """What a browser says of how it is reached (PushSubscription): an address of https, a point of the curve P-256 and
    sixteen bytes, in base64url."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=30)

    def clean_endpoint(self):
        endpoint = self.cleaned_data["endpoint"]
        try:
            parts = urlsplit(endpoint)
            plain = parts.scheme == "https" and parts.hostname and not (parts.username or parts.password)
            Subscription(endpoint, p256dh="", auth="").as_known()
        except ValueError:
            plain = False
        if not plain:
            raise forms.ValidationError(CANNOT)
        return endpoint

    def clean_p256dh(self):
        try:
            EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(self.cleaned_data["p256dh"]))
        except ValueError:
            raise forms.ValidationError(CANNOT) from None
        return self.cleaned_data["p256dh"]

    def clean_auth(self):
        try:
            found = _bytes(self.cleaned_data["auth"])
        except ValueError:
            found = b""
        if len(found) != 16:
            raise forms.ValidationError(CANNOT)
        return self.cleaned_data["auth"]

    def subscription(self):
        return Subscription(**self.cleaned_data)


def _bytes(text):
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


class UnsubscribeForm(forms.Form):
    """Mail programs send `List-Unsubscribe=One-Click` and nothing else; our own page says which."""

    scope = forms.ChoiceField(choices=[("kind", ""), ("everything", "")], required=False)
