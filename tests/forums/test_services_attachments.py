"""Files: what they are, not what they say; pictures without their past; none where a family could be seen."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image

from forums.models import Attachment, ThreadEvent
from forums.services.attachments import MAIN_PARTS, attach
from tests.forums.scenes import circle_forum, discussion, said, shared

pytestmark = pytest.mark.django_db


def picture(format="JPEG", mode="RGB", **options):
    kept = io.BytesIO()
    Image.new(mode, (30, 20), "red" if mode == "RGB" else 3).save(kept, format, **options)
    return kept.getvalue()


def telltale():
    """A JPEG that says who took it, turned by its orientation."""
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = "Rosa Delgado", 6
    return picture(exif=exif, comment=b"Rosa Delgado")


def archive(**parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()


def office(extension, **more):
    return archive(**{"[Content_Types].xml": "<Types/>", MAIN_PARTS[extension]: "<x/>"} | more)


def broken_odt():
    """An OpenDocument file whose first part cannot be unpacked."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return kept.getvalue().replace(b"mimetype", b"mimetype\xff\xff", 1)


ODT = archive(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<x/>"})
PDF = b"%PDF-1.7\n%%EOF\n"


def upload(name, content):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PDF), ("a.odt", ODT), ("a.png", picture("PNG")), ("p.png", picture("PNG", "P")),
        ("a.JPEG", picture()), ("a.webp", picture("WEBP")), *((f"a.{kind}", office(kind)) for kind in MAIN_PARTS),
    ],
)  # fmt: skip
def test_papers_and_pictures_are_kept_under_a_name_that_nobody_guesses(member, name, content):
    thread = discussion(member)
    attachment = attach(actor=member, post=thread.posts.get(), upload=upload(name, content), alt="A page")
    assert (attachment.name, attachment.alt) == (name, "A page")
    assert len(attachment.file.name) > 40 and "/a." not in attachment.file.name
    assert attachment.size == attachment.file.size > 0
    assert ThreadEvent.objects.filter(thread=thread).last().kind == "edited"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ"), ("a.svg", b"<svg/>"), ("a.html", b"<p>"), ("a.pdf", picture()), ("a.png", PDF),
        ("a.jpg", picture("PNG")), ("a.docx", office("xlsx")), ("a.docx", b"PK\x03\x04 broken"), ("a.odt", office("docx")),
        ("a.docx", office("docx", **{"word/vbaProject.bin": "x"})), ("a.png", picture("PNG")[:60]), ("a", PDF),
        ("a.pdf", b""), ("a.docx", PDF), ("a.odt", broken_odt()),
    ],
)  # fmt: skip
def test_what_a_file_is_not_is_refused(member, name, content):
    with pytest.raises(ValidationError) as refused:
        attach(actor=member, post=discussion(member).posts.get(), upload=upload(name, content))
    assert list(refused.value.message_dict) == ["upload"]
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(member, settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(ValidationError):
        attach(actor=member, post=discussion(member).posts.get(), upload=upload("a.pdf", PDF))


def test_a_picture_forgets_who_took_it_and_stands_upright(member):
    assert b"Rosa Delgado" in telltale()
    kept = attach(actor=member, post=discussion(member).posts.get(), upload=upload("a.jpg", telltale()))
    with kept.file.open() as file:
        content = file.read()
    assert b"Rosa" not in content
    assert Image.open(io.BytesIO(content)).size == (20, 30)


def test_who_is_anonymous_adds_pictures_without_their_name_and_no_papers(member):
    post = discussion(member, anonymous=True).posts.get()
    assert attach(actor=member, post=post, upload=upload("rosa.jpg", telltale())).name == "picture.jpg"
    with pytest.raises(ValidationError):
        attach(actor=member, post=post, upload=upload("a.pdf", PDF))


def test_no_file_goes_to_a_reflection_or_to_what_others_said(member, other_member):
    with pytest.raises(PermissionDenied):
        attach(actor=member, post=shared(member).posts.get(), upload=upload("a.pdf", PDF))
    with pytest.raises(PermissionDenied):
        attach(actor=other_member, post=discussion(member).posts.get(), upload=upload("a.pdf", PDF))
    with pytest.raises(Http404):
        secret = discussion(member, forum=circle_forum(member)).posts.get()
        attach(actor=other_member, post=secret, upload=upload("a.pdf", PDF))


def test_a_post_holds_four(member):
    post = said(member, discussion(member))
    for _n in range(4):
        attach(actor=member, post=post, upload=upload("a.pdf", PDF))
    with pytest.raises(ValidationError):
        attach(actor=member, post=post, upload=upload("a.pdf", PDF))
