"""Pictures in guides that were called decoration get the words that their image has, so that their form stays valid."""

from django.db import migrations
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData
from wagtail.blocks.migrations.operations import BaseBlockOperation


class Describe(BaseBlockOperation):
    """A picture without words of its own takes its caption. What has neither stays as it is: its next editor is asked."""

    def apply(self, block_value):
        image = block_value.get("image")
        words = block_value.get("caption") or ""
        if isinstance(image, int):
            image = {"image": image, "alt_text": "", "decorative": False}
        if isinstance(image, dict) and words and not image.get("alt_text"):
            block_value = {**block_value, "image": {**image, "alt_text": words, "decorative": False}}
        return block_value

    @property
    def operation_name_fragment(self):
        return "describe"


class Migration(migrations.Migration):
    dependencies = [("library", "0002_practice_blocks")]
    operations = [
        MigrateStreamData("library", "GuidePage", "body", [(Describe(), "picture")]),
    ]
