"""The description of the API, for programs and for people."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client_for):
    answer = client_for().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for one in node.values():
            yield from references(one)
    elif isinstance(node, list):
        for one in node:
            yield from references(one)


def operations(schema):
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_every_route_is_described(schema):
    assert {(method, path.removeprefix("/api/v1")) for path, method, _ in operations(schema)} == {
        ("get", "/me"),
        ("get", "/sectors"),
        ("get", "/principles"),
        ("get", "/resources"),
        ("get", "/forums"),
        ("get", "/threads"),
        ("post", "/threads"),
        ("get", "/threads/{thread_id}"),
        ("get", "/threads/{thread_id}/posts"),
        ("post", "/threads/{thread_id}/posts"),
        ("get", "/threads/{thread_id}/events"),
        ("get", "/posts/{post_id}"),
        ("patch", "/posts/{post_id}"),
        ("post", "/posts/{post_id}/flags"),
        ("post", "/posts/{post_id}/vote"),
        ("post", "/posts/{post_id}/acts"),
        ("post", "/posts/{post_id}/claim"),
        ("post", "/posts/{post_id}/decision"),
        ("post", "/threads/{thread_id}/acts"),
        ("get", "/moderation"),
        ("get", "/unanswered"),
        ("post", "/threads/{thread_id}/hand"),
        ("get", "/pictures"),
        ("get", "/blocks"),
        ("post", "/blocks/{uuid}"),
        ("get", "/follows"),
        ("post", "/follow/{kind}/{key}"),
        ("get", "/search"),
        ("post", "/uploads"),
        ("delete", "/uploads/{uuid}"),
        ("get", "/hours"),
        ("get", "/rounds"),
        ("get", "/rounds/{thread_id}"),
        ("post", "/rounds/{thread_id}/attendance"),
    }


def test_the_description_holds_together(schema):
    assert schema["openapi"].startswith("3.")
    for reference in references(schema):
        node = schema
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
    ids = [operation["operationId"] for _path, _method, operation in operations(schema)]
    assert len(ids) == len(set(ids))
    for path, _method, operation in operations(schema):
        declared = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path))


def test_every_operation_asks_for_a_token_and_may_answer_a_problem(schema):
    (scheme,) = schema["components"]["securitySchemes"].values()
    assert scheme == {"type": "http", "scheme": "bearer"}
    for path, method, operation in operations(schema):
        assert operation["security"], path
        content = operation["responses"]["default"]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert operation["summary"], (path, method)


def test_the_key_against_doubles_is_described(schema):
    for path in ("/api/v1/threads", "/api/v1/threads/{thread_id}/posts"):
        names = {one["name"].lower() for one in schema["paths"][path]["post"]["parameters"]}
        assert "idempotency-key" in names


def test_the_page_for_people_keeps_the_strict_policy(client_for):
    answer = client_for().get("/api/v1/docs")
    assert answer.status_code == 200
    assert "unsafe" not in answer["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert address.startswith("/static/")
    assert re.findall(r"<script(?![^>]*src=)([^>]*)>", answer.text) == [
        ' type="application/json" id="swagger-settings"'
    ]
