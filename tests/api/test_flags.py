"""Programs ask moderators to look at a post as people do."""

import pytest

from forums.models import Post
from members.models import Flag
from tests.api.program import Program, problem
from tests.forums import scenes

pytestmark = pytest.mark.django_db


def test_a_program_reports_what_its_owner_sees(member, other_member):
    post = scenes.said(other_member, scenes.discussion(other_member))
    assert Program(member).post(f"/posts/{post.pk}/flags", {"reason": "unkind"}).status_code == 201
    assert Flag.objects.get().kind == "unkind" and Post.objects.get(pk=post.pk).state == "visible"
    Program(member).post(f"/posts/{post.pk}/flags", {"reason": "privacy"})
    assert Post.objects.get(pk=post.pk).state == "hidden"


def test_what_is_wrong_with_a_report_is_said(member, other_member):
    post = scenes.said(other_member, scenes.discussion(other_member))
    for data in ({"reason": "other"}, {"reason": "first"}, {}, {"reason": "spam", "note": "x" * 601}):
        problem(Program(member).post(f"/posts/{post.pk}/flags", data), 422)
    problem(Program(other_member).post(f"/posts/{post.pk}/flags", {"reason": "spam"}), 403)
    problem(Program(member).post("/posts/987654/flags", {"reason": "spam"}), 404)
    assert not Flag.objects.exists()


def test_a_post_that_waits_is_told_as_held(member, other_member):
    thread = scenes.discussion(other_member)
    thread.forum.hold_first = 1
    thread.forum.save()
    answer = Program(member).post(f"/threads/{thread.pk}/posts", {"body": "Good morning."})
    assert answer.status_code == 201
    assert (answer.json()["state"], answer.json()["position"]) == ("held", None)
