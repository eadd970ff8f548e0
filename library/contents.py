"""Whether a file is what its name says, and pictures without what cameras write into them."""

import codecs
import io
import zipfile
import zlib
from io import SEEK_END
from math import ceil
from pathlib import Path
from typing import IO

import filetype
from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

#: The part that an office file of each kind must have; macros may be in none.
OFFICE = {".docx": "word/document.xml", ".pptx": "ppt/presentation.xml", ".xlsx": "xl/workbook.xml"}
OPEN_DOCUMENT = {
    ".odt": b"application/vnd.oasis.opendocument.text",
    ".odp": b"application/vnd.oasis.opendocument.presentation",
}
TEXT = {".txt", ".csv", ".vtt"}
#: Types that `filetype` tells from the first bytes.
TOLD = {
    ".pdf": {"application/pdf"},
    ".mp3": {"audio/mpeg"},
    ".m4a": {"audio/mp4", "video/mp4", "audio/m4a"},
    ".ogg": {"audio/ogg"},
    ".mp4": {"video/mp4", "video/x-m4v"},
    ".webm": {"video/webm"},
}
#: Kinds of files that have a limit of their own (LIBRARY_FILE_MB).
KINDS = {
    **dict.fromkeys((".pdf", *OFFICE, *OPEN_DOCUMENT), "paper"),
    **dict.fromkeys(TEXT, "text"),
    **dict.fromkeys((".mp3", ".m4a", ".ogg"), "audio"),
    **dict.fromkeys((".mp4", ".webm"), "video"),
}
MEGABYTE = 1_000_000
MOST_UNPACKED = 150 * MEGABYTE
MOST_MEMBERS = 10_000
MEMBER = b"PK\x01\x02"  # how an archive begins what it tells of each member
PACKED = {*OFFICE, *OPEN_DOCUMENT, ".ods"}
OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")  # how files of older programs begin, and those with a password
MACROS = ("vbaproject.bin", "basic/")
JPEG_QUALITY = 90
KEPT = ("transparency", "duration", "loop", "background", "disposal", "blend")


class Unlike(ValueError):
    """A file is not what its name says, or more than may be kept. The text may be shown to the person."""


def check_contents(file: IO[bytes], suffix: str) -> None:
    """Raise `Unlike` unless the bytes of a file are of the kind that its suffix names. Leaves it at the start."""
    suffix = suffix.lower()
    check_size(file, suffix)
    check_unpacked(file, suffix)
    file.seek(0)
    if suffix in OFFICE and file.read(len(OLD_OFFICE)) == OLD_OFFICE:
        raise Unlike(
            _(
                "This file asks for a password, or is of an older kind. Save it as %(suffix)s without a password."
            )
            % {"suffix": suffix}
        )
    file.seek(0)
    try:
        right = _is(file, suffix)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error, RuntimeError):
        right = False
    finally:
        file.seek(0)
    if not right:
        raise Unlike(
            _(
                "This file is not what its name says: it ends in %(suffix)s, but its contents are something else."
            )
            % {"suffix": suffix}
        )


def check_size(file: IO[bytes], suffix: str) -> None:
    """Raise `Unlike` where a file is larger than its kind may be."""
    most = settings.LIBRARY_FILE_MB[KINDS.get(suffix, "paper")] * MEGABYTE
    size = file.seek(0, SEEK_END)
    if size > most:
        numbers = {"most": most // MEGABYTE, "size": ceil(size / MEGABYTE)}
        raise Unlike(
            _(
                "A file of this kind may have %(most)d MB, and this one has %(size)d. "
                "Make it smaller, for example its pictures, or give a link to it."
            )
            % numbers
        )


def check_unpacked(file: IO[bytes], suffix: str) -> None:
    """Raise `Unlike` where an archive says that it unpacks to more than anybody wants on their machine, or holds so many members
    that telling them over takes long."""
    if suffix.lower() not in PACKED:
        return
    if _members(file) > MOST_MEMBERS:
        raise Unlike(_("It unpacks to far more than it seems to hold."))
    try:
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (OSError, ValueError, zipfile.BadZipFile, RuntimeError):
        return  # it is no archive, or a broken one: others look at that
    if size > MOST_UNPACKED:
        raise Unlike(
            _(
                "This file unpacks to more than %(most)d MB, so it was not kept. Save it anew, or make it smaller."
            )
            % {"most": MOST_UNPACKED // MEGABYTE}
        )


def _members(file: IO[bytes]) -> int:
    """How many members an archive tells of at most, without a list of them."""
    file.seek(0)
    found, last = 0, b""
    while found <= MOST_MEMBERS and (chunk := file.read(MEGABYTE)):
        found += (last + chunk).count(MEMBER)
        last = chunk[-len(MEMBER) + 1 :]
    return found


def _is(file: IO[bytes], suffix: str) -> bool:
    if suffix in OFFICE or suffix in OPEN_DOCUMENT:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any(name.lower().endswith(MACROS[0]) or name.lower().startswith(MACROS[1]) for name in names):
                return False
            if suffix in OFFICE:
                return OFFICE[suffix] in names
            return (
                archive.getinfo("mimetype").file_size < 100
                and archive.read("mimetype") == OPEN_DOCUMENT[suffix]
            )
    if suffix in TEXT:
        head = file.read(8192)
        if suffix == ".vtt" and not head.removeprefix(codecs.BOM_UTF8).startswith(b"WEBVTT"):
            return False
        return filetype.guess(head) is None and _is_text(file)
    kind = filetype.guess(file.read(8192))
    return kind is not None and kind.mime in TOLD.get(suffix, ())


def _is_text(file: IO[bytes]) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    while chunk := file.read(65536):
        if "\0" in decoder.decode(chunk):
            return False
    decoder.decode(b"", final=True)
    return True


def bare_picture(upload):
    """An uploaded picture written anew: upright, without place, camera, comments and thumbnails.

    Colors stay true (the profile is kept) and what moves goes on moving, at its pace. Of several pictures that a phone
    puts into one file (MPO: other views, depth) the first is all.
    """
    upload.seek(0)
    picture = Image.open(upload)
    form = "JPEG" if picture.format == "MPO" else picture.format
    frames, durations = [], []
    for frame in [picture] if form == "JPEG" else ImageSequence.Iterator(picture):
        frames.append(_bare(frame))
        durations.append(frame.info.get("duration", 0))
    options = {"format": form}
    if profile := picture.info.get("icc_profile"):
        options["icc_profile"] = profile
    if form == "JPEG":
        options |= {"quality": JPEG_QUALITY, "optimize": True}
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:]}
        options |= {"duration": durations} | (
            {"loop": picture.info["loop"]} if "loop" in picture.info else {}
        )
    out = io.BytesIO()
    frames[0].save(out, **options)
    size = out.tell()
    out.seek(0)
    return InMemoryUploadedFile(out, "file", Path(upload.name).name, Image.MIME[form], size, None)


def _bare(frame):
    upright = ImageOps.exif_transpose(frame)
    bare = upright.copy()
    bare.info = {name: value for name, value in upright.info.items() if name in KEPT}
    return bare
