"""Resources as curators write them: on the page that adds one by its address, and in the editors' admin."""

from django import forms
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from library.doi import BARE
from library.doubles import double_of
from library.models import Resource


class AddressField(forms.URLField):
    """Also takes a DOI by itself."""

    def to_python(self, value):
        doi = BARE.fullmatch((value or "").strip())
        return super().to_python(f"https://doi.org/{doi[1]}" if doi else value)


class AddressForm(forms.Form):
    """The address of a page that somebody would add."""

    url = AddressField(
        label=_("Address of the page"),
        help_text=_("Or a DOI, as it stands below an article."),
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )

    def clean_url(self):
        url = self.cleaned_data["url"]
        if not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(
                _("Only addresses that begin with http:// or https:// are pages of the web.")
            )
        return url


class AsksForDoubles:
    """Says once which resource is here already, by its address or by title and year. Whoever saves again means it: `double`
    holds the key of the one that they were told of, `there` the one that they are told of now."""

    there = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["double"] = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        named = {"url", "title", "year"}
        if not named & self.errors.keys() and (self.instance.pk is None or named & set(self.changed_data)):
            asked = Resource(
                pk=self.instance.pk, **{name: cleaned.get(name) or "" for name in ("url", "title")}
            )
            asked.year = cleaned.get("year")
            there = double_of(asked)
            if there and cleaned.get("double") != str(there.pk):
                self.data = self.data.copy()
                self.data[self.add_prefix("double")] = str(there.pk)
                self.there = there
                said = _("“%(title)s” is here already. Save again if you mean to keep both.")
                self.add_error(None, said % {"title": there.title})
        return cleaned


class ResourceAdminForm(AsksForDoubles, WagtailAdminModelForm):
    """That of the editors' admin; its fields are the panels' business."""


class ResourceForm(AsksForDoubles, forms.ModelForm):
    """A resource with an address, filled beforehand with what its page says."""

    url = forms.URLField(label=_("Link"), max_length=500, assume_scheme="https")

    class Meta:
        model = Resource
        fields = [
            "url", "title", "description", "kind", "language", "publisher", "year", "cost", "license", "evidence", "ages",
            "settings", "principles", "sectors", "tags", "audience", "state",
        ]  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "principles": CheckboxSelectMultiple,
            "sectors": CheckboxSelectMultiple,
            "audience": forms.RadioSelect,
            "state": forms.RadioSelect,
        }
        help_texts = {
            "description": _("What it is and when it helps, in two or three sentences."),
            "evidence": Resource.evidence_help,
            "tags": _("Divide them by commas."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in {
            "kind": _("Choose"),
            **dict.fromkeys(("cost", "license", "evidence"), _("Not known")),
        }.items():
            self.fields[name].choices = [("", words), *self.fields[name].choices[1:]]
