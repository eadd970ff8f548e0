"""Parts that several forms of this room share."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.models import Principle
from members.models import Sector

MAX_TAGS = 6
MAX_TAG = 40


class Named(forms.ModelMultipleChoiceField):
    """Principles or sectors as chips, by slug."""

    def __init__(self, queryset, **kwargs):
        super().__init__(
            queryset=queryset, to_field_name="slug", widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def label_from_instance(self, obj):
        return obj.name


def principles(**kwargs):
    return Named(
        Principle.objects.all(),
        label=gettext_lazy("Principle"),
        help_text=gettext_lazy("One or two."),
        error_messages={"required": gettext_lazy("Choose one or two principles.")},
        **kwargs,
    )


def sectors():
    return Named(
        Sector.objects.in_use(),
        label=gettext_lazy("I would like to hear from"),
        help_text=gettext_lazy("Nobody chosen means anyone."),
        required=False,
    )


def revisions_of(data, keys):
    """The words that were read, by post, as far as the page says: `revision-<key>` beside each box."""
    said = {key: data.get(f"revision-{key}", "") for key in keys}
    return {key: int(text) for key, text in said.items() if text.isdecimal() and len(text) < 10}


def at_most_two(chosen):
    if len(chosen) > 2:
        raise ValidationError(_("Choose one or two principles."))
    return chosen


class TagsField(forms.CharField):
    """A few words, parted by commas."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Words to find it by"),
            help_text=gettext_lazy("Up to six, parted by commas."),
            required=False,
            max_length=MAX_TAGS * (MAX_TAG + 2),
            **kwargs,
        )

    def clean(self, value):
        tags = dict.fromkeys(" ".join(tag.split()).lower() for tag in super().clean(value).split(","))
        tags.pop("", None)
        if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in tags):
            raise ValidationError(
                _("Up to %(n)d words or short phrases, each at most %(most)d characters.")
                % {"n": MAX_TAGS, "most": MAX_TAG}
            )
        return list(tags)


class IdentityField(forms.TypedChoiceField):
    """Under which name one speaks: an own one, or the sector's noun exactly as colleagues will read it."""

    def __init__(self, **kwargs):
        super().__init__(
            label=gettext_lazy("Who will colleagues see?"),
            choices=[("", ""), ("1", "")],
            coerce=bool,
            empty_value=False,
            required=False,
            widget=forms.RadioSelect,
            **kwargs,
        )


class TrapMixin(forms.Form):
    """A field that people neither see nor reach, and that programs fill. What stands in it goes along as `trap`."""

    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def clean(self):
        data = super().clean()
        data["trap"] = data.pop("website", "")
        return data


def refused(form, error):
    """Put what a verb refuses into the form as its own errors, beside the field where the form has it."""
    found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, problems in found.items():
        form.add_error(name if name in form.fields else None, problems)
