"""A place that is read and no longer written in (the setting READ_ONLY): one rule for pages, API, socket and admin.

What is read goes on as ever. Whatever would write is refused with the reason, and what somebody typed comes back to them.
Signing in and out, the language and the way out of mails stay open: nobody could read, or stop being written to, without.
"""

import json

from django.conf import settings
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from cop.core.problems import by_script, problem_response

REASON = _("This place can be read, and for now nothing can be written in it.")
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
#: Views that may be sent something all the same.
OPEN = {"account_login", "account_logout", "set-language", "notifications:unsubscribe"}
#: Fields that are no words of anybody.
NOT_TYPED = {"csrfmiddlewaretoken", "next", "key", "idempotency_key", "html"}
#: Fields of which also a single word is one.
TITLES = {"title", "body", "text", "note", "display_name"}
MOST_SHOWN = 100_000  # characters that come back on the page


def is_still():
    return settings.READ_ONLY


def keeps_nothing(request):
    """For templates: whether this page's forms lead nowhere. Those for signing in do."""
    return is_still() and getattr(request.resolver_match, "view_name", None) not in OPEN


def check_writing():
    """Refuse whatever would be kept."""
    if is_still():
        raise Refused(REASON)


class StillMiddleware(MiddlewareMixin):
    """Asks for every request that could write, whichever door it comes through, before its view is called."""

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE or request.resolver_match.view_name in OPEN:
            return None
        try:
            check_writing()
        except Refused as refusal:
            return self.refused(request, refusal)
        return None

    @staticmethod
    def refused(request, refusal):
        """503, since it may open again: to scripts and programs as a problem, to people with what they had typed."""
        asks_for_data = (
            "json" in request.headers.get("Accept", "") or request.content_type == "application/json"
        )
        if by_script(request) or asks_for_data or request.path_info.startswith("/api/"):
            return problem_response(503, refusal.reason)
        context = {"reason": refusal.reason, "typed": typed(request.POST), "read_only": False}
        return render(request, "errors/read_only.html", context, status=503)


def typed(sent):
    """What somebody wrote into a form, in its order, each once. Choices and keys are no words, passwords nobody's to show."""
    words = [
        text
        for name, values in sent.lists()
        if name not in NOT_TYPED and "password" not in name
        for value in values
        if (text := as_words(value)) and (name in TITLES or len(text) > 40 or any(map(str.isspace, text)))
    ]
    shown, left = [], MOST_SHOWN
    for text in dict.fromkeys(words):
        if left > 0:
            shown.append(text[:left])
            left -= len(text)
    return shown


def as_words(value):
    """The text of a field; of what the admin's rich editor sends, a JSON object, that of its paragraphs."""
    if not value.startswith('{"'):
        return value.strip()
    try:
        return "\n\n".join(block["text"] for block in json.loads(value)["blocks"]).strip()
    except (ValueError, KeyError, TypeError):
        return ""
