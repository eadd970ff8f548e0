"""Files: what they are, not what they say; pictures without their past; none where a family could be seen."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils import timezone
from PIL import Image

from forums.models import Attachment, Post
from forums.services import uploads
from forums.services.attachments import MAIN_PARTS
from forums.tasks import prune_uploads
from tests.factories import UserFactory
from tests.forums.scenes import discussion, said, shared
from tests.telltale import SECRET, SIZE, telling

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
    attachment = added(member, name, content)
    assert (attachment.name, attachment.alt) == (name, "A page")
    assert attachment.uploader is None
    assert len(attachment.file.name) > 40 and "/a." not in attachment.file.name
    assert attachment.size == attachment.file.size > 0


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
        uploads.upload(actor=member, file=upload(name, content))
    assert list(refused.value.message_dict) == ["upload"]
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(member, settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(ValidationError):
        uploads.upload(actor=member, file=upload("a.pdf", PDF))


def test_a_picture_forgets_who_took_it_and_stands_upright(member):
    assert b"Rosa Delgado" in telltale()
    kept = uploads.upload(actor=member, file=upload("a.jpg", telltale()))
    with kept.file.open() as file:
        content = file.read()
    assert b"Rosa" not in content
    assert Image.open(io.BytesIO(content)).size == (20, 30)


def waits(member, name="a.pdf", content=PDF, alt=""):
    """An uploaded file with what it shows, as a form hands it in."""
    return uploads.upload(actor=member, file=upload(name, content)).uuid, alt


def added(member, name="a.pdf", content=PDF, alt="A page", **fields):
    thread = discussion(UserFactory())
    post = said(member, thread, files=[waits(member, name, content, alt)], **fields)
    return post.attachments.get()


def test_who_is_anonymous_adds_pictures_without_their_name_and_no_papers(member):
    assert added(member, "rosa.jpg", telltale(), anonymous=True).name == "picture.jpg"
    with pytest.raises(ValidationError) as refused:
        added(member, anonymous=True)
    assert "a.pdf" in str(refused.value)
    assert Attachment.objects.waiting_for(member).count() == 1  # nothing is lost


def test_every_picture_says_what_it_shows(member):
    thread = discussion(member)
    file = waits(member, "kettle.png", picture("PNG"), "  ")
    with pytest.raises(ValidationError) as refused:
        said(member, thread, files=[file])
    assert "kettle.png" in str(refused.value)
    assert thread.posts.count() == 1
    said(member, thread, files=[(file[0], "A kettle")])
    assert Attachment.objects.get().alt == "A kettle"


def test_no_file_goes_to_a_reflection(member):
    thread = shared(member)
    with pytest.raises(PermissionDenied):
        said(member, thread, kind=Post.Kind.NOTICE, files=[waits(member)])
    assert thread.posts.count() == 1


def test_what_somebody_else_uploaded_is_not_there(member, other_member):
    thread, file = discussion(member), waits(other_member)
    for one in (file, (uuid.uuid4(), "")):
        with pytest.raises(ValidationError):
            said(member, thread, files=[one])
    with pytest.raises(Http404):
        uploads.discard(actor=member, uuid=file[0])
    assert list(Attachment.objects.visible_to(other_member)) == list(Attachment.objects.all())
    assert not Attachment.objects.visible_to(member).exists()


def test_a_file_goes_to_one_post_only(member):
    thread, file = discussion(member), waits(member)
    said(member, thread, files=[file])
    with pytest.raises(ValidationError):
        said(member, thread, files=[file])
    with pytest.raises(Http404):
        uploads.discard(actor=member, uuid=file[0])


def test_a_second_try_finds_the_files_where_the_first_put_them(member):
    thread, file, key = discussion(member), waits(member), uuid.uuid4()
    first = said(member, thread, files=[file], idempotency_key=key)
    assert said(member, thread, files=[file], idempotency_key=key) == first
    assert first.attachments.count() == 1


def test_a_post_holds_as_many_as_the_community_says(member, settings):
    settings.UPLOAD_MAX_FILES = 2
    thread = discussion(member)
    with pytest.raises(ValidationError):
        said(member, thread, files=[waits(member) for _n in range(3)])
    said(member, thread, files=[waits(member) for _n in range(2)])
    assert Attachment.objects.filter(post__isnull=False).count() == 2


def test_kinds_and_the_number_that_wait_are_settings(member, settings):
    settings.UPLOAD_TYPES = ["png"]
    with pytest.raises(ValidationError):
        waits(member)
    settings.UPLOAD_TYPES, settings.UPLOAD_MAX_WAITING = ["pdf"], 1
    waits(member)
    with pytest.raises(ValidationError):
        waits(member)


def test_who_is_silenced_uploads_nothing(member):
    member.silenced_until = timezone.now() + timedelta(days=1)
    member.save(update_fields=["silenced_until"])
    with pytest.raises(PermissionDenied):
        waits(member)


def test_what_was_not_sent_goes_after_a_day_and_what_was_sent_stays(member, run_tasks):
    old, young, sent = waits(member), waits(member), added(member)
    gone = Attachment.objects.get(uuid=old[0])
    Attachment.objects.filter(uuid__in=[old[0], sent.uuid]).update(
        created_at=timezone.now() - uploads.KEPT - timedelta(minutes=1)
    )
    prune_uploads()
    assert set(Attachment.objects.values_list("uuid", flat=True)) == {young[0], sent.uuid}
    run_tasks()
    assert not gone.file.storage.exists(gone.file.name)
    assert sent.file.storage.exists(sent.file.name)


def test_what_is_taken_out_is_gone_with_its_bytes(member, run_tasks):
    file = waits(member)
    row = Attachment.objects.get(uuid=file[0])
    uploads.discard(actor=member, uuid=file[0])
    run_tasks()
    assert not row.file.storage.exists(row.file.name)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", sorted(set(telling()) - {"walk.gif"}))
def test_no_picture_tells_where_and_by_whom_it_was_made(member, name):
    original = telling()[name]
    assert SECRET in original
    with uploads.upload(actor=member, file=upload(name, original)).file.open() as stored:
        raw = stored.read()
    kept = Image.open(io.BytesIO(raw))
    assert SECRET not in raw and b"PhoneMaker" not in raw and not dict(kept.getexif())
    assert getattr(kept, "n_frames", 1) == 1, "what moves is a still picture in a conversation"
    turned = Image.open(io.BytesIO(original)).getexif().get(0x0112) == 6
    assert kept.size == (SIZE[::-1] if turned else SIZE)
