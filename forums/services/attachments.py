"""What a file is, not what it says: looked at before it is kept, and without what it would tell of its maker.

Pictures are drawn anew, so that no place and no camera comes along. Papers keep their bytes.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cop.core.text import normalise
from library.contents import Unlike, check_unpacked
from safeguards.scanning import Harmful, Unscanned, look_through

MAX_PIXELS = 40_000_000
OFFICE = "application/vnd.openxmlformats-officedocument."
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
PAPERS = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "pptx": f"{OFFICE}presentationml.presentation",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
MAIN_PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}
SAME = {"jpeg": "jpg"}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: `extension` is one of those above, `content` its bytes."""

    name: str
    extension: str
    content: bytes

    @property
    def is_picture(self):
        return self.extension in PICTURES

    @property
    def media_type(self):
        return (PICTURES | PAPERS)[self.extension]


def kinds():
    """Extensions that the community takes, of those that can be looked into."""
    return [one for one in settings.UPLOAD_TYPES if one in PICTURES | PAPERS]


def checked_upload(upload):
    """An uploaded file as it would be kept. A ValidationError for `upload` says why it would not."""
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise refused(
            _("This file is larger than %(limit)d MB.") % {"limit": settings.UPLOAD_MAX_BYTES // 1_000_000}
        )
    name = normalise(PurePath(upload.name.replace("\\", "/")).name).strip()[-120:] or "file"
    extension = PurePath(name).suffix.lower().lstrip(".")
    extension = SAME.get(extension, extension)
    if extension not in kinds():
        raise refused(
            _("Files of these kinds can be added: %(kinds)s.") % {"kinds": ", ".join(kinds()).upper()}
        )
    upload.seek(0)
    content = upload.read()
    try:
        check_unpacked(io.BytesIO(content), f".{extension}")
        if not _is_what_it_says(content, extension):
            raise refused(_("This file is not what its name says."))
        look_through(io.BytesIO(content))
    except (Unlike, Harmful, Unscanned) as error:
        raise refused(str(error)) from error
    if extension in PICTURES:
        content = _redrawn(content, extension)
    return Checked(name, extension, content)


def nameless(name):
    """The name of a picture whose author is not named."""
    return _("picture") + PurePath(name).suffix.lower()


def refused(message):
    return ValidationError({"upload": message})


def _is_what_it_says(content, extension):
    if extension in PICTURES or extension == "pdf":
        kind = filetype.guess(content)
        return kind is not None and kind.mime == (PICTURES | PAPERS)[extension]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if extension == "odt":
                stored = archive.getinfo("mimetype") if "mimetype" in names else None
                return bool(
                    stored and stored.file_size < 100 and archive.read(stored) == PAPERS["odt"].encode()
                )
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, EOFError, OSError):
        return False
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", MAIN_PARTS[extension]} <= names and not macros


def _redrawn(content, extension):
    """The picture alone: turned as it is meant to be seen, without what else stood in the file."""
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[extension]]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise refused(_("This picture has too many points. Make it smaller first."))
            picture = ImageOps.exif_transpose(opened)
            bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
            if picture.mode == "P":
                bare.putpalette(picture.getpalette("RGBA"), "RGBA")
    except ValidationError:
        raise
    except Exception as error:  # of whatever kind a decoder stumbles over
        raise refused(_("This picture cannot be read.")) from error
    kept = io.BytesIO()
    if extension == "jpg" and bare.mode not in {"RGB", "L"}:
        bare = bare.convert("RGB")
    bare.save(kept, FORMATS[extension], quality=88)
    return kept.getvalue()
