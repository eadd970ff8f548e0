"""Shapes of hours: who is signed for, a correction, what a certificate is about."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def minutes_of(data):
    """Minutes by member's key, of the rows that are ticked on the page of who was here."""
    minutes = {}
    for key in data.getlist("member"):
        number = data.get(f"minutes-{key}", "")
        if not (key.isdecimal() and len(key) < 18 and number.isdecimal() and len(number) < 5):
            raise ValidationError(_("Minutes are a whole number."))
        minutes[int(key)] = int(number)
    return minutes


class CorrectionForm(forms.Form):
    entry = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0)
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


class CertificateForm(forms.Form):
    """Of one round (`round_key`) or of the days from `since` to `until`. `rows`: one's rounds, the newest first."""

    round_key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    until = forms.DateField(
        label=gettext_lazy("To"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        if rows:
            self.initial |= {"since": rows[-1].day, "until": rows[0].day}
