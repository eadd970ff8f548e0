"""Shapes of what members choose about their notifications."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.services.preferences import mailed_kinds


class MailForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("Write to me about"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(name, kind.label) for name, kind in mailed_kinds().items()]


class UnsubscribeForm(forms.Form):
    """Mail programs send `List-Unsubscribe=One-Click` and nothing else; our own page says which."""

    scope = forms.ChoiceField(choices=[("kind", ""), ("everything", "")], required=False)
