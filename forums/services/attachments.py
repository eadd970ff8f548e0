"""Files that members add to a post: looked at before they are kept, and without what they would tell of their maker.

Pictures are drawn anew, so that no place and no camera comes along. Papers keep their bytes; since they may carry a
name inside, who is anonymous cannot add one. No file goes to a reflection: it could show a family.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cop.core.text import normalise
from forums import permissions
from forums.models import Attachment, ThreadEvent
from forums.models.authored import AuthorKind, State
from forums.services.sequence import locked_post, record

MAX_FILES = 4  # a post
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


def checked_upload(upload, *, anonymous=False):
    """An uploaded file as it would be kept. A ValidationError for `upload` says why it would not."""
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise refused(
            _("This file is larger than %(limit)d MB.") % {"limit": settings.UPLOAD_MAX_BYTES // 1_000_000}
        )
    name = normalise(PurePath(upload.name.replace("\\", "/")).name).strip()[-120:] or "file"
    extension = PurePath(name).suffix.lower().lstrip(".")
    extension = SAME.get(extension, extension)
    if extension not in PICTURES | PAPERS:
        raise refused(
            _("Add a PDF, a Word, PowerPoint, Excel or OpenDocument file, or a PNG, JPEG or WebP picture.")
        )
    upload.seek(0)
    content = upload.read()
    if not _is_what_it_says(content, extension):
        raise refused(_("This file is not what its name says."))
    if extension in PICTURES:
        content = _redrawn(content, extension)
    elif anonymous:
        raise refused(
            _("A paper may carry your name inside. Post as yourself to add it, or add a picture of it.")
        )
    return Checked(_("picture") + f".{extension}" if anonymous else name, extension, content)


@transaction.atomic
def attach(*, actor, post, upload, alt=""):
    """Add a file to one's own post in a discussion or a question; readers see the post with it."""
    post = locked_post(actor, post)
    permissions.check_attach(actor, post)
    if post.attachments.count() >= MAX_FILES:
        raise refused(_("At most %(n)d files.") % {"n": MAX_FILES})
    file = checked_upload(upload, anonymous=post.author_kind == AuthorKind.ANONYMOUS)
    attachment = Attachment(
        post=post,
        name=file.name,
        media_type=(PICTURES | PAPERS)[file.extension],
        size=len(file.content),
        alt=normalise(alt).strip()[:240],
    )
    attachment.file.save(f"file.{file.extension}", ContentFile(file.content), save=False)
    attachment.save()
    if post.state == State.VISIBLE:
        record(post.thread, ThreadEvent.Kind.EDITED, post)
    return attachment


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
