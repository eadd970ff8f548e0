"""Choosers of few rows, as a plain list; they bring the names, so that a page costs no query a name."""

import copy

from django.forms import ModelChoiceField, Select
from django.utils.functional import cached_property
from wagtail.blocks import ChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "h3"]
PLAIN_FEATURES = ["bold", "italic", "link"]


class NamedChoice(ChooserBlock):
    """A choice among rows whose names lie in other rows."""

    class Meta:
        icon = "tag"

    def rows(self):
        raise NotImplementedError

    @cached_property
    def target_model(self):
        return self.model_name

    @cached_property
    def widget(self):
        return Select()

    @cached_property
    def field(self):
        return ModelChoiceField(
            queryset=self.rows(), widget=self.widget, required=self._required, help_text=self._help_text
        )

    def bulk_to_python(self, values):
        rows = self.model_class.known()
        return [copy.copy(rows[value]) if value in rows else None for value in values]

    def to_python(self, value):
        return self.bulk_to_python([value])[0]

    def get_form_state(self, value):
        return str(getattr(value, "pk", value) or "")


class SectorChoice(NamedChoice):
    model_name = "members.Sector"

    def rows(self):
        return self.model_class.objects.all()


class PrincipleChoice(NamedChoice):
    model_name = "library.Principle"

    def rows(self):
        return self.model_class.objects.all()
