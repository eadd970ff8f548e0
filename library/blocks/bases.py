"""What all parts of a guide share: a sample, so that whoever chooses a part sees beforehand how readers will see it."""

from wagtail import blocks


class PracticeBlock(blocks.StructBlock):
    """A part of a guide. `sample()`: plain values in the editor's language, shown while a part is chosen."""

    def sample(self):
        raise NotImplementedError

    def is_there(self, value):
        """Whether readers would find anything in it: what it names may be gone, or not open to them."""
        return True

    def get_preview_value(self):
        return self.normalize(self.sample())


def own_seat_first(adaptations, parent_context):
    """What is written for sectors, that for the reader's own before the others; what lost its sector is left out."""
    seat = (parent_context or {}).get("viewer_seat")
    present = [one for one in adaptations if one["sector"]]
    return sorted(present, key=lambda one: one["sector"] != seat)
