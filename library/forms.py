"""What comes in from readers."""

from django import forms

from cop.core.text import normalise
from library.models import Reading


class Words(forms.CharField):
    """What browsers send as two characters at the end of a line counts as the one that was typed."""

    def to_python(self, value):
        return normalise(super().to_python(value))


class NoteForm(forms.Form):
    """A note for oneself, beside a guide."""

    note = Words(max_length=Reading._meta.get_field("note").max_length, required=False)
