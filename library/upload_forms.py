"""Forms behind every door through which pictures come into the library."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm

from library.contents import bare_picture
from safeguards.scanning import Harmful, Unscanned, look_through

BROKEN = (OSError, ValueError, SyntaxError)  # what Pillow raises for pictures that it cannot read


def refusing(read):
    """Wagtail's field looks at a picture's size with Pillow, and lets what Pillow raises go through."""

    @wraps(read)
    def refuse(data):
        try:
            return read(data)
        except BROKEN as error:
            raise ValidationError(_("This picture cannot be read. Save it again as JPEG or PNG.")) from error

    return refuse


class PictureForm(BaseImageForm):
    """A picture that is what its name says, without what the camera wrote into it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            self.fields["file"].to_python = refusing(self.fields["file"].to_python)

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data:
            return file
        try:
            look_through(file)
        except (Harmful, Unscanned) as error:
            raise ValidationError(str(error)) from error
        return refusing(bare_picture)(file)
