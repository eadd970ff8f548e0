"""Shapes of hours: who is signed for, a correction, what a certificate is about."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.services.hours import MOST


class SignForm(forms.Form):
    """Who is signed for, and `minutes-<key>` of each. `people`: those who said that they are here; `usual`: how long the
    round was. `cleaned_data["minutes"]` is what `hours.sign` takes."""

    def __init__(self, *args, people, usual, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"] = forms.TypedMultipleChoiceField(
            label=_("Sign for"), choices=[(one.pk, one.display_name) for one in people], coerce=int, required=False,
            initial=[one.pk for one in people],
            error_messages={"invalid_choice": _("Only who said that they are here can have hours.")},
        )  # fmt: skip
        for one in people:
            self.fields[f"minutes-{one.pk}"] = forms.IntegerField(
                label=_("Minutes of %(who)s") % {"who": one.display_name}, min_value=1, max_value=MOST,
                initial=usual, required=False, widget=forms.NumberInput(attrs={"class": "few", "form": "sign"}),
            )  # fmt: skip

    def ticked(self, key):
        return str(key) in map(str, self["member"].value() or [])

    def clean(self):
        data = super().clean()
        chosen = data.get("member", [])
        for name in [name for name in self.errors if name.startswith("minutes-")]:
            if int(name.removeprefix("minutes-")) not in chosen:
                del self.errors[name]  # whoever is not signed for has no minutes
        for key in chosen:
            if data.get(f"minutes-{key}") is None and f"minutes-{key}" not in self.errors:
                self.add_error(f"minutes-{key}", _("Minutes are a whole number."))
        return {"minutes": {key: data.get(f"minutes-{key}") for key in chosen}}


class CorrectionForm(forms.Form):
    entry = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=0,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"class": "few"}),
    )
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
