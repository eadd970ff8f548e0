"""Who may come in, and how the API refuses."""

import pytest
from django.core.cache import cache

from cop import api as cop_api
from cop.core import limits
from members import services as members
from members.models import ApiToken
from tests.api.program import Program, problem
from tests.factories import UserFactory
from tests.forums.scenes import discussion, principle, table

pytestmark = pytest.mark.django_db

READS = ["/me", "/sectors", "/principles", "/forums", "/threads", "/search"]


@pytest.mark.parametrize("path", READS)
def test_a_token_opens_every_list(path, member):
    assert Program(member).get(path).status_code == 200


@pytest.mark.parametrize("path", [*READS, "/threads/1", "/threads/1/posts"])
def test_without_a_token_nothing_opens(path):
    answer = Program().get(path)
    assert "Bearer" in problem(answer, 401)["detail"]
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_is_no_token(member, client_for):
    assert client_for(member).get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer nonsense", "Basic Zm9vOmJhcg==", "cop_x", "Bearer " + "x" * 5000]
)
def test_a_wrong_token_opens_nothing(header, client_for):
    answer = client_for().get("/api/v1/me", headers={"Authorization": header})
    problem(answer, 401)


def test_a_revoked_token_opens_nothing(member):
    program = Program(member)
    assert program.get("/me").status_code == 200
    members.revoke_token(actor=member, token=ApiToken.objects.get())
    problem(program.get("/me"), 401)


def test_the_token_of_a_closed_account_opens_nothing(member):
    program = Program(member)
    member.is_active = False
    member.save(update_fields=["is_active"])
    problem(program.get("/me"), 401)


@pytest.mark.parametrize(
    ("trait", "reason"),
    [("unverified", "Confirm your e-mail"), ("pending", "still being read"), ("suspended", "paused")],
)
def test_whoever_is_no_full_member_is_told_why(trait, reason):
    program = Program(UserFactory(**{trait: True}))
    assert reason in problem(program.get("/threads"), 403)["detail"]
    assert reason in problem(program.post("/threads"), 403)["detail"]


def test_reasons_come_in_the_language_asked_for(member):
    program = Program(UserFactory(suspended=True), language="es")
    answer = program.get("/threads")
    problem(answer, 403)
    assert answer["Content-Language"] == "es"


def test_who_am_i(member):
    answer = Program(member).get("/me").json()
    assert answer == {
        "uuid": str(member.uuid),
        "name": "Rosa Delgado",
        "sector": "home-visiting",
        "role": "Home visitor",
        "language": "en",
        "circles": [],
    }


def test_sectors_and_principles_are_told_by_slug_and_name(member):
    principle("trust-parents")
    program = Program(member)
    assert program.get("/sectors").json() == [
        {
            "slug": "home-visiting",
            "name": "Home visiting",
            "noun": "A home visitor",
            "plural": "home visitors",
        }
    ]
    assert [one["slug"] for one in program.get("/principles").json()] == ["trust-parents"]


@pytest.mark.parametrize("path", ["/", "/nothing", "/threads/", "/threads/one", "/threads/1/nothing"])
def test_an_unknown_address_is_a_problem_too(path, member):
    problem(Program(member).get(path), 404)


@pytest.mark.parametrize("number", [0, 10**30])
def test_a_number_that_is_no_thread_is_missing(number, member):
    program = Program(member)
    problem(program.get(f"/threads/{number}"), 404)
    problem(program.get(f"/threads/{number}/posts"), 404)
    problem(program.post(f"/threads/{number}/posts", {"body": 1}), 422)
    problem(program.post(f"/threads/{number}/posts", {"body": "Yes."}), 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/threads", {"GET", "POST"}),
        ("PUT", "/me", {"GET"}),
        ("PATCH", "/threads/1/posts", {"GET", "POST"}),
        ("POST", "/threads/1/events", {"GET"}),
    ],
)
def test_an_unknown_method_says_which_are_known(method, path, allowed, member):
    answer = Program(member).ask(method, path)
    problem(answer, 405)
    assert set(answer["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("body", ["{", "not json", '{"a": 1,}', "[" * 50_000, b"\xff\xfe"])
def test_malformed_json_is_refused(body, member):
    problem(Program(member).post("/threads", body), 400)


@pytest.mark.parametrize("body", ["[]", '"text"', "1", "null", "{}", ""])
def test_json_of_another_shape_is_refused(body, member):
    problem(Program(member).post("/threads", body), 422)


def test_an_oversized_body_is_refused_before_it_is_read(member):
    problem(Program(member).post("/threads", {"body": "x" * 1_100_000}), 413)


def test_each_wrong_field_is_named(member):
    wrong = {"forum": 7, "kind": "gossip", "title": ["x"], "principles": "trust-parents"}
    errors = problem(Program(member).post("/threads", wrong), 422)["errors"]
    assert set(errors) == {"forum", "kind", "title", "principles"}


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "gossip"},
        {"limit": 0},
        {"limit": 101},
        {"limit": "many"},
        {"before": -1},
        {"before": 10**30},
        {"principle": "a b"},
        {"principle": "unknown"},
        {"sector": "\x00"},
    ],
)
def test_a_wrong_filter_is_refused(params, member):
    errors = problem(Program(member).get("/threads", **params), 422)["errors"]
    assert set(errors) == set(params)


@pytest.fixture
def few_writes(monkeypatch):
    monkeypatch.setattr(cop_api, "WRITES_A_MINUTE", 2)
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_010)


def test_a_token_may_write_so_often_a_minute(few_writes, member, other_member):
    thread = discussion(member)
    program = Program(member)
    for _time in range(2):
        assert program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."}).status_code == 201
    answer = program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."})
    problem(answer, 429)
    assert answer["Retry-After"] == "50"
    assert program.get(f"/threads/{thread.pk}").status_code == 200
    other = Program(other_member)
    assert other.post(f"/threads/{thread.pk}/posts", {"body": "Yes."}).status_code == 201
    assert thread.posts.count() == 4


def test_the_next_minute_begins_anew(few_writes, member, monkeypatch):
    thread = discussion(member)
    program = Program(member)
    for _time in range(3):
        program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."})
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_060)
    assert program.post(f"/threads/{thread.pk}/posts", {"body": "Yes."}).status_code == 201


def test_a_cache_that_forgets_stops_nobody(member, monkeypatch):
    thread = discussion(member)
    monkeypatch.setattr(cache, "add", lambda *args: None)
    assert Program(member).post(f"/threads/{thread.pk}/posts", {"body": "Yes."}).status_code == 201


def test_answers_stay_out_of_every_cache(member):
    assert Program(member).get("/threads")["Cache-Control"] == "private, no-store"


def test_a_failure_of_ours_is_a_problem_without_details(member, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("forums.api.talking.visible_threads", broken)
    answer = Program(member).get("/threads")
    problem(answer, 500)
    assert "secret" not in answer.text


def test_a_token_of_who_lost_the_seat_says_why(member):
    program = Program(member)
    member.approved_at = None
    member.save(update_fields=["approved_at"])
    problem(program.get("/forums"), 403)


def test_a_silenced_member_reads_and_does_not_write():
    silenced = UserFactory(silenced=True)
    table()
    principle()
    program = Program(silenced)
    assert program.get("/threads").status_code == 200
    talk = {"forum": "table", "title": "Tea", "body": "Whose?", "principles": ["trust-parents"]}
    answer = program.post("/threads", talk)
    assert "again after" in problem(answer, 403)["detail"]
