"""Files in a form: chosen in it, or uploaded before it is sent."""

import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forums.models import Attachment
from forums.services import uploads
from forums.services.attachments import kinds
from forums.wording.findings import tells

CALLED = "name-"  # before the UUID of a file whose name may tell who somebody is: how it is called now


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class Several(forms.Field):
    """As many hidden values as come, in their order."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        return [str(one) for one in value or ()]


class UploadMixin(forms.Form):
    """Pictures and papers, in discussions only: `files` holds their UUIDs with what each picture shows.

    `uploads` and `alts` stand side by side, one pair a file; `without` are those that shall stay out. The form's own
    viewer alone has them.
    """

    upload = forms.FileField(
        label=gettext_lazy("Files"), required=False, widget=ManyFiles(attrs={"multiple": True})
    )
    alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        required=False,
        max_length=uploads.MAX_ALT,
        help_text=gettext_lazy(
            "For colleagues who do not see it. With several pictures you are asked for each."
        ),
    )
    uploads = Several(label=gettext_lazy("Files"), required=False)
    alts = Several(required=False)
    without = Several(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["upload"]
        field.help_text = _(
            "Pictures and documents, at most %(n)d, up to %(mb)d MB each. No pictures of children, no names."
        ) % {"n": settings.UPLOAD_MAX_FILES, "mb": max(1, settings.UPLOAD_MAX_BYTES // 1_000_000)}
        field.widget.attrs["accept"] = ",".join(f".{kind}" for kind in accepted())

    def take_in(self):
        """What came along as files waits on the server, whatever else becomes of the form: nothing has to be chosen
        twice; and what waits there already is called as its row says now. Before anything else is asked of the form."""
        for key in self.data:
            if key.startswith(CALLED) and (waiting := as_uuid(key.removeprefix(CALLED))):
                uploads.rename(actor=self.viewer, uuid=waiting, name=self.data[key])
        files = self.files.getlist("upload") if self.files else []
        if not files:
            return
        data, refused = self.data.copy(), []
        for file in files:
            try:
                waiting = uploads.upload(actor=self.viewer, file=file)
            except ValidationError as error:
                refused.append(f"{file.name}: {' '.join(error.messages)}")
                continue
            data.appendlist("uploads", str(waiting.uuid))
            data.appendlist("alts", data.get("alt", "") if waiting.is_picture and len(files) == 1 else "")
        self.data, self.files = data, {}
        if refused and self.errors is not None:
            self.add_error("upload", refused)

    def clean(self):
        data = super().clean()
        out = set(data.pop("without", ()))
        pairs = zip(data.pop("uploads", ()), data.pop("alts", ()), strict=False)
        data["files"] = [(as_uuid(one), alt) for one, alt in pairs if one not in out]
        data.pop("upload", None)
        data.pop("alt", None)
        return data

    most_files = property(lambda self: settings.UPLOAD_MAX_FILES)

    @property
    def waiting(self):
        """The rows of what was uploaded, each with what was said of it."""
        given = self["uploads"].value() or []
        alts = dict(zip(map(str, given), self["alts"].value() or [], strict=False))
        return rows_of(self.viewer, alts) if alts else []


def rows_of(viewer, alts):
    """What waits of these UUIDs (with what each shows), in that order."""
    found = Attachment.objects.waiting_for(viewer).filter(uuid__in=[one for one in alts if as_uuid(one)])
    rows = {str(row.uuid): row for row in found}
    for key, row in rows.items():
        row.alt, row.telling = alts[key], tells(row.name)
    return [rows[key] for key in alts if key in rows]


def accepted():
    return [*kinds(), *(["jpeg"] if "jpg" in kinds() else [])]


def as_uuid(text):
    """None for anything else, which nobody has uploaded."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
