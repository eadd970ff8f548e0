"""What could identify a family, asked of a program: the same as on the pages, as data."""

import pytest

from forums.models import Post, Thread
from tests.api.program import Program, key
from tests.factories import sector
from tests.forums import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.identifiers]

BODY = "😀 Maya, born 3/14/2024, sang. ¿Y José Ñáñez?"


@pytest.fixture
def program(member):
    return Program(member)


def tokens(answer):
    return [one["confirm"] for one in answer.json()["findings"]]


def sent(program, thread, **fields):
    return program.post(f"/threads/{thread.pk}/posts", {"kind": "reply", "body": BODY} | fields)


def test_it_is_told_where_what_and_why_and_nothing_is_written(member, program):
    thread = scenes.discussion(member)
    answer = sent(program, thread)
    told = answer.json()
    assert answer.status_code == 422 and told["setting"] == "hold" and "body" in told["errors"]
    assert not Post.objects.filter(kind="reply").exists()
    first = told["findings"][0]
    assert (first["field"], first["label"]) == ("body", "NAME")
    assert [BODY[one["start"] : one["end"]] for one in told["findings"]][:2] == ["Maya", "3/14/2024"]
    assert first["reason"] and first["suggestions"] and len(first["replace"]) == 2


def test_sent_again_with_the_tokens_it_waits_or_is_there(member, program):
    thread = scenes.discussion(member)
    again = {"confirmed": tokens(sent(program, thread))}
    answer = sent(program, thread, **again)
    assert (answer.status_code, answer.json()["state"]) == (201, "held")
    thread.forum.identifiers = "warn"
    thread.forum.save()
    assert sent(program, thread, **again).json()["state"] == "visible"
    thread.forum.identifiers = "block"
    thread.forum.save()
    assert sent(program, thread, **again).status_code == 422


def test_the_same_key_serves_the_answer_that_was_asked_for(member, program):
    thread, once = scenes.discussion(member), key()
    path, fields = f"/threads/{thread.pk}/posts", {"kind": "reply", "body": BODY}
    refused = program.post(path, fields, key=once)
    for _twice in range(2):
        answer = program.post(path, fields | {"confirmed": tokens(refused)}, key=once)
        assert answer.status_code == 201
    assert Post.objects.filter(kind="reply").count() == 1


def test_a_new_conversation_and_a_change_are_asked_about_too(member, program):
    scenes.principle(), scenes.table(), sector("pediatrics")
    begun = {
        "forum": "table",
        "title": "What Maya Okonkwo sang",
        "body": "A song.",
        "principles": ["trust-parents"],
    }
    answer = program.post("/threads", begun)
    assert answer.json()["findings"][0]["field"] == "title" and not Thread.objects.exists()
    post = scenes.said(member, scenes.discussion(member))
    changed = program.patch(f"/posts/{post.pk}", {"body": BODY, "revision": 1})
    assert changed.status_code == 422 and tokens(changed)
    answer = program.patch(f"/posts/{post.pk}", {"body": BODY, "revision": 1, "confirmed": tokens(changed)})
    assert answer.json()["state"] == "hidden"


def test_words_of_danger_and_details_that_add_up_have_tokens_of_their_own(member, program):
    thread = scenes.discussion(member)
    words = "He hits the baby. He has Rett syndrome, we are in a small town, and there are five siblings."
    told = sent(program, thread, body=words).json()
    assert "childwelfare.gov" in told["danger"]["url"] and len(told["together"]["kinds"]) == 3
    confirmed = [told["danger"]["confirm"], told["together"]["confirm"]]
    assert sent(program, thread, body=words, confirmed=confirmed[:1]).status_code == 422
    assert sent(program, thread, body=words, confirmed=confirmed).json()["state"] == "visible"


@pytest.mark.parametrize(
    "fields", [{"tags": ["Maya " * 20]}, {"poll": {"question": "Which?", "options": ["Maya " * 40, "None"]}}]
)
def test_what_is_too_long_is_refused_before_it_is_looked_at(member, program, fields):
    thread = {"forum": scenes.table().slug, "title": "A song", "body": "What did you sing?"}
    thread["principles"] = [scenes.principle().slug]
    answer = program.post("/threads", thread | fields)
    assert answer.status_code == 422 and "findings" not in answer.json(), answer.json()
