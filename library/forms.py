"""What comes in from readers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from library.exchange.reading import MOST_BYTES
from library.models import Folder, Reading, Resource
from members.forms import LineField, TextField


class NoteForm(forms.Form):
    """A note for oneself, beside a guide or a resource, and the name of the folder that it lies in."""

    note = TextField(max_length=Reading._meta.get_field("note").max_length, required=False)
    folder = LineField(max_length=Folder._meta.get_field("name").max_length, required=False)


class FolderForm(forms.Form):
    """`circles`: seats of the member, each a circle that the folder may be given to."""

    name = LineField(label=_("Name"), max_length=Folder._meta.get_field("name").max_length)
    circle = forms.ChoiceField(label=_("Who sees what is in it"), required=False)

    def __init__(self, *args, circles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["circle"].choices = [("", _("Only I")), *((seat.slug, seat.name) for seat in circles)]


class ExchangeForm(forms.Form):
    """A file of resources; `text` and `name`: of one that was looked at before, `only`: numbers of lines that are meant."""

    file = forms.FileField(
        label=_("A file of resources"),
        required=False,
        help_text=_(
            "CSV from a spreadsheet, or BibTeX (.bib) from a reference manager; at most half a megabyte."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.bib,.bibtex"}),
    )
    state = forms.ChoiceField(
        label=_("What does not say its own state comes as"),
        choices=Resource.State.choices,
        initial=Resource.State.DRAFT,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    only = forms.CharField(required=False, max_length=8000, widget=forms.HiddenInput)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(_("This file is larger than half a megabyte. Divide it."))
        return file

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not cleaned.get("text"):
            self.add_error("file", _("Choose a file."))
        return cleaned
