"""Who is at the other end of a socket.

A socket keeps no user object, only what identifies one, and asks again each time: so a session that ended, a
changed password, a revoked token and a suspension count at the next question. A bearer token is looked at
before the Origin, which programs do not send; a cookie counts only from our own pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from cop.core import registries

Scope = dict[str, Any]


class Identity(Protocol):
    """`load()` queries the user as it is now; None when this no longer stands for anybody."""

    def load(self) -> Any: ...


@dataclass(frozen=True)
class Anonymous:
    """Nobody in particular, who may hear what is public."""

    def load(self) -> Any:
        return AnonymousUser()


@dataclass(frozen=True)
class Session:
    """A session cookie."""

    key: str

    def load(self) -> Any:
        request = HttpRequest()
        request.session = _store()(self.key)
        user = get_user(request)
        return user if user.is_authenticated and user.is_active else None


@dataclass(frozen=True)
class Token:
    """A personal bearer token."""

    raw: str

    def load(self) -> Any:
        user = registries.token_authenticator(self.raw) if registries.token_authenticator else None
        return user if user is not None and user.is_active else None


def load_all(identities: Iterable[Identity]) -> dict[Identity, Any]:
    """What `load()` answers for each, in a few queries for all whose session is plainly in order."""
    identities = set(identities)
    found = _plainly_signed_in({one.key for one in identities if isinstance(one, Session)})
    return {
        one: found[one.key] if isinstance(one, Session) and one.key in found else one.load()
        for one in identities
    }


def _plainly_signed_in(keys: set[str]) -> dict[str, Any]:
    """Users by the keys of their sessions. Whatever is not as usual is left out, for Django itself to look at."""
    store = _store()
    if not keys or registries.people is None or not hasattr(store, "get_model_class"):
        return {}
    rows = store.get_model_class().objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    told = {row.session_key: row.get_decoded() for row in rows}
    ids = {key: int(data[SESSION_KEY]) for key, data in told.items() if data.get(SESSION_KEY, "").isdecimal()}
    people = registries.people(set(ids.values()))
    return {
        key: people[pk]
        for key, pk in ids.items()
        if pk in people
        and people[pk].is_active
        and told[key].get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(told[key].get(HASH_SESSION_KEY, ""), people[pk].get_session_auth_hash())
    }


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def identity_of(request: HttpRequest, user: Any) -> Identity:
    """Of whoever asked for a page; `user` is who that is now."""
    return Session(request.session.session_key or "") if user.is_authenticated else Anonymous()


def identify(scope: Scope) -> tuple[Identity, Any] | None:
    """The identity and the user that a handshake shows; None: refuse it. Queries."""
    kind, _, raw = header(scope, b"authorization").partition(" ")
    if kind.lower() == "bearer":
        token = Token(raw.strip())
        user = token.load()
        return (token, user) if user is not None else None
    if not from_our_pages(scope):
        return None
    if key := parse_cookie(header(scope, b"cookie")).get(settings.SESSION_COOKIE_NAME):
        session = Session(key)
        if (user := session.load()) is not None:
            return session, user
    return Anonymous(), AnonymousUser()


def from_our_pages(scope: Scope) -> bool:
    """Whether Origin names this host, or one that CSRF_TRUSTED_ORIGINS trusts."""
    origin, host = header(scope, b"origin"), header(scope, b"host")
    if not origin:
        return False
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    allowed = settings.ALLOWED_HOSTS or (["localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    return urlsplit(origin).netloc == host and validate_host(split_domain_port(host)[0], allowed)


def language_of(scope: Scope, user: Any) -> str:
    """`?lang=` (the page's own), else the member's, the cookie's, the browser's, the site's."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    cookie = parse_cookie(header(scope, b"cookie")).get(settings.LANGUAGE_COOKIE_NAME, "")
    accepted = [code for code, _ in parse_accept_lang_header(header(scope, b"accept-language").lower())]
    for code in (asked, getattr(user, "language", ""), cookie, *accepted):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
