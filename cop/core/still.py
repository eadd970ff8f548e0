"""A place that is read and no longer written in (the setting READ_ONLY): one rule for pages, API, socket and admin.

What is read goes on as ever. Whatever would write is refused with the reason, and what somebody typed comes back to them.
Signing in and out, a forgotten password, the language and the way out of mails stay open: nobody could read, or stop
being written to, without.
"""

import json

from django.conf import settings
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.log import log_response
from django.utils.translation import gettext_lazy as _

from cop.core.access import Refused
from cop.core.problems import by_script, problem_response

REASON = _("This place can be read, and for now nothing can be written in it.")
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}
#: Views that may be sent something all the same: nobody could sign in, or find the way in again, without.
OPEN = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "set-language",
    "notifications:unsubscribe",
}
#: Views of the admin, whatever they edit.
EDITS = {"edit", "revisions_revert"}
#: Fields that hold a choice, a key or a number of rows, by the last part of their name. Any other holds words, also one
#: that nobody thought of here: rather a choice too many on the page than a word lost.
NO_WORDS = frozenset(
    """
    csrfmiddlewaretoken next key idempotency_key round_key uuid html revision draft_revision version code from
    act age age_band ages anonymous answer asked_sectors attested audience cases circle claimed coach colleague
    confirmed consent cost days decision double ease entry evidence facilitators follow_up_weeks forum groups guide identifiers
    invitations_a_week kept kind kinds language left lens level license member moment on parent please poll_several
    position posts principle principles promises quote remember replace resource scope seconds sector sectors
    seen_as settings settled share shown state strengths sure threads ticked uploads verb wider within without id type
    order deleted count ORDER DELETE TOTAL_FORMS INITIAL_FORMS MIN_NUM_FORMS MAX_NUM_FORMS
    """.split()  # noqa: SIM905
)
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
        reads = request.method in SAFE and not writes_on_sight(request.resolver_match)
        if reads or request.resolver_match.view_name in OPEN:
            return None
        try:
            check_writing()
        except Refused as refusal:
            return self.refused(request, refusal)
        return None

    @staticmethod
    def refused(request, refusal):
        """503, since it may open again: to scripts and programs as a problem, to people with what they had typed. It is no
        error of the server, so the log does not call it one."""
        asks_for_data = (
            "json" in request.headers.get("Accept", "") or request.content_type == "application/json"
        )
        if by_script(request) or asks_for_data or request.path_info.startswith("/api/"):
            answer = problem_response(503, refusal.reason)
        else:
            context = {"reason": refusal.reason, "typed": typed(request.POST), "read_only": False}
            answer = render(request, "errors/read_only.html", context, status=503)
        log_response("Only to be read: %s", request.path, response=answer, request=request, level="info")
        return answer


def writes_on_sight(match):
    """Whether it is a page of the admin for editing: Wagtail keeps who has it open, already when it is looked at."""
    return match.url_name in EDITS and match.route.startswith("admin/")


def typed(sent):
    """What somebody wrote into a form, in its order, each once. Choices and keys are no words, passwords nobody's to show."""
    words = [
        text
        for name, values in sent.lists()
        if holds_words(name)
        for value in values
        if (text := as_words(value))
    ]
    shown, left = [], MOST_SHOWN
    for text in dict.fromkeys(words):
        if left > 0:
            shown.append(text[:left])
            left -= len(text)
    return shown


def holds_words(name):
    return not ("password" in name or name.startswith("action") or name.rsplit("-", 1)[-1] in NO_WORDS)


def as_words(value):
    """The text of a field; of what the admin's rich editor sends, a JSON object, that of its paragraphs."""
    if not value.startswith('{"'):
        return value.strip()
    try:
        return "\n\n".join(block["text"] for block in json.loads(value)["blocks"]).strip()
    except (ValueError, KeyError, TypeError):
        return ""
