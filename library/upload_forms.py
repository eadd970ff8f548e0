"""Forms behind every door through which pictures come into the library."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm

from library.contents import bare_picture


class PictureForm(BaseImageForm):
    """A picture that is what its name says, without what the camera wrote into it."""

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data:
            return file
        try:
            return bare_picture(file)
        except (OSError, ValueError, SyntaxError) as error:
            raise ValidationError(_("This picture cannot be read. Save it again as JPEG or PNG.")) from error
