"""A program with a token, as the tests of the API use it."""

import json
import uuid

from django.test import Client

from members.models import ApiToken


class Program:
    """`Program(member)`, or `Program()` without a token. Answers of its methods are responses of the test client."""

    def __init__(self, member=None, *, token=None, language="en"):
        self.token = token or (ApiToken.issue(member=member, name="tests")[1] if member else "")
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language}
        if self.token:
            self.headers["Authorization"] = f"Bearer {self.token}"

    def get(self, path, **params):
        return self.client.get(f"/api/v1{path}", params, headers=self.headers)

    def post(self, path, data=None, *, key=None):
        """`data`: a dict, sent as JSON, or a body as it is. `key`: the Idempotency-Key."""
        headers = self.headers | ({"Idempotency-Key": str(key)} if key else {})
        body = json.dumps(data or {}) if isinstance(data, dict | None) else data
        return self.client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    def patch(self, path, data):
        return self.client.patch(
            f"/api/v1{path}", json.dumps(data), content_type="application/json", headers=self.headers
        )

    def ask(self, method, path):
        return self.client.generic(method, f"/api/v1{path}", headers=self.headers)


def problem(response, status):
    """The problem document of a refusal, looked at."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document = response.json()
    assert document["status"] == status
    assert document["title"]
    return document


def key():
    return uuid.uuid4()
