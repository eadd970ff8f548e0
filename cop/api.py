"""The JSON API: one router a room, the same services and permissions as the pages.

Every question carries a personal token, `Authorization: Bearer …`; cookies count for nothing, so no other site can
ask in somebody's name. Every refusal is a problem document (RFC 9457).
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from cop.core import problems, registries
from cop.core.limits import count
from forums.api import router as forums
from library.api import router as library
from members.api import router as members
from members.permissions import check_member
from search.api import router as search

SAFE = {"GET", "HEAD", "OPTIONS"}
WRITES_A_MINUTE = 60  # a token

PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "Why something was not done (RFC 9457). `errors`: what is wrong, by field.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}


class Bearer(HttpBearer):
    """A personal token, made on one's profile page. Its owner must be a full member."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        member = registries.token_authenticator(token.strip()) if registries.token_authenticator else None
        if member is None:
            return None
        check_member(member)
        if request.method not in SAFE:
            count_write(token)
        request.user = member
        return member


def count_write(token: str) -> None:
    """Let a token write so often a minute; refuse what is more."""
    key = f"api:writes:{hashlib.sha256(token.encode()).hexdigest()}"
    count(key, WRITES_A_MINUTE, _("At most %(n)d writes a minute.") % {"n": WRITES_A_MINUTE})


class Docs(Swagger):
    """Swagger UI from our own server, under the same policy as every page."""

    template = "api/docs.html"
    default_settings = Swagger.default_settings | {"validatorUrl": None, "persistAuthorization": False}


class Api(NinjaAPI):
    """Says of each operation that it may answer a problem, and answers one where a method is not known."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        answer = {
            "description": "A problem",
            "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = answer
        return schema

    def _get_urls(self) -> list[Any]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = with_problems(pattern.callback)
        return [*patterns, re_path("", missing)]


def missing(request: HttpRequest) -> HttpResponse:
    """What is no address of the API is not looked for among the pages."""
    return problems.problem_response(404)


def with_problems(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view of ninja's that refuses a method by a problem document."""

    def told(response: HttpResponse) -> HttpResponse:
        if response.status_code != 405:
            return response
        return problems.problem_response(405, headers={"Allow": response.headers["Allow"]})

    @wraps(view)
    def sync_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return told(view(request, *args, **kwargs))

    @wraps(view)
    async def async_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return told(await view(request, *args, **kwargs))

    return async_view if iscoroutinefunction(view) else sync_view


api = Api(
    title="Community of practice",
    version="1",
    description="Conversations, search and what a member may know, for programs. Addresses (`url`) are paths of the site.",
    docs=Docs(),
    auth=Bearer(),
    urls_namespace="api",
)
problems.install(api)
api.add_router("", members)
api.add_router("", library)
api.add_router("", forums)
api.add_router("/search", search)
