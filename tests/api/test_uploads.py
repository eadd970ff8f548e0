"""Files that programs bring along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forums.models import Attachment
from tests.api.program import Program, problem
from tests.forums.scenes import discussion, principle, said, shared, table
from tests.forums.test_services_attachments import PDF, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(member):
    return Program(member)


def bring(program, name="plan.pdf", content=PDF):
    return program.client.post(
        "/api/v1/uploads", {"upload": SimpleUploadedFile(name, content)}, headers=program.headers
    )


def brought(program, *args):
    answer = bring(program, *args)
    assert answer.status_code == 201, answer.content
    return answer.json()["uuid"]


def test_a_conversation_and_a_reply_carry_files(program):
    data = {"forum": table().slug, "title": "Kettles", "body": "Two.", "principles": [principle().slug]}
    paper = brought(program)
    thread = program.post("/threads", data | {"files": [{"uuid": paper}]}).json()["id"]
    (opening,) = program.get(f"/threads/{thread}/posts").json()["posts"]
    assert [(file["name"], file["media_type"]) for file in opening["files"]] == [
        ("plan.pdf", "application/pdf")
    ]
    shown = {"uuid": brought(program, "kettle.jpg", picture()), "alt": "A kettle"}
    reply = program.post(f"/threads/{thread}/posts", {"body": "This one.", "files": [shown]}).json()
    assert [file["alt"] for file in reply["files"]] == ["A kettle"]


def test_a_change_adds_files_once_behind_those_that_are_there(member, program):
    post = said(member, discussion(member), "Mine.")
    first = {"uuid": brought(program)}
    change = {"body": "Mine.", "revision": 1, "files": [first]}
    for _again in range(2):
        answer = program.patch(f"/posts/{post.pk}", change).json()
        assert ([file["name"] for file in answer["files"]], answer["revision"]) == (["plan.pdf"], 2)
    second = {"uuid": brought(program, "kettle.jpg", picture()), "alt": "A kettle"}
    answer = program.patch(
        f"/posts/{post.pk}", {"body": "Ours.", "revision": 2, "files": [first, second]}
    ).json()
    assert ([file["alt"] for file in answer["files"]], answer["revision"]) == (["", "A kettle"], 3)
    out = {"body": "Ours.", "revision": 3, "without": [first["uuid"]]}
    answer = program.patch(f"/posts/{post.pk}", out).json()
    assert [file["alt"] for file in answer["files"]] == ["A kettle"]


def test_more_than_a_post_may_carry_is_refused_and_waits(member, program, settings):
    settings.UPLOAD_MAX_FILES = 1
    post = said(member, discussion(member), "Mine.")
    one, more = brought(program), brought(program, "notes.pdf")
    assert (
        program.patch(
            f"/posts/{post.pk}", {"body": "Mine.", "revision": 1, "files": [{"uuid": one}]}
        ).status_code
        == 200
    )
    change = {"body": "Other words.", "revision": 1, "files": [{"uuid": more}]}
    assert "uploads" in problem(program.patch(f"/posts/{post.pk}", change), 422)["errors"]
    post.refresh_from_db()
    assert post.revision == 2 and Attachment.objects.waiting_for(member).get().uuid.hex == more.replace(
        "-", ""
    )


def test_a_picture_says_what_it_shows_and_an_anonymous_paper_stays_out(member, program):
    thread = discussion(member)
    silent = {"body": "See.", "files": [{"uuid": brought(program, "kettle.jpg", picture())}]}
    assert "uploads" in problem(program.post(f"/threads/{thread.pk}/posts", silent), 422)["errors"]
    post = said(member, shared(member, anonymous=True), "Quiet.", kind="notice")
    change = {"body": "Quiet.", "revision": 1, "files": [{"uuid": brought(program)}]}
    problem(program.patch(f"/posts/{post.pk}", change), 403)


def test_what_another_uploaded_is_not_there_and_ones_own_is_taken_back(member, other_member, program):
    thread = discussion(member)
    other = Program(other_member)
    theirs = brought(other)
    said_with = {"body": "See.", "files": [{"uuid": theirs}]}
    assert "uploads" in problem(program.post(f"/threads/{thread.pk}/posts", said_with), 422)["errors"]
    problem(program.ask("DELETE", f"/uploads/{theirs}"), 404)
    assert other.ask("DELETE", f"/uploads/{theirs}").status_code == 204
    assert not Attachment.objects.exists()


def test_only_files_that_are_what_they_say_are_kept_and_only_of_members(program, unverified):
    assert "upload" in problem(bring(program, "plan.pdf", b"no paper"), 422)["errors"]
    problem(program.post("/uploads", {}), 422)
    problem(bring(Program()), 401)
    assert not Attachment.objects.exists()
