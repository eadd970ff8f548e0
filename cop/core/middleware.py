"""Language of a request, the strict content policy, what caches may keep, and forms that scripts send."""

import json
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language_from_path, get_language_from_request
from django.utils.translation import gettext as _

from cop.core.problems import by_script, problem, way_in


class LanguageMiddleware(MiddlewareMixin):
    """Pages of the library speak the language of their address; everywhere else the member's, then the cookie's, then the browser's."""

    def process_request(self, request):
        language = get_language_from_path(request.path_info) or self._preferred(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    @staticmethod
    def _preferred(request):
        translation.activate(settings.LANGUAGE_CODE)
        try:
            if resolve(request.path_info).url_name == "wagtail_serve":
                return settings.LANGUAGE_CODE
        except Resolver404:
            pass
        if request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
            return request.user.language
        return get_language_from_request(request)

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict everywhere; the editors' admin needs inline scripts and styles of its own, and only there may it have them."""

    ADMIN_PREFIXES = ("/admin/",)

    def process_response(self, request, response):
        if request.path_info.startswith(self.ADMIN_PREFIXES):
            response._csp_update = {
                "script-src": ["'unsafe-inline'"],
                "style-src": ["'unsafe-inline'"],
                "img-src": ["blob:"],
                "frame-src": ["'self'"],
            }
            response._csp_replace = {"frame-ancestors": ["'self'"], "default-src": ["'self'"]}
        elif getattr(request, "is_dummy", False):  # Wagtail's preview, which the editor shows in a frame
            response._csp_replace = {"frame-ancestors": ["'self'"]}
        return super().process_response(request, response)


class PrivateResponsesMiddleware(MiddlewareMixin):
    """A page made for somebody who is signed in stays out of every cache."""

    def process_response(self, request, response):
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class SentByScriptMiddleware(MiddlewareMixin):
    """A script that sends somebody's words stays on the page until it knows what became of them: where the page would have
    gone on it gets the address, as {"url"}, and whoever is signed out is told so (401) and not shown another page."""

    def process_response(self, request, response):
        if not by_script(request) or response.status_code not in (301, 302, 303):
            return response
        goes_to = response["Location"]
        if urlsplit(goes_to).path == resolve_url(settings.LOGIN_URL):
            words = _("You are signed out. Sign in in another window, then send it again.")
            return self._instead(response, 401, problem(401, words, way=way_in()))
        if request.headers["X-Requested-With"] == "form":
            return self._instead(response, 200, {"url": goes_to})
        return response

    @staticmethod
    def _instead(response, status, told):
        """The same answer, with its cookies, in another shape."""
        response.status_code, response.content = status, json.dumps(told)
        response["Content-Type"] = "application/json"
        del response["Location"]
        return response
