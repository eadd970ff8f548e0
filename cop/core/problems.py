"""RFC 9457 problem documents: one shape for the API's and the socket's refusals.

    {"type": "about:blank", "title": "Not found", "status": 404, "detail": "…", …}

`install(api)` gives a NinjaAPI its exception handlers; `problem_response` serves plain Django views.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CONTENT_TYPE = "application/problem+json"

TITLES: dict[int, Any] = {
    400: gettext_lazy("This cannot be understood"),
    401: gettext_lazy("Please sign in"),
    403: gettext_lazy("You may not do this"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("This cannot be done here"),
    409: gettext_lazy("This conflicts with something done before"),
    413: gettext_lazy("This is too large"),
    422: gettext_lazy("Some fields need another look"),
    429: gettext_lazy("Please wait a little"),
    503: gettext_lazy("Not available at the moment"),
}


class Conflict(Exception):
    """Another write came first, or an idempotency key was used for something else: 409. `more` goes with the answer."""

    more: Mapping[str, Any] = {}


class TooLarge(Exception):
    """More than is accepted: 413."""


class TooMany(Exception):
    """Too often: 429. `retry_after` in seconds."""

    def __init__(self, detail: Any = "", retry_after: int = 60):
        super().__init__(detail)
        self.retry_after = retry_after


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, and not a browser for a page."""
    return request.headers.get("X-Requested-With") == "fetch"


def by_script(request: HttpRequest) -> bool:
    """Whether a script of ours asks, for data or to send a form for a page."""
    return request.headers.get("X-Requested-With") in ("fetch", "form")


def way_in() -> dict[str, str]:
    """Where somebody signs in, for a script to offer."""
    return {"url": resolve_url(settings.LOGIN_URL), "text": _("Sign in")}


def problem(status: int, detail: Any = "", **more: Any) -> dict[str, Any]:
    """A problem as a dict; `more` are its extension members."""
    title = TITLES.get(status) or HTTPStatus(status).phrase
    document = {"type": "about:blank", "title": str(title), "status": status}
    if detail:
        document["detail"] = str(detail)
    return document | more


def problem_response(
    status: int, detail: Any = "", *, headers: Mapping[str, str] | None = None, **more: Any
) -> JsonResponse:
    """A problem as a response."""
    document = problem(status, detail, **more)
    return JsonResponse(document, status=status, content_type=CONTENT_TYPE, headers=headers)


def response_for(error: Exception) -> JsonResponse:
    """The response for an exception that a service or a check raises; raises again what is none of these."""
    match error:
        case PermissionDenied():
            return problem_response(403, getattr(error, "reason", ""))
        case Http404():
            return problem_response(404)  # its text would tell what was looked for
        case Conflict():
            return problem_response(409, error, **error.more)
        case TooLarge():
            return problem_response(413, error)
        case RequestDataTooBig():
            return problem_response(413)
        case ValidationError():
            return problem_response(422, errors=_errors(error), **getattr(error, "more", {}))
        case TooMany():
            return problem_response(429, error, headers={"Retry-After": str(error.retry_after)})
    raise error


def install(api: Any) -> None:
    """Give a NinjaAPI these handlers and those for its own exceptions."""
    from ninja.errors import AuthenticationError, HttpError, Throttled
    from ninja.errors import ValidationError as SchemaError

    def handle(request: HttpRequest, error: Exception) -> JsonResponse:
        return response_for(error)

    for known in (PermissionDenied, Http404, Conflict, TooLarge, RequestDataTooBig, ValidationError, TooMany):
        api.add_exception_handler(known, handle)

    def unauthenticated(request: HttpRequest, error: Any) -> JsonResponse:
        detail = _("Send a personal token as “Authorization: Bearer …”.")
        return problem_response(401, detail, headers={"WWW-Authenticate": "Bearer"})

    def misshapen(request: HttpRequest, error: Any) -> JsonResponse:
        fields: dict[str, list[str]] = {}
        for one in error.errors:
            name = ".".join(str(part) for part in one["loc"][1:] if part != "payload") or "body"
            fields.setdefault(name, []).append(one["msg"])
        return problem_response(422, errors=fields)

    def throttled(request: HttpRequest, error: Any) -> JsonResponse:
        return problem_response(429, headers={"Retry-After": str(int(getattr(error, "wait", None) or 60))})

    def other(request: HttpRequest, error: Any) -> JsonResponse:
        return problem_response(error.status_code, error.message)

    api.add_exception_handler(AuthenticationError, unauthenticated)
    api.add_exception_handler(SchemaError, misshapen)
    api.add_exception_handler(Throttled, throttled)
    api.add_exception_handler(HttpError, other)


def _errors(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
