"""Words that are looked at while somebody writes them: asked a field at a time by a script (static/js/checking.js)."""

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from cop.core.limits import count
from cop.core.problems import TooLarge, TooMany, response_for
from forums.noticing import notice
from forums.services.words import MAX_BODY
from members.models import profile_of
from members.permissions import check_member

A_MINUTE = 120  # questions of one member: more than anybody pauses in their writing
MOST = 50  # things that were settled before


@sensitive_post_parameters()
@require_POST
@login_required
@sensitive_variables()
def text_check(request):
    """What there is to look at in `text`: places in code points, and the words about them as a fragment. Nothing is
    stored or logged. `settled` are words that are no identifiers, `left` phrases that stay as they are; `language` is
    that of the form; `switched`: the coach was just turned off, or on, here."""
    check_member(request.user)
    text = request.POST.get("text", "")
    try:
        count(f"forums:looked:{request.user.pk}", A_MINUTE)
        if len(text) > MAX_BODY:
            raise TooLarge(_("This is longer than %(limit)d characters.") % {"limit": MAX_BODY})
    except (TooMany, TooLarge) as error:
        return response_for(error)
    coach = profile_of(request.user).coach
    noticed = notice(
        text,
        request.POST.get("language") or get_language(),
        settled=request.POST.getlist("settled")[:MOST],
        left={int(key) for key in request.POST.getlist("left")[:MOST] if key.isdecimal() and len(key) < 10},
        together="together" in request.POST,
        coach=coach,
    )
    context = {"noticed": noticed, "coach": coach, "switched": "switched" in request.POST}
    return JsonResponse(
        {
            "marks": noticed.marks,
            "cards": [card.replace for card in noticed.cards],
            "html": render_to_string("forums/fragments/noticed.html", context, request),
        }
    )
