"""A picture in which a face may be is not sent before its author was asked, and then does as other findings do."""

import io
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

from forums.models import Attachment, Post
from forums.services import posting, uploads
from forums.services.identifying import Unresolved
from members.models import Flag
from safeguards import faces
from tests.api.program import Program, problem
from tests.forums import scenes
from tests.forums.test_identifiers import BOX, BUTTON, forum_that
from tests.forums.test_services_attachments import picture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not faces.can_look(), reason="needs the extra `faces`"),
]


def face(tilt=0, size=480):
    """A drawn face as bytes of a picture."""
    drawn = Image.new("L", (480, 480), 150)
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((130, 70, 350, 400), fill=210)
    pen.pieslice((125, 50, 355, 300), 180, 360, fill=60)
    pen.ellipse((150, 120, 330, 380), fill=205)
    for left in (170, 255):
        pen.ellipse((left, 195, left + 58, 212), fill=70)
        pen.ellipse((left + 4, 215, left + 54, 240), fill=110)
        pen.ellipse((left + 20, 217, left + 38, 238), fill=20)
    pen.polygon([(240, 225), (222, 295), (258, 295)], fill=225)
    pen.ellipse((222, 285, 258, 300), fill=150)
    pen.ellipse((195, 318, 285, 345), fill=110)
    pen.ellipse((190, 240, 215, 290), fill=215)
    pen.ellipse((265, 240, 290, 290), fill=215)
    kept = io.BytesIO()
    drawn.filter(ImageFilter.GaussianBlur(6)).rotate(tilt).resize((size, size)).convert("RGB").save(
        kept, "JPEG"
    )
    return kept.getvalue()


def waiting(actor, content=None):
    file = SimpleUploadedFile("window.jpg", content or face())
    return uploads.upload(actor=actor, file=file)


def reply(actor, thread, file, **fields):
    return posting.reply(
        actor=actor, thread=thread, body="Look.", files=[(file.uuid, "A drawing at the window")], **fields
    )


@pytest.mark.parametrize(
    ("content", "found"), [(face(), 1), (face(20), 1), (face(size=3000), 1), (picture(), 0)]
)
def test_a_face_from_the_front_is_noticed_also_tilted_and_large(content, found):
    assert faces.count_faces(content) == found


def test_what_is_no_picture_and_a_house_without_the_library_ask_nobody(monkeypatch, member):
    assert faces.count_faces(b"%PDF-1.7") == 0
    monkeypatch.setattr(faces, "can_look", lambda: False)
    assert faces.count_faces(face()) == 0
    assert not waiting(member).has_face


@pytest.mark.parametrize("setting", ["hold", "warn"])
def test_its_author_is_asked_and_what_the_forum_says_follows(member, other_member, setting):
    thread, file = scenes.discussion(other_member, forum=forum_that(setting)), waiting(member)
    with pytest.raises(Unresolved) as refused:
        reply(member, thread, file)
    assert not Post.objects.filter(author=member).exists()
    tokens = sorted(refused.value.found.tokens)
    post = reply(member, thread, file, confirmed=tokens)
    assert post.state == ("held" if setting == "hold" else "visible")
    assert Flag.objects.open().about(post).filter(cause="identifiers").exists()
    post.refresh_from_db()
    assert [row["label"] for row in post.found] == ["FACE"]
    with pytest.raises(Unresolved):  # it was said of that picture alone
        reply(member, thread, waiting(member), confirmed=tokens)


def test_where_a_forum_blocks_it_cannot_be_sent(member, other_member):
    thread, file = scenes.discussion(other_member, forum=forum_that("block")), waiting(member)
    with pytest.raises(Unresolved) as refused:
        reply(member, thread, file)
    with pytest.raises(Unresolved):
        reply(member, thread, file, confirmed=sorted(refused.value.found.tokens))


def test_the_page_says_it_and_one_tap_leaves_the_picture_out(client_for, member, other_member, moderator):
    page, thread = client_for(member), scenes.discussion(other_member, forum=forum_that("hold"))
    upload = page.post("/uploads/", {"upload": SimpleUploadedFile("window.jpg", face())})
    assert "There may be a face in this picture" in upload.json()["html"]
    file = Attachment.objects.get()
    sent = {"kind": "reply", "body": "Look.", "uploads": [str(file.uuid)], "alts": ["A drawing"]}
    sent["idempotency_key"] = scenes.key()
    url = f"/threads/{thread.pk}/reply/"
    html = page.post(url, sent).content.decode()
    assert "<mark>A drawing</mark>" in html and "No child and nobody of a family can be seen in it" in html
    tap, box = unescape(BUTTON.findall(html)[0]), unescape(BOX.findall(html)[0])
    html = page.post(url, sent | {"replace": tap}).content.decode()
    assert str(file.uuid) not in html and "Nothing is underlined any more." in html
    assert page.post(url, sent | {"confirmed": box}).status_code == 302
    post = Post.objects.get(author=member)
    desk = client_for(moderator).get(f"/moderation/{post.pk}/").content.decode()
    assert "a face" in desk and re.search(r"<mark>\s*A drawing\s*</mark>", desk)


def test_programs_are_asked_under_the_name_of_the_file(member, other_member):
    thread = scenes.discussion(other_member)
    answer = Program(member).client.post(
        "/api/v1/uploads",
        {"upload": SimpleUploadedFile("window.jpg", face())},
        headers=Program(member).headers,
    )
    file = answer.json()
    assert file["has_face"] is True
    sent = {"body": "Look.", "files": [{"uuid": file["uuid"], "alt": "A drawing"}]}
    (found,) = problem(Program(member).post(f"/threads/{thread.pk}/posts", sent), 422)["findings"]
    assert (found["field"], found["label"]) == (f"picture.{file['uuid']}", "FACE")
    sent["confirmed"] = [found["confirm"]]
    assert Program(member).post(f"/threads/{thread.pk}/posts", sent).status_code == 201
