"""Programs of moderators do what their owners do on the pages, and nobody else's does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forums.models import Forum, Post, Thread
from forums.services import flags
from members.models import AuditEntry, Flag
from tests.api.program import Program, problem
from tests.factories import UserFactory
from tests.forums import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return scenes.discussion(member)


@pytest.fixture
def desk(moderator):
    return Program(moderator)


def act(program, thing, name, **fields):
    kind = "threads" if isinstance(thing, Thread) else "posts"
    return program.post(f"/{kind}/{thing.pk}/acts", {"act": name, **fields})


def test_a_conversation_is_closed_slowed_pinned_and_all_of_it_undone(thread, desk):
    until = timezone.now() + timedelta(days=2)
    assert act(desk, thread, "close", reason="All is said.").json()["is_locked"] is True
    assert AuditEntry.objects.get(verb="lock-thread").reason == "All is said."
    assert act(desk, thread, "slow", seconds=300).json()["slow_seconds"] == 300
    assert act(desk, thread, "pin", until=until.isoformat()).json()["pinned_until"]
    for name, fields in (("open", {}), ("slow", {"seconds": 0}), ("unpin", {})):
        assert act(desk, thread, name, **fields).status_code == 200
    thread.refresh_from_db()
    assert (thread.is_locked, thread.slow_seconds, thread.pinned_until) == (False, 0, None)


def test_it_is_hidden_removed_and_comes_back(thread, desk, other_member):
    assert act(desk, thread, "hide").status_code == 200
    assert Program(other_member).get(f"/threads/{thread.pk}").status_code == 404
    assert act(desk, thread, "show").status_code == 200
    assert act(desk, thread, "remove").status_code == 204
    problem(act(desk, thread, "remove"), 404)
    assert act(desk, thread, "bring-back").json()["id"] == thread.pk
    assert Program(other_member).get(f"/threads/{thread.pk}").status_code == 200


def test_it_moves_and_is_joined_and_taken_apart(thread, member, desk):
    Forum.objects.create(slug="square", name="The square", audience="public")
    problem(act(desk, thread, "move", forum="square"), 422)
    assert act(desk, thread, "move", forum="square", wider=True).json()["forum"] == "square"
    source = scenes.discussion(member, title="The same again")
    scenes.said(member, source)
    assert act(desk, source, "join", into=thread.pk, wider=True).json()["id"] == thread.pk
    assert Post.objects.filter(thread=thread).count() == 3
    assert act(desk, source, "part").json()["reply_count"] == 1
    problem(act(desk, source, "part"), 404)
    for name in ("pin", "slow", "move", "join"):
        assert problem(act(desk, thread, name), 422)["errors"]
    problem(act(desk, thread, "move", forum="nowhere"), 404)
    problem(act(desk, thread, "pin", until="2026-01-01T00:00:00"), 422)


def test_nobody_else_acts(thread, member, other_member):
    post = scenes.said(member, thread)
    program = Program(other_member)
    for name in ("close", "open", "unpin", "hide", "show", "remove", "part", "bring-back", "pin", "move"):
        problem(act(program, thread, name), 403)
    for name in ("hide", "show", "remove", "bring-back"):
        problem(act(program, post, name), 403)
    problem(program.get("/moderation"), 403)
    problem(program.post(f"/posts/{post.pk}/claim", {"on": True}), 403)
    problem(program.post(f"/posts/{post.pk}/decision", {"decision": "hide"}), 403)
    post.refresh_from_db()
    assert (post.state, Thread.objects.get(pk=thread.pk).state) == ("visible", "visible")
    assert act(Program(member), post, "remove").status_code == 204  # one's own word


def test_what_chosen_people_alone_read_is_not_there_for_a_moderator(thread, member, desk):
    post = scenes.said(member, thread)
    Thread.objects.filter(pk=thread.pk).update(forum=None, audience=f"thread:{thread.pk}")
    problem(act(desk, thread, "hide"), 404)
    problem(act(desk, post, "hide"), 404)
    problem(desk.post(f"/posts/{post.pk}/decision", {"decision": "hide"}), 404)


def test_a_post_is_hidden_shown_removed_and_comes_back(thread, member, desk):
    post = scenes.said(member, thread)
    assert act(desk, post, "hide").json()["state"] == "hidden"
    assert act(desk, post, "show").json()["state"] == "visible"
    assert act(desk, post, "remove", reason="A name").status_code == 204
    assert AuditEntry.objects.get(verb="remove-post").reason == "A name"
    assert act(desk, post, "bring-back").json()["state"] == "visible"
    problem(act(desk, post, "bring-back"), 404)


def test_what_waits_is_claimed_and_decided_by_one(thread, member, other_member, desk):
    author = UserFactory()
    post = scenes.said(author, thread, "Dear reader", anonymous=True)
    flags.raise_flag(actor=other_member, post=post, kind="unkind", note="Look at the end")
    (matter,) = desk.get("/moderation").json()["matters"]
    assert matter["post"]["id"] == post.pk and matter["post"]["author"]["url"] is None
    assert [(one["reason"], one["note"]) for one in matter["reasons"]] == [("unkind", "Look at the end")]
    assert other_member.display_name not in desk.get("/moderation").text
    assert desk.get("/moderation", reason="spam").json()["matters"] == []
    assert desk.get("/moderation", forum="table", claimed="no").json()["pages"] == 1
    assert desk.post(f"/posts/{post.pk}/claim", {"on": True}).json()["mine"] is True
    second = Program(UserFactory(moderator=True))
    problem(second.post(f"/posts/{post.pk}/claim", {"on": True}), 403)
    problem(second.post(f"/posts/{post.pk}/decision", {"decision": "keep"}), 403)
    assert desk.post(f"/posts/{post.pk}/claim", {"on": False}).json()["looked_at_by"] is None
    answer = second.post(f"/posts/{post.pk}/decision", {"decision": "hide", "reason": "Unkind"})
    assert answer.json()["state"] == "hidden"
    problem(desk.post(f"/posts/{post.pk}/decision", {"decision": "keep"}), 409)
    assert Flag.objects.get().state == "upheld"
    assert desk.get("/moderation").json()["matters"] == []


def test_a_decision_may_remove_and_a_note_needs_words(thread, member, other_member, desk):
    post = scenes.said(member, thread)
    flags.raise_flag(actor=other_member, post=post, kind="spam")
    problem(desk.post(f"/posts/{post.pk}/decision", {"decision": "note"}), 422)
    problem(desk.post(f"/posts/{post.pk}/decision", {"decision": "burn"}), 422)
    assert desk.post(f"/posts/{post.pk}/decision", {"decision": "remove"}).status_code == 204
    assert Post.objects.get(pk=post.pk).state == "removed"
