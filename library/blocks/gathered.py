"""Choosers that are answered from what a page has gathered for all of its parts, so that many cost as few queries as one.

Without anything gathered (in the editor, in a sample) they ask for themselves.
"""

import copy
from contextlib import contextmanager
from contextvars import ContextVar

from wagtail.blocks import PageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

_found = ContextVar("gathered", default=None)


@contextmanager
def gathered(rows):
    """`rows`: by model, its rows by key. What a chooser of such a model holds and is not among them, is not there."""
    token = _found.set(rows)
    try:
        yield
    finally:
        _found.reset(token)


class FromGathered:
    def bulk_to_python(self, values):
        rows = (_found.get() or {}).get(self.model_class)
        if rows is None:
            return super().bulk_to_python(values)
        return [copy.copy(rows.get(value)) for value in values]


class DocumentChoice(FromGathered, DocumentChooserBlock):
    pass


class ResourceChoice(FromGathered, SnippetChooserBlock):
    pass


class GuideChoice(FromGathered, PageChooserBlock):
    pass


class ImageChoice(FromGathered, ImageChooserBlock):
    def bulk_to_python(self, values):
        """Each with its own copy of its sizes: the words for whoever does not see it differ from place to place."""
        images = super().bulk_to_python(values)
        for image in filter(None, images):
            if sizes := vars(image).get("prefetched_renditions"):
                image.prefetched_renditions = [copy.copy(size) for size in sizes]
                for size in image.prefetched_renditions:
                    size.image = image
        return images


class FoundImageBlock(ImageBlock):
    """An image with words for whoever does not see it."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        self.child_blocks["image"] = chooser = ImageChoice(required=required)
        chooser.set_name("image")
