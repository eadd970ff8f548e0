"""What comes in from readers."""

from django import forms

from library.models import Reading
from members.forms import TextField


class NoteForm(forms.Form):
    """A note for oneself, beside a guide."""

    note = TextField(max_length=Reading._meta.get_field("note").max_length, required=False)
