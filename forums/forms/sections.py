"""Shape of what is said about a section of a guide."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.forms.fields import TrapMixin
from forums.forms.posting import Body


class SectionForm(TrapMixin):
    body = Body(label=_("What you think"), rows=4)
    anonymous = forms.BooleanField(required=False)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
