"""Choosers that bring what a page shows of each row, so that a page costs no query a name."""

import copy

from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul", "h3"]
PLAIN_FEATURES = ["bold", "italic", "link"]


class NamedChoice(SnippetChooserBlock):
    """A chooser of rows whose names lie in other rows."""

    def rows(self):
        raise NotImplementedError

    def bulk_to_python(self, values):
        rows = self.rows().in_bulk({value for value in values if value is not None})
        return [copy.copy(rows[value]) if value in rows else None for value in values]

    def to_python(self, value):
        return self.bulk_to_python([value])[0]


class SectorChoice(NamedChoice):
    def __init__(self, **kwargs):
        super().__init__("members.Sector", **kwargs)

    def rows(self):
        return self.model_class.objects.with_labels()


class PrincipleChoice(NamedChoice):
    def __init__(self, **kwargs):
        super().__init__("library.Principle", **kwargs)

    def rows(self):
        return self.model_class.objects.with_words()
