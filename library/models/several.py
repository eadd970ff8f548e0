"""A field that holds several of a few words that are known beforehand, in one column: a list of a million rows is narrowed by it
without a table more."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst


class SeveralField(models.CharField):
    """A list of its choices, in their order. In the database each stands between commas: `,home,clinic,`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 200, "blank": True, "default": list, **kwargs})

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def to_python(self, value):
        return [part for part in value.split(",") if part] if isinstance(value, str) else list(value or ())

    def get_prep_value(self, value):
        if isinstance(value, str):  # of a lookup
            return value
        chosen = [known for known, _label in self.flatchoices if known in value]
        return f",{','.join(chosen)}," if chosen else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        known = dict(self.flatchoices)
        for one in value:
            if one not in known:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": one}
                )

    def formfield(self, **kwargs):
        told = {
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
            "required": not self.blank,
            "choices": self.flatchoices,
            "widget": forms.CheckboxSelectMultiple,
        }
        return forms.MultipleChoiceField(**{**told, **kwargs})


def holds(name, value):
    """A condition: the field of this name holds this word."""
    return models.Q(**{f"{name}__contains": f",{value},"})
