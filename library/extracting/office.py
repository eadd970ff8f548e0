"""Word, slides, tables and OpenDocument: archives of XML, read member by member, as little as is needed.

What an archive says of its members is not believed: counted is what comes out of them.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import IO
from xml.sax.handler import ContentHandler  # noqa: S406 (the reader behind it is defusedxml's)

from defusedxml import DefusedXmlException, sax
from PIL import Image

from library.extracting.limits import CHARACTERS, INFLATED, MEMBERS, Read, Unreadable

#: Members that hold words, in this order; those of one pattern by their number.
PARTS = {
    ".docx": (r"word/document\.xml", r"word/(?:footnotes|endnotes)\.xml"),
    ".pptx": (r"ppt/slides/slide(\d+)\.xml", r"ppt/notesSlides/notesSlide(\d+)\.xml"),
    ".xlsx": (r"xl/sharedStrings\.xml", r"xl/worksheets/sheet(\d+)\.xml"),
    ".odt": (r"content\.xml",),
    ".odp": (r"content\.xml",),
}
PREVIEWS = ("docProps/thumbnail.jpeg", "docProps/thumbnail.jpg", "Thumbnails/thumbnail.png")
PREVIEW_BYTES, PREVIEW_POINTS = 3_000_000, 16_000_000
UNPACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENDS = {"p", "h", "si", "br", "cr", "line-break", "is"}
SPACES = {"s", "tab", "tc", "table-cell"}
#: Remarks of whoever wrote it, what was struck out, and the same once more for older programs.
LEFT_OUT = {"annotation", "tracked-changes", "instrText", "delText", "Fallback"}


def read(source: IO[bytes], suffix: str) -> Read:
    try:
        archive = zipfile.ZipFile(source)
    except zipfile.BadZipFile as error:
        raise Unreadable("broken") from error
    if len(archive.infolist()) > MEMBERS:
        raise Unreadable("large")
    inflated, words = Inflated(), Words(everything=suffix in (".odt", ".odp"))
    try:
        for member in _parts(archive, suffix):
            with archive.open(member) as opened:
                sax.parse(inflated.of(opened), words, forbid_dtd=True)
    except Full:
        pass
    except DefusedXmlException as error:
        raise Unreadable("broken") from error
    return Read(words.said, draw=lambda: _preview(archive))


class Full(Exception):
    """There is no room for more words."""


class Inflated:
    """What came out of an archive so far."""

    def __init__(self) -> None:
        self.left = INFLATED

    def of(self, member: IO[bytes]) -> "Counted":
        return Counted(member, self)


class Counted:
    """A member whose bytes are counted as they come."""

    def __init__(self, member: IO[bytes], inflated: Inflated) -> None:
        self.member, self.inflated = member, inflated

    def read(self, size: int = -1) -> bytes:
        data = self.member.read(min(size, 65_536) if size >= 0 else 65_536)
        self.inflated.left -= len(data)
        if self.inflated.left < 0:
            raise Unreadable("large")
        return data

    def close(self) -> None:
        self.member.close()


class Words(ContentHandler):
    """Gathers what people read: in OOXML what stands in `t`, in OpenDocument whatever stands in the body."""

    def __init__(self, *, everything: bool) -> None:
        super().__init__()
        self.everything = everything
        self.said: list[str] = []
        self.room = CHARACTERS + 1
        self.within = self.left_out = 0

    def startElement(self, name: str, attrs: object) -> None:
        local = name.rpartition(":")[2]
        self.left_out += local in LEFT_OUT
        self.within += local == ("body" if self.everything else "t")
        if local in SPACES:
            self._say(" ")

    def endElement(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ENDS:
            self._say("\n")
        self.left_out -= local in LEFT_OUT
        self.within -= local == ("body" if self.everything else "t")

    def characters(self, content: str) -> None:
        if self.within and not self.left_out:
            self._say(content)

    def _say(self, text: str) -> None:
        if text in (" ", "\n") and (not self.said or self.said[-1] == text):
            return
        self.said.append(text)
        self.room -= len(text)
        if self.room <= 0:
            raise Full


def _parts(archive: zipfile.ZipFile, suffix: str) -> Iterator[zipfile.ZipInfo]:
    for pattern in PARTS[suffix]:
        found = [(re.fullmatch(pattern, one.filename), one) for one in archive.infolist()]
        numbered = [(int(match[1]) if match.re.groups else 0, one) for match, one in found if match]
        for _number, one in sorted(numbered, key=lambda pair: pair[0]):
            if one.compress_type not in UNPACKED:
                raise Unreadable("broken")
            yield one


def _preview(archive: zipfile.ZipFile) -> Image.Image | None:
    """The picture that the program which wrote the file put beside it."""
    names = set(archive.namelist())
    for name in PREVIEWS:
        if name in names and archive.getinfo(name).compress_type in UNPACKED:
            with archive.open(name) as member:
                data = member.read(PREVIEW_BYTES + 1)
            if len(data) > PREVIEW_BYTES:
                return None
            picture = Image.open(BytesIO(data), formats=["JPEG", "PNG"])
            return picture if picture.width * picture.height <= PREVIEW_POINTS else None
    return None
