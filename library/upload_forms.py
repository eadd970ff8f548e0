"""Forms behind every door through which pictures and documents come into the library."""

from functools import wraps

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.utils.file import hash_filelike

from library.contents import bare_picture
from library.models import PracticeDocument, Resource
from safeguards.scanning import Harmful, Unscanned, look_through

MOST_TOLD = 3
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


class DocumentForm(BaseDocumentForm):
    """A document whose file may be here already: whoever adds it is told once as what, and may go on.

    `double` holds the print of the file that they were told of. Where many are added at once it is not sent, since a row there
    cannot be sent again: what is the same stands beside the title of each that was added.
    """

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.viewer = user
        if "file" in self.fields:
            self.fields["file"].help_text = (
                _(
                    "%(paper)d MB at most for papers and slides, %(audio)d for sound, %(video)d for film, %(text)d for text and "
                    "captions."
                )
                % settings.LIBRARY_FILE_MB
            )
            self.fields["double"] = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
        if self.instance.pk and (same := self.same_as(self.instance.file_hash)):
            self["title"].help_text = format_html("{} {}", _("The same file is here already:"), same)

    def _post_clean(self):
        """After the document itself was looked at: it wants its file, which an error takes away."""
        super()._post_clean()
        file = self.cleaned_data.get("file")
        if not file or "file" not in self.changed_data or self.add_prefix("double") not in self.data:
            return
        file.seek(0)
        told = hash_filelike(file)
        file.seek(0)
        if self.cleaned_data.get("double") != told and (same := self.same_as(told)):
            self.data = self.data.copy()
            self.data[self.add_prefix("double")] = told
            said = _(
                "The same file is here already. Use that one, or choose the file again and send it if you mean "
                "to keep both:"
            )
            self.add_error("file", format_html("{} {}", said, same))

    def same_as(self, told):
        """Links to what is here with this print, as far as whoever sees the form may have it; empty where nothing is."""
        if not told or self.viewer is None:
            return ""
        seen = PracticeDocument.objects.visible_to(self.viewer).filter(file_hash=told)
        documents = seen.exclude(pk=self.instance.pk).order_by("pk")[:MOST_TOLD]
        resources = Resource.objects.visible_to(self.viewer).filter(
            document__in=[one.pk for one in documents]
        )
        links = [(one.url, f"{one.title} ({one.file_extension.upper()})") for one in documents]
        links += [
            (
                reverse("library:resource-detail", args=[one.pk]),
                _("%(title)s (resource)") % {"title": one.title},
            )
            for one in resources[:MOST_TOLD]
        ]
        return format_html_join(" ", '<a href="{}" target="_blank">{}</a>', links)
