"""Files as people and attackers send them."""

import io
import zipfile
from functools import cache

from fpdf import FPDF
from fpdf.enums import AccessPermission
from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@cache
def pdf(pages=1, *, first="The warm hand on the frame", filling=0, password=""):
    """A PDF whose pages say their number; the first one what `first` says."""
    paper = FPDF()
    paper.set_font("helvetica", size=10)
    if password:
        paper.set_encryption(owner_password="o", user_password=password, permissions=AccessPermission.none())
    for number in range(1, pages + 1):
        paper.add_page()
        paper.multi_cell(
            0, 5, f"{first if number == 1 else ''} page{number} " + "listening together " * filling
        )
    return bytes(paper.output())


def packed(parts, *, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(*paragraphs, preview=None, **more):
    body = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    if preview:
        parts["docProps/thumbnail.jpeg"] = preview
    return packed(parts | more)


def slides(*texts):
    parts = {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}
    for number, text in enumerate(texts, 1):
        parts[f"ppt/slides/slide{number}.xml"] = f'<s xmlns:a="a"><a:p><a:t>{text}</a:t></a:p></s>'
    return packed(parts)


def odt(text, *, remark=""):
    content = (
        '<office:document-content xmlns:office="o" xmlns:text="t"><office:body><office:text>'
        f"<text:p>{text}<office:annotation><text:p>{remark}</text:p></office:annotation></text:p>"
        "</office:text></office:body></office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def bomb():
    """A letter of a few hundred kilobytes that unpacks to two hundred megabytes of one paragraph after another."""
    begin, paragraph = f'<w:document xmlns:w="{WORD}"><w:body>', f"<w:p>{' ' * 1_000_000}</w:p>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            member.write(begin.encode())
            for _time in range(190):
                member.write(paragraph.encode())
    return out.getvalue()


def laughs():
    """A letter whose few entities stand for a billion words."""
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    document = f'<!DOCTYPE x [{entities}]><w:document xmlns:w="{WORD}"><w:p><w:t>&j;</w:t></w:p></w:document>'
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def jpeg(size=(300, 200)):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 120, 40)).save(out, "JPEG", comment=b"At the family's home")
    return out.getvalue()
