"""What comes in from readers."""

from django import forms

from library.models import Reading


class NoteForm(forms.Form):
    """A note for oneself, beside a guide."""

    note = forms.CharField(max_length=Reading._meta.get_field("note").max_length, required=False)
