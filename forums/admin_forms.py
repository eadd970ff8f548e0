"""Shapes of what the editors' admin asks about forums."""

from django import forms

from forums.models import Forum
from forums.services import places


class ForumForm(forms.ModelForm):
    class Meta:
        model = Forum
        fields = ["name", "slug", "description", "audience", "circle", "is_open", "hold_first", "identifiers"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hold_first"].required = self.fields["identifiers"].required = False
        self.before = self.instance.audience_token if self.instance.pk else None

    def clean_hold_first(self):
        return self.cleaned_data["hold_first"] or 0

    def clean_identifiers(self):
        return self.cleaned_data["identifiers"] or Forum.Identifiers.HOLD

    def _post_clean(self):
        """The service refuses another audience for what was said already; here the reason stands beside the field."""
        super()._post_clean()
        if self.before and self.instance.audience_token != self.before:
            try:
                places.check_audience(self.instance, self.before)
            except forms.ValidationError as error:
                self.add_error(None, error)
