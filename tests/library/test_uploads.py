"""Files that are not what their name says stay out, and pictures come in without what the camera wrote."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageSequence
from PIL.ExifTags import IFD, Base
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.models import Collection

from forums.services import uploads
from library.contents import MOST_MEMBERS, Unlike, check_contents
from library.models import PracticeDocument, PracticeImage
from tests.library import papers
from tests.telltale import SECRET, SIZE, telling

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 200


def packed(*names, **parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def broken():
    """An OpenDocument file whose first part cannot be unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return out.getvalue().replace(b"mimetype", b"mimetype\xff\xff", 1)


def photo(form="JPEG", orientation=6):
    """A picture of 40 × 20 points as a phone writes it: turned, with its place, maker and a comment."""
    picture = Image.new("RGB", (40, 20), (200, 30, 30))
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Orientation] = "PhoneMaker", orientation
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[1], gps[2], gps[3], gps[4] = "N", (45.0, 30.0, 15.0), "W", (73.0, 34.0, 1.0)
    out = io.BytesIO()
    picture.save(out, form, exif=exif, **({"comment": b"At the family's home"} if form == "JPEG" else {}))
    return out.getvalue()


def document_form(name, data):
    form = get_document_form(PracticeDocument)
    collection = Collection.get_first_root_node()
    return form(
        {"title": "File", "collection": collection.pk, "tags": ""}, {"file": SimpleUploadedFile(name, data)}
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("one-page.pdf", PDF),
        ("letter.docx", packed("[Content_Types].xml", "word/document.xml")),
        ("slides.pptx", packed("[Content_Types].xml", "ppt/presentation.xml")),
        ("table.xlsx", packed("[Content_Types].xml", "xl/workbook.xml")),
        ("letter.odt", packed(mimetype="application/vnd.oasis.opendocument.text")),
        ("notes.txt", "¿Qué ha notado?".encode()),
        ("rows.csv", b"a,b\n1,2\n"),
    ],
)
def test_a_file_that_is_what_its_name_says_comes_in(name, data, db):
    form = document_form(name, data)
    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("report.pdf", EXE),
        ("report.pdf", b"<html><script>alert(1)</script>"),
        ("report.pdf", b""),
        ("letter.docx", packed("anything.txt")),
        ("letter.docx", packed("word/document.xml", "word/vbaProject.bin")),
        ("letter.docx", b"PK\x03\x04 not a zip"),
        ("letter.odt", packed("content.xml")),
        ("letter.odt", broken()),
        ("slides.odp", packed(mimetype="application/vnd.oasis.opendocument.text")),
        ("notes.txt", EXE),
        ("notes.txt", PDF),
        ("rows.csv", "a,ü".encode("latin-1")),
        ("film.mp4", PDF),
        ("page.html", b"<p>"),
        ("run.exe", EXE),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, data, db):
    form = document_form(name, data)
    assert not form.is_valid()
    assert form.errors["file"]


def test_the_refusal_says_what_is_wrong_and_nothing_is_kept(curator, client_for):
    client = client_for(curator)
    data = {"title": "Report", "tags": "", "file": SimpleUploadedFile("report.pdf", EXE)}
    response = client.post(reverse("wagtaildocs:add"), data)
    assert response.status_code == 200
    assert "is not what its name says" in response.content.decode()
    assert not PracticeDocument.objects.exists()
    data["file"] = SimpleUploadedFile("report.pdf", PDF)
    assert client.post(reverse("wagtaildocs:add"), data).status_code == 302
    assert PracticeDocument.objects.get().uploaded_by_user == curator


def test_many_at_once_go_through_the_same_check(curator, client_for):
    response = client_for(curator).post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "Report", "files[]": SimpleUploadedFile("report.pdf", EXE)},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert response.json()["success"] is False
    assert "is not what its name says" in response.json()["error_message"]


@pytest.mark.parametrize(
    ("name", "form"), [("kitchen.jpg", "JPEG"), ("kitchen.png", "PNG"), ("kitchen.webp", "WEBP")]
)
def test_a_picture_loses_its_place_and_stands_upright(name, form, curator, client_for, settings):
    original = photo(form)
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(IFD.GPSInfo)
    data = {"title": "Kitchen", "tags": "", "file": SimpleUploadedFile(name, original)}
    response = client_for(curator).post(reverse("wagtailimages:add"), data)
    assert response.status_code == 302, response.content.decode()
    row = PracticeImage.objects.get()
    with row.file.open() as stored:
        raw = stored.read()
    kept = Image.open(io.BytesIO(raw))
    assert not dict(kept.getexif()) and "comment" not in kept.info and "exif" not in kept.info
    assert b"PhoneMaker" not in raw and b"family" not in raw
    assert kept.format == form
    assert kept.size == (row.width, row.height) == (20, 40)
    assert row.file_size == len(raw)
    assert "kitchen" not in row.file.name


def test_what_moves_goes_on_moving(db):
    frames = [Image.new("RGB", (10, 10), color) for color in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=120, loop=0, comment=b"At home"
    )
    data = {"title": "Wave", "collection": Collection.get_first_root_node().pk, "tags": ""}
    form = get_image_form(PracticeImage)(data, {"file": SimpleUploadedFile("wave.gif", out.getvalue())})
    assert form.is_valid(), form.errors
    kept = Image.open(form.cleaned_data["file"])
    assert kept.n_frames == 3 and kept.info["duration"] == 120 and "comment" not in kept.info


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", EXE),
        ("photo.png", photo()),
        ("photo.jpg", photo()[:300]),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_a_picture_that_is_none_is_refused(name, data, curator, client_for):
    response = client_for(curator).post(
        reverse("wagtailimages:add"), {"title": "P", "tags": "", "file": SimpleUploadedFile(name, data)}
    )
    assert response.status_code == 200
    assert not PracticeImage.objects.exists()


@pytest.mark.parametrize("name", telling())
def test_no_picture_tells_where_and_by_whom_it_was_made(name, curator, client_for):
    original = telling()[name]
    assert SECRET in original
    data = {"title": "Kitchen", "tags": "", "file": SimpleUploadedFile(name, original)}
    assert client_for(curator).post(reverse("wagtailimages:add"), data).status_code == 302
    with PracticeImage.objects.get().file.open() as stored:
        raw = stored.read()
    kept, before = Image.open(io.BytesIO(raw)), Image.open(io.BytesIO(original))
    assert SECRET not in raw and b"PhoneMaker" not in raw
    assert not dict(kept.getexif()) and not kept.getexif().get_ifd(IFD.GPSInfo)
    views = 1 if before.format == "MPO" else getattr(before, "n_frames", 1)
    assert (getattr(kept, "n_frames", 1), kept.format) == (views, before.format.replace("MPO", "JPEG"))
    turned = before.getexif().get(Base.Orientation, 1) == 6
    assert kept.size == (SIZE[::-1] if turned and views == 1 else kept.size)


def test_what_moves_keeps_its_pace(curator, client_for):
    data = {"title": "Walk", "tags": "", "file": SimpleUploadedFile("walk.gif", telling()["walk.gif"])}
    client_for(curator).post(reverse("wagtailimages:add"), data)
    with PracticeImage.objects.get().file.open() as stored:
        kept = Image.open(stored)
        assert [frame.info["duration"] for frame in ImageSequence.Iterator(kept)] == [90, 200]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("long.pdf", papers.pdf() + b"\0" * 1_000_000, "may have 1 MB, and this one has 2"),
        ("long.mp3", b"ID3" + b"\0" * 2_100_000, "may have 2 MB, and this one has 3"),
        ("rows.csv", b"a,b\n" * 800_000, "may have 3 MB, and this one has 4"),
        ("bomb.docx", papers.bomb(), "unpacks to more than 150 MB"),
        ("locked.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "asks for a password"),
    ],
)
def test_what_is_too_much_says_by_how_much_and_the_title_stays(
    name, data, said, curator, client_for, settings
):
    settings.LIBRARY_FILE_MB = {"paper": 1, "audio": 2, "video": 2, "text": 3, "picture": 1}
    data = {"title": "Typed before", "tags": "", "file": SimpleUploadedFile(name, data)}
    page = client_for(curator).post(reverse("wagtaildocs:add"), data).content.decode()
    assert said in page and "Typed before" in page
    assert not PracticeDocument.objects.exists()


def test_an_archive_of_very_many_members_is_not_told_over(member, monkeypatch):
    data = papers.docx(**{f"word/x{n}.xml": "" for n in range(MOST_MEMBERS)})
    with pytest.raises(ValidationError, match="unpacks to far more"):
        uploads.upload(actor=member, file=SimpleUploadedFile("letter.docx", data))
    monkeypatch.setattr("library.contents.zipfile.ZipFile", lambda file: pytest.fail("opened"))
    with pytest.raises(Unlike, match="unpacks to far more"):
        check_contents(io.BytesIO(data), ".docx")
    check_contents(io.BytesIO(papers.pdf() + data), ".pdf")


def test_a_bomb_is_refused_in_a_post_too(member):
    with pytest.raises(ValidationError, match="unpacks to more than"):
        uploads.upload(actor=member, file=SimpleUploadedFile("letter.docx", papers.bomb()))


def test_a_drawing_with_a_script_is_refused_by_both_doors(curator, client_for):
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    for url in ("wagtailimages:add", "wagtaildocs:add"):
        data = {"title": "Typed before", "tags": "", "file": SimpleUploadedFile("drawing.svg", drawing)}
        page = client_for(curator).post(reverse(url), data).content.decode()
        assert "Typed before" in page and "alert(1)" not in page
    for name in ("drawing.svg", "drawing.png", "drawing.pdf"):
        with pytest.raises(ValidationError):
            uploads.upload(actor=curator, file=SimpleUploadedFile(name, drawing))
    assert not PracticeImage.objects.exists() and not PracticeDocument.objects.exists()
