"""Shapes of how a member used a resource, and of what becomes of it."""

import uuid

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.forms.desk import FlagForm
from forums.models.authored import State
from forums.models.using import MAX_SETTING, MAX_USED
from forums.services.flags import REASONS
from members.forms import LineField, TextField


class UseForm(forms.Form):
    words = TextField(
        label=_("How I used it"),
        help_text=_("One to a few sentences: what you did with it, and what you would tell a colleague."),
        max_length=MAX_USED,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    setting = LineField(
        label=_("Where, or with whom"),
        help_text=_("For example: in a first visit, in a parents’ evening. No names."),
        max_length=MAX_SETTING,
        required=False,
    )
    anonymous = forms.BooleanField(required=False)


class UseFlagForm(FlagForm):
    """As of a post, but for privacy concerns, which have no page of their own here."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in REASONS]


class UseDecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[
            ("keep", _("It stays, and is shown")),
            ("hide", _("Hide it: only moderators and its author see it")),
            ("destroy", _("Destroy the words: nobody can bring them back")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    note = TextField(
        label=_("A note to its author"),
        help_text=_("The author reads it here; a mail says only that you wrote."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, empty_value=None)
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args, use, **kwargs):
        super().__init__(*args, initial={"read": use.fingerprint}, **kwargs)
        if use.state == State.REMOVED:
            self.fields["decision"].choices = [
                ("keep", gettext("Nothing more is to be done about it")),
                ("hide", gettext("Should it be told again, a moderator reads it first")),
            ]
