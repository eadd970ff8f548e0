"""Shape of a proposal: a guide as plain fields."""

import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.forms.fields import Named, at_most_two, principles
from forums.services.distilling import MAX_GUIDE_TITLE, MAX_SUMMARY
from members.forms import LineField, TextField
from members.models import Sector

SEVERAL = {"principles", "sectors"}
MAX_NOTE = 1200


class ProposalForm(forms.Form):
    """`lines`: of library.sheets, one field each. `is_new`: it also asks what the guide is about; `base`: the revision whose words
    these are."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    base = forms.IntegerField(widget=forms.HiddenInput, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the guide"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    title = LineField(
        label=gettext_lazy("Title"),
        max_length=MAX_GUIDE_TITLE,
        help_text=gettext_lazy("What somebody can do with it, in a few words."),
    )
    summary = TextField(
        label=gettext_lazy("Summary"),
        max_length=MAX_SUMMARY,
        help_text=gettext_lazy("For whom and for what moment, in one or two sentences."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    principles = principles()
    sectors = Named(
        Sector.objects.in_use(),
        label=gettext_lazy("Whom it is for"),
        help_text=gettext_lazy("Colleagues of these sectors read it first. Nobody chosen means everybody."),
        required=False,
    )
    note = TextField(
        label=gettext_lazy("To the curators"),
        max_length=MAX_NOTE,
        required=False,
        help_text=gettext_lazy("Why it is needed, or what else should change. It is not published."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    thanks = forms.BooleanField(
        label=gettext_lazy("Thank me by name where the guide ends"),
        required=False,
        help_text=gettext_lazy(
            "Everybody can read it there, once it is published. You can change this at any time."
        ),
    )

    def __init__(self, *args, lines, is_new, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        if not is_new:
            for name in ("language", "principles", "sectors"):
                del self.fields[name]
        for line in lines:
            field = LineField if line.one else TextField
            widget = forms.TextInput() if line.one else forms.Textarea(attrs={"rows": line.rows})
            self.fields[line.name] = field(
                label=line.label, help_text=line.help, max_length=line.most, required=False, initial=line.text,
                widget=widget,
            )  # fmt: skip

    def clean_principles(self):
        return at_most_two(self.cleaned_data["principles"])

    def clean(self):
        data = super().clean()
        for line in self.lines:
            text = data.get(line.name, "")
            if line.each and any(len(one) > line.each for one in text.split("\n")):
                self.add_error(line.name, _("A line may have at most %(n)d characters.") % {"n": line.each})
            if line.name.endswith("-step"):
                self._whole_step(line.name, text, data.get(f"{line.name.removesuffix('step')}how", ""))
        return data

    def _whole_step(self, name, title, how):
        how_name = f"{name.removesuffix('step')}how"
        if title and not how and how_name not in self.errors:
            self.add_error(how_name, _("Say how, in a sentence."))
        if how and not title and name not in self.errors:
            self.add_error(name, _("Name this step in a few words."))

    @property
    def parts(self):
        """Pairs of what a part is called and its fields, in their order."""
        found = []
        for line in self.lines:
            if not found or found[-1][0] != line.part:
                found.append((line.part, line.heading, []))
            found[-1][2].append(self[line.name])
        return [(heading, fields) for _part, heading, fields in found]

    def sent_lines(self):
        return {
            line.name: self.cleaned_data[line.name] for line in self.lines if line.name in self.cleaned_data
        }


def as_typed(fields):
    """What was kept, as what a form begins with."""
    return {name: values if name in SEVERAL else values[-1] for name, values in fields.items() if values}
