"""Reading and writing conversations by program: as on the pages, no more and no less."""

from datetime import date

import pytest

from forums.models import Post, Thread
from forums.services import editing, moderation, revising
from library.models import Resource
from members import services as members
from tests.api.program import Program, key, problem
from tests.factories import UserFactory, sector
from tests.forums.scenes import circle_forum, discussion, draft, principle, said, shared, table

pytestmark = pytest.mark.django_db

TALK = {
    "forum": "table",
    "title": "Whose kitchen",
    "body": "Whose kitchen was it?",
    "principles": ["trust-parents"],
}


@pytest.fixture
def program(member):
    return Program(member)


@pytest.fixture
def other_program(other_member):
    return Program(other_member)


@pytest.fixture
def thread(member):
    return discussion(member)


@pytest.fixture
def place(db):
    principle()
    sector("pediatrics")
    return table()


def titles(answer):
    return [one["title"] for one in answer.json()["threads"]]


# Listing


def test_the_list_holds_the_newest_first_and_leads_on(member, program):
    for number in range(5):
        discussion(member, title=f"Talk {number}")
    first = program.get("/threads", limit=2)
    assert titles(first) == ["Talk 4", "Talk 3"]
    second = program.get("/threads", limit=2, before=first.json()["next"])
    assert titles(second) == ["Talk 2", "Talk 1"]
    last = program.get("/threads", limit=2, before=second.json()["next"])
    assert titles(last) == ["Talk 0"]
    assert last.json()["next"] is None


def test_a_new_thread_disturbs_nobody_who_is_turning_pages(member, program):
    for number in range(3):
        discussion(member, title=f"Talk {number}")
    first = program.get("/threads", limit=2).json()
    discussion(member, title="Talk 3")
    assert titles(program.get("/threads", limit=2, before=first["next"])) == ["Talk 0"]


def test_the_list_is_narrowed_by_kind_principle_sector_and_forum(member, other_member, program):
    discussion(member, title="A talk")
    shared(member, asked=["pediatrics"])
    with_sector = Thread.objects.get(kind="reflection")
    in_circle = discussion(member, title="In the circle", forum=circle_forum(member))
    in_circle.principles.set([principle("village")])
    assert titles(program.get("/threads", kind="reflection")) == ["The wait by the window"]
    assert titles(program.get("/threads", sector="pediatrics")) == [with_sector.title]
    assert titles(program.get("/threads", principle="village")) == ["In the circle"]
    assert titles(program.get("/threads", forum="porch")) == ["In the circle"]
    assert titles(program.get("/threads", forum="porch", kind="question")) == []


def test_the_list_costs_the_same_for_many(member, program, django_assert_max_num_queries):
    for number in range(2):
        discussion(member, title=f"Talk {number}", anonymous=number == 1)
    program.get("/threads")
    with django_assert_max_num_queries(30) as few:
        program.get("/threads")
    for number in range(10):
        discussion(member, title=f"More {number}", anonymous=number % 2 == 1)
    with django_assert_max_num_queries(len(few)):
        assert len(titles(program.get("/threads"))) == 12


def test_the_posts_cost_the_same_for_many(
    member, other_member, thread, program, django_assert_max_num_queries
):
    said(other_member, thread, anonymous=True)
    program.get(f"/threads/{thread.pk}/posts")
    with django_assert_max_num_queries(30) as few:
        program.get(f"/threads/{thread.pk}/posts")
    for _number in range(8):
        said(other_member, thread, parent=thread.posts.first())
    with django_assert_max_num_queries(len(few) + 2):
        assert len(program.get(f"/threads/{thread.pk}/posts").json()["posts"]) == 10


# Reading


def test_a_thread_says_who_began_it_and_where(member, thread, program):
    answer = program.get(f"/threads/{thread.pk}").json()
    assert answer["title"] == "What the kettle tells"
    assert answer["forum"] == "table"
    assert answer["principles"] == ["trust-parents"]
    assert answer["url"] == f"/threads/{thread.pk}/"
    assert answer["author"] == {
        "label": "Rosa Delgado",
        "sector": "home-visiting",
        "role": "Home visitor",
        "url": f"/members/{member.uuid}/",
        "anonymous": False,
    }
    assert answer["head"] == 1
    assert answer["created_at"].endswith("Z")


def test_a_reflection_carries_its_fields_and_not_what_its_author_keeps(member, program):
    kept = shared(member, how_was_it="I was close to tears.", share_how_was_it=False)
    answer = program.get(f"/threads/{kept.pk}")
    assert answer.json()["reflection"]["question"].startswith("How have you changed")
    assert answer.json()["reflection"]["how_was_it"] is None
    assert "tears" not in answer.text
    told = shared(member, how_was_it="I was close to tears.", share_how_was_it=True)
    assert program.get(f"/threads/{told.pk}").json()["reflection"]["how_was_it"] == "I was close to tears."


def test_posts_come_in_order_a_few_at_a_time(other_member, thread, program):
    for number in range(4):
        said(other_member, thread, body=f"Word {number}")
    first = program.get(f"/threads/{thread.pk}/posts", limit=2).json()
    assert [post["text"] for post in first["posts"]] == ["Whose kitchen was it?", "Word 0"]
    assert first["next"] == 2
    second = program.get(f"/threads/{thread.pk}/posts", limit=100, after=first["next"]).json()
    assert [post["position"] for post in second["posts"]] == [3, 4, 5]
    assert second["next"] is None


@pytest.mark.parametrize(
    "params", [{"limit": 101}, {"limit": 0}, {"after": -1}, {"after": "x"}, {"after": 10**40}]
)
def test_a_wrong_page_is_refused(params, thread, program):
    problem(program.get(f"/threads/{thread.pk}/posts", **params), 422)


def test_a_mention_is_told_by_name(thread, other_program, member, program):
    answer = other_program.post(f"/threads/{thread.pk}/posts", {"body": "Ask @Rosa Delgado <b>now</b>."})
    assert answer.json()["text"] == "Ask @Rosa Delgado <b>now</b>."
    assert f'href="/members/{member.uuid}/"' in answer.json()["html"]
    assert "<b>" not in answer.json()["html"]


# What one may not see


@pytest.fixture
def secret(member):
    return discussion(member, title="In the circle", forum=circle_forum(member))


def test_a_circle_is_not_there_for_others(secret, program, other_program):
    assert titles(program.get("/threads")) == ["In the circle"]
    assert titles(other_program.get("/threads")) == []
    problem(other_program.get("/threads", forum="porch"), 404)
    problem(other_program.get("/threads", forum="nowhere"), 404)
    for path in ("", "/posts"):
        assert program.get(f"/threads/{secret.pk}{path}").status_code == 200
        problem(other_program.get(f"/threads/{secret.pk}{path}"), 404)
    problem(other_program.post(f"/threads/{secret.pk}/posts", {"body": "Hello."}), 404)
    problem(other_program.post("/threads", TALK | {"forum": "porch"}), 404)
    assert [one["slug"] for one in program.get("/forums").json()] == ["porch"]
    assert other_program.get("/forums").json() == []
    assert Post.objects.count() == 1


def test_pages_and_program_agree_on_who_sees_a_thread(secret, thread, member, other_member, client_for):
    for viewer in (member, other_member):
        for one in (secret, thread):
            page = client_for(viewer).get(f"/threads/{one.pk}/").status_code
            assert Program(viewer).get(f"/threads/{one.pk}").status_code == page


def test_a_hidden_post_is_there_for_its_author_and_moderators_only(thread, other_member, member, moderator):
    post = said(other_member, thread, body="Too much.")
    moderation.raise_privacy_concern(actor=member, post=post)
    path = f"/threads/{thread.pk}/posts"
    assert "Too much." not in Program(member).get(path).text
    for viewer in (other_member, moderator):
        (_opening, hidden) = Program(viewer).get(path).json()["posts"]
        assert hidden["state"] == "hidden"


def test_a_journal_is_nowhere(member, program):
    draft(member)
    assert titles(program.get("/threads")) == []


# Anonymity


def test_an_anonymous_author_has_no_name_no_role_no_address_and_no_hour(member, other_member, program):
    thread = discussion(other_member, anonymous=True)
    said(other_member, thread, body="I notice.")
    for answer in (
        program.get("/threads"),
        program.get(f"/threads/{thread.pk}"),
        program.get(f"/threads/{thread.pk}/posts"),
    ):
        assert answer.status_code == 200
        for secret in (
            "Amara",
            str(other_member.uuid),
            "Pediatrician",
            "pediatrics",
            ":00Z",
            "T1",
            "T2",
            "T0",
        ):
            assert secret not in answer.text
    told = program.get(f"/threads/{thread.pk}/posts").json()["posts"][1]
    assert told["author"] == {
        "label": "A colleague",
        "sector": None,
        "role": "",
        "url": None,
        "anonymous": True,
    }
    assert date.fromisoformat(told["created_at"])


def test_an_anonymous_author_of_a_large_sector_is_its_noun(other_member, program):
    UserFactory.create_batch(4, sector="pediatrics")
    thread = discussion(other_member, anonymous=True)
    author = program.get(f"/threads/{thread.pk}").json()["author"]
    assert author["label"] == "A pediatrician"
    assert author["sector"] == "pediatrics"


def test_the_hour_of_an_edit_stays_with_its_anonymous_author(other_member, thread, program):
    post = said(other_member, thread, anonymous=True)
    editing.edit_post(actor=other_member, post=post, body="I notice something else.")
    told = program.get(f"/threads/{thread.pk}/posts").json()["posts"][1]
    assert len(told["edited_at"]) == 10


# Beginning


def test_a_program_begins_a_conversation(place, program, member):
    answer = program.post(
        "/threads",
        TALK | {"kind": "question", "sectors": ["pediatrics"], "tags": ["Tea", "tea"], "language": "es"},
    )
    assert answer.status_code == 201
    thread = Thread.objects.get(pk=answer.json()["id"])
    assert (thread.author, thread.kind, thread.language) == (member, "question", "es")
    assert answer.json()["sectors"] == ["pediatrics"]
    assert "Whose kitchen was it?" in thread.posts.get().body


def test_a_program_begins_by_sector_only(place, program, member):
    answer = program.post("/threads", TALK | {"anonymous": True})
    assert answer.json()["author"]["anonymous"] is True
    assert "Rosa" not in answer.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"body": "   "}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"kind": "reflection"}, "kind"),
        ({"principles": []}, "principles"),
        ({"principles": ["unknown"]}, "principles"),
        ({"principles": ["a", "b", "c"]}, "principles"),
        ({"principles": ["\ud800"]}, "principles"),
        ({"sectors": ["unknown"]}, "sectors"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"tags": list("abcdefg")}, "tags"),
        ({"language": "xx"}, "language"),
        ({"anonymous": "perhaps"}, "anonymous"),
    ],
)
def test_a_conversation_that_is_not_right_is_refused_by_field(place, program, change, field):
    errors = problem(program.post("/threads", TALK | change), 422)["errors"]
    assert any(field in name for name in errors), errors
    assert not Thread.objects.exists()


def test_words_that_no_database_holds_are_cleaned(place, program):
    answer = program.post("/threads", TALK | {"title": "Tea\x00 \ud800for two", "body": "A\x00b \udfff"})
    assert answer.status_code == 201
    assert answer.json()["title"] == "Tea for two"


def test_markup_stays_text(place, program):
    answer = program.post("/threads", (TALK | {"title": "<b>Tea</b>", "body": "<script>alert(1)</script>"}))
    thread = Thread.objects.get(pk=answer.json()["id"])
    html = program.get(f"/threads/{thread.pk}/posts").json()["posts"][0]["html"]
    assert "<script" not in html and "&lt;script&gt;" in html


def test_a_closed_forum_takes_nothing(program):
    table(is_open=False)
    principle()
    assert "no new conversations" in problem(program.post("/threads", TALK), 403)["detail"]


# Answering


def test_a_program_answers(thread, other_program, other_member):
    answer = other_program.post(f"/threads/{thread.pk}/posts", {"body": "I wonder.", "kind": "wonder"})
    assert answer.status_code == 201
    assert answer.json()["position"] == 2
    post = thread.posts.get(position=2)
    assert (post.kind, post.author) == ("wonder", other_member)
    assert answer.json() == other_program.get(f"/threads/{thread.pk}/posts").json()["posts"][1]


def test_an_answer_may_quote_answer_and_point(thread, other_program):
    resource = Resource.objects.create(title="Serve and return", kind="article")
    opening = thread.posts.get()
    said_so = {
        "body": "Here.",
        "kind": "resource",
        "parent": opening.pk,
        "resource": str(resource.uuid),
        "quotes": [{"post": opening.pk, "text": "kitchen was"}],
    }
    answer = other_program.post(f"/threads/{thread.pk}/posts", said_so)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["parent"] == opening.pk
    assert told["resource"] == {"uuid": str(resource.uuid), "title": "Serve and return"}
    assert told["quotes"] == [
        {"text": "kitchen was", "label": "Rosa Delgado", "url": f"/posts/{opening.pk}/"}
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": 7}, "body"),
        ({"body": "Yes.", "kind": "takeaway"}, "kind"),
        ({"body": "Yes.", "parent": 999999}, "parent"),
        ({"body": "Yes.", "parent": 99999999999999999999999}, "parent"),
        ({"body": "Yes.", "resource": "x"}, "resource"),
        ({"body": "Yes.", "resource": "6f1b1a52-0000-4000-8000-000000000000"}, "resource"),
        ({"body": "Yes.", "quotes": [{"post": 999999, "text": "tea"}]}, "quotes"),
        ({"body": "Yes.", "quotes": "tea"}, "quotes"),
    ],
)
def test_an_answer_that_is_not_right_is_refused_by_field(thread, other_program, body, field):
    errors = problem(other_program.post(f"/threads/{thread.pk}/posts", body), 422)["errors"]
    assert any(field in name for name in errors), errors
    assert thread.posts.count() == 1


def test_words_that_do_not_stand_there_are_no_quote(thread, other_program):
    opening = thread.posts.get()
    quotes = [{"post": opening.pk, "text": "never said"}]
    problem(other_program.post(f"/threads/{thread.pk}/posts", {"body": "Yes.", "quotes": quotes}), 422)


def test_a_post_of_a_circle_can_be_neither_answered_nor_quoted_from_outside(thread, secret, other_program):
    inside = secret.posts.get()
    for field in ({"parent": inside.pk}, {"quotes": [{"post": inside.pk, "text": "kitchen"}]}):
        problem(other_program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."} | field), 422)


def test_a_reflection_asks_for_a_kind_of_reply(member, other_program):
    thread = shared(member)
    problem(other_program.post(f"/threads/{thread.pk}/posts", {"body": "Hm."}), 422)
    answer = other_program.post(f"/threads/{thread.pk}/posts", {"body": "Hm.", "kind": "notice"})
    assert answer.status_code == 201


def test_a_closed_conversation_takes_no_answer(thread, moderator, other_program):
    Thread.objects.filter(pk=thread.pk).update(is_locked=True)
    answer = other_program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."})
    assert "closed" in problem(answer, 403)["detail"]


def test_whoever_left_the_circle_can_answer_no_more(member, other_member, other_program):
    forum = circle_forum(member, other_member)
    thread = discussion(member, forum=forum)
    assert other_program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."}).status_code == 201
    members.leave_circle(actor=other_member, circle=forum.circle)
    problem(other_program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."}), 404)


# Once


@pytest.fixture
def writes(place, thread):
    """What a program may write, and where."""
    return [("/threads", TALK), (f"/threads/{thread.pk}/posts", {"body": "Yes."})]


def test_a_request_sent_twice_is_carried_out_once(writes, program):
    for path, data in writes:
        once = key()
        first = program.post(path, data, key=once)
        before = Thread.objects.count(), Post.objects.count()
        second = program.post(path, data, key=once)
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert (Thread.objects.count(), Post.objects.count()) == before


def test_what_was_taken_away_meanwhile_is_not_there_for_a_second_try(writes, program, moderator):
    for path, data in writes:
        once = key()
        program.post(path, data, key=once)
        revising.remove_post(actor=moderator, post=Post.objects.latest("pk"))
        problem(program.post(path, data, key=once), 404)


def test_the_same_key_for_another_request_is_a_conflict(writes, program):
    for path, data in writes:
        once = key()
        program.post(path, data, key=once)
        before = Thread.objects.count(), Post.objects.count()
        problem(program.post(path, data | {"body": "No."}, key=once), 409)
        assert (Thread.objects.count(), Post.objects.count()) == before


def test_the_same_key_of_another_member_is_another_key(thread, program, other_program):
    once = key()
    path = f"/threads/{thread.pk}/posts"
    first = program.post(path, {"body": "Yes."}, key=once).json()
    second = other_program.post(path, {"body": "Yes."}, key=once).json()
    assert first["id"] != second["id"]


def test_a_key_is_a_uuid(thread, program):
    problem(program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."}, key="one"), 422)


# Finding


def test_search_finds_what_the_token_may_see(secret, thread, program, other_program, run_tasks, settings):
    settings.ELASTICSEARCH_URL = ""
    run_tasks()
    found = [hit["title"] for hit in program.get("/search", q="kitchen").json()["hits"]]
    assert set(found) == {"In the circle", "What the kettle tells"}
    found = [hit["title"] for hit in other_program.get("/search", q="kitchen").json()["hits"]]
    assert found == ["What the kettle tells"]


# Changing one's words


def test_a_change_needs_the_number_of_the_text_it_changes(program, member, thread):
    post = said(member, thread, "First.")
    first = program.patch(f"/posts/{post.pk}", {"body": "Second.", "revision": 1})
    assert (first.json()["text"], first.json()["revision"]) == ("Second.", 2)
    assert (
        program.patch(f"/posts/{post.pk}", {"body": "Second.", "revision": 1}).status_code == 200
    )  # sent again
    late = program.patch(f"/posts/{post.pk}", {"body": "Third.", "revision": 1})
    assert problem(late, 409)["revision"] == 2
    assert program.get(f"/posts/{post.pk}").json()["text"] == "Second."
    problem(program.patch(f"/posts/{post.pk}", {"body": "Third."}), 422)


def test_only_ones_own_words(other_program, member, thread):
    post = said(member, thread, "Mine.")
    problem(other_program.patch(f"/posts/{post.pk}", {"body": "Yours.", "revision": 1}), 403)
    inside = said(member, discussion(member, forum=circle_forum(member)), "Inside.")
    problem(other_program.patch(f"/posts/{inside.pk}", {"body": "Yours.", "revision": 1}), 404)
    problem(other_program.get(f"/posts/{inside.pk}"), 404)


# Rich text


def test_a_reply_and_its_change_keep_their_look_and_nothing_that_runs(member, program):
    thread = discussion(member)
    rich = "<p>Some <strong>kettles</strong></p><ul><li>one</li></ul><script>alert(1)</script><img src=x onerror=alert(1)>"
    answer = program.post(f"/threads/{thread.pk}/posts", {"html": rich})
    assert answer.status_code == 201
    assert "<strong>kettles</strong>" in answer.json()["html"] and "<li>one</li>" in answer.json()["html"]
    assert "alert" not in Post.objects.get(pk=answer.json()["id"]).body
    changed = {"html": '<p onclick="x()">All <em>kettles</em></p>', "revision": 1}
    post = program.patch(f"/posts/{answer.json()['id']}", changed).json()
    assert (post["html"], post["revision"]) == ("<p>All <em>kettles</em></p>", 2)


def test_a_conversation_begins_with_its_look_and_nothing_that_runs(member, program):
    data = {"forum": table().slug, "title": "Kettles", "principles": [principle().slug]}
    rich = "<p>Some <strong>kettles</strong></p><script>alert(1)</script>"
    answer = program.post("/threads", data | {"html": rich})
    assert answer.status_code == 201
    assert (
        Thread.objects.get(pk=answer.json()["id"]).posts.get().body == "<p>Some <strong>kettles</strong></p>"
    )
    assert "body" in problem(program.post("/threads", data), 422)["errors"]


def test_a_reply_without_words_is_refused(member, program):
    thread = discussion(member)
    for data in ({}, {"body": " "}, {"html": "<p> </p>"}, {"html": "<script>x</script>"}):
        assert "body" in problem(program.post(f"/threads/{thread.pk}/posts", data), 422)["errors"]
    problem(program.post(f"/threads/{thread.pk}/posts", {"html": "x" * 200_000}), 422)
    assert thread.posts.count() == 1
